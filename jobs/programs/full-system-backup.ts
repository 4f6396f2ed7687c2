import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSettings } from '../../model/job-settings';
import { treePart } from '../../model/store-layout';
import { BackupRun, readBackupSettings } from '../backup-run';
import { credible } from '../credible';
import { type ArchivePart, archive } from '../files/archive';
import { partsIn } from '../files/parts';
import { type DatabasePart, databasePart } from '../full-system/database-part';
import type { LogFields } from '../log';
import { readDatabaseSettings } from '../postgres/moment';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** The part that is dumped; every other one is in the mounted folder. */
const databaseName = 'database';

/** Copies all declared parts of a system as one archive, with a list of them: its database as a dump, the others from the mounted folder. */
export async function fullSystemBackup(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const settings = readBackupSettings(reader);
  const parts = reader.list<string>(jobSettings.contents);
  const scratch = reader.text(jobSettings.scratch);
  const database = parts.includes(databaseName) ? readDatabaseSettings(reader) : undefined;
  const inTree = parts.filter((part) => part !== databaseName);
  const folder = inTree.length === 0 ? '' : reader.text(jobSettings.sourceFolder);
  reader.settled();

  const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
  const work = await mkdtemp(join(scratch, 'full-system-'));
  try {
    const trees = partsIn(folder, inTree);
    const dumped = database === undefined ? undefined : await databasePart(database, work, context);
    const list = await listOf(parts, dumped, work);
    const { content, counts } = archive([list, ...(dumped?.files ?? []), ...trees]);
    const key = run.key('tar');
    const uploaded = await run.upload(key, credible(content, settings.minimumBytes));
    const fields = await run.finish(key, uploaded, {
      kind: 'full-system',
      source: [...parts].join(', '),
      counts: { ...counts },
      ...(dumped === undefined ? {} : { sourceVersion: dumped.sourceVersion, tables: dumped.tables }),
      tools: { node: process.version, ...(dumped === undefined ? {} : { pg_dump: dumped.pgDump }) },
    });
    return { ...fields, ...counts };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The list of the parts, first in the archive: what each is called there, and what the database held. */
async function listOf(parts: readonly string[], dumped: DatabasePart | undefined, work: string): Promise<ArchivePart> {
  const name = 'parts.json';
  const listed = parts.map((part) =>
    part === databaseName && dumped !== undefined
      ? { part, files: dumped.files.map((file) => file.name), source: dumped.place, version: dumped.sourceVersion, tables: dumped.tables }
      : { part, files: [treePart(part)] },
  );
  const from = join(work, name);
  await writeFile(from, `${JSON.stringify({ parts: listed }, undefined, 2)}\n`);
  return { name, from };
}
