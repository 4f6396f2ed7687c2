import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { JobError } from '../exit';
import { manifestText } from '../manifest';
import { clientEnvironment } from '../postgres/connection';
import type { Environment } from '../settings';
import { restoreBeside } from './beside';
import { chosenCopy } from './chosen-copy';
import type { Request } from './command-line';
import type { VerifiedCopy } from './copies';
import { commitResults, newestResults } from './drill-results';
import { globalsOf } from './dump';
import { fetchInto } from './fetch';
import { copiesTable, drillsTable, momentText } from './list';
import { surveyCopies } from './survey';

/** What a command of a person has of the world around it. */
export interface People {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** What was asked for. */
  readonly tell: (text: string) => void;
  /** Progress and complaints. */
  readonly remark: (text: string) => void;
}

type Command = (request: Request, people: People) => Promise<void>;

export const commands: Readonly<Record<string, Command>> = { list, inspect, fetch: fetchCopy, database, drills };

async function list(request: Request, { signal, tell, remark }: People): Promise<void> {
  const { backup, tier, limit } = request;
  const copies = await surveyCopies(request, { backup, ...(tier === undefined ? {} : { tier }), limit, complain: remark }, signal);
  if (copies.length === 0) throw new JobError('notCredible', `there is no copy of "${backup}" in ${request.copies.bucket}`);
  tell(copiesTable(copies));
}

async function inspect(request: Request, { signal, tell }: People): Promise<void> {
  const { manifest } = await chosenCopy(request, signal);
  tell(manifestText(manifest).trimEnd());
}

async function fetchCopy(request: Request, people: People): Promise<void> {
  const copy = await chosenCopy(request, people.signal);
  const file = resolve(request.to ?? basename(copy.manifest.key));
  await fetchWhole(request, copy, file, people);
}

/** Fetches a copy and what belongs to it: `<file>` and `<file>.<role>`. */
async function fetchWhole({ copies }: Request, { manifest }: VerifiedCopy, file: string, { signal, tell, remark }: People): Promise<void> {
  remark(`fetching ${manifest.key} of ${momentText(manifest.startedAt)}`);
  const parts = [...(manifest.companions ?? []).map((part) => [part, `${file}.${part.role}`] as const), [manifest, file] as const];
  for (const [part, target] of parts) {
    await fetchInto(copies, part, target, signal);
    tell(target);
  }
}

async function database(request: Request, people: People): Promise<void> {
  const { environment, signal, remark, tell } = people;
  const copy = await chosenCopy(request, signal);
  const { manifest } = copy;
  if (manifest.kind !== 'postgres')
    throw new JobError('refused', `${manifest.key} is a copy of ${manifest.kind}, not of a database: use fetch`);
  const folder = await mkdtemp(join(request.folder ?? environment['TMPDIR'] ?? tmpdir(), 'restore-'));
  try {
    const dump = join(folder, 'copy');
    await fetchWhole(request, copy, dump, { ...people, tell: () => undefined });
    const name = await restoreBeside({
      manifest,
      dump,
      globals: await readFile(`${dump}.${globalsOf(manifest).role}`, 'utf8'),
      ...(request.as === undefined ? {} : { as: request.as }),
      roles: request.roles ?? false,
      environment: clientEnvironment(environment),
      signal,
      progress: remark,
    });
    tell(name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function drills({ backup, records, into, environment }: Request, { signal, tell, remark }: People): Promise<void> {
  const results = await newestResults(records, backup, signal, remark);
  if (results.length === 0) throw new JobError('notCredible', `no drill of "${backup}" has left a result in ${records.bucket}`);
  tell(drillsTable(results));
  if (into === undefined || environment === undefined) return;
  const count = await commitResults(into, environment, results);
  remark(count === 0 ? `${into} is up to date` : `${into}: ${count} new; format it, look at what npm start says, and commit it`);
}
