import { availableParallelism } from 'node:os';
import { CommandFailed, runCommand } from '../command';
import { JobError } from '../exit';
import type { Companion, Manifest } from '../manifest';
import type { Environment } from '../settings';
import { isFull } from './disk';
import { identifier, quietSql } from './psql';
import { portableGlobals } from './roles';

export interface DumpRestore {
  /** The dump, in custom format. */
  readonly file: string;
  /** What libpq reads: which server, and which database. */
  readonly environment: Environment;
  /** Makes the database of the dump with its settings and grants, instead of filling the one of the environment. */
  readonly create: boolean;
  readonly signal: AbortSignal;
}

/** Restores a dump with its owners and grants, and gathers the statistics without which the first queries would crawl. */
export async function restoreDump({ file, environment, create, signal }: DumpRestore): Promise<void> {
  const target = create ? ['--create', '--dbname=postgres'] : [`--dbname=${environment['PGDATABASE']}`];
  // A restored subscription would begin to fetch from the publisher of the source.
  const words = [...target, `--jobs=${availableParallelism()}`, '--exit-on-error', '--no-subscriptions', '--no-tablespaces', file];
  await told('pg_restore', words, { environment, signal });
  await told('psql', [...quietSql, '--command=ANALYZE'], { environment, signal });
}

/** Makes the roles of a server and their memberships on one that has none of them. */
export async function restoreRoles(globals: string, options: Programs): Promise<void> {
  await told('psql', [...quietSql, '--dbname=postgres', '--file=-'], { ...options, input: portableGlobals(globals) });
}

/** The roles that belong to a dump. */
export function globalsOf({ key, companions = [] }: Manifest): Companion {
  const globals = companions.find(({ role }) => role === 'globals');
  if (globals === undefined) throw new JobError('notCredible', `${key} has no globals beside it: its roles and their grants are lost`);
  return globals;
}

/** The database that a dump is of. */
export async function databaseIn(file: string, options: Programs): Promise<string> {
  const [, name] = /^; {5}dbname: (.*)$/m.exec(await told('pg_restore', ['--list', file], options)) ?? [];
  if (name === undefined) throw new JobError('notCredible', `${file} does not say which database it is of`);
  return name;
}

/** What belongs to a database itself, its owner, settings and who may connect, as SQL for a database of another name. */
export async function propertiesOf(file: string, source: string, name: string, options: Programs): Promise<string> {
  const script = await told('pg_restore', ['--create', '--schema-only', '--file=-', file], options);
  return script
    .split('\n')
    .flatMap((line) => {
      const [, before, rest = ''] = propertyLine.exec(line) ?? [];
      // pg_dump quotes a name only where it must.
      const from = [source, identifier(source)].find((word) => rest.startsWith(`${word} `));
      return before === undefined || from === undefined ? [] : [`${before}${identifier(name)}${rest.slice(from.length)}`];
    })
    .join('\n');
}

const propertyLine = /^((?:ALTER|COMMENT ON) DATABASE |ALTER ROLE .+? IN DATABASE |(?:GRANT|REVOKE) [A-Z,]+ ON DATABASE )(.*)$/;

/** Refuses a copy that the programs here would restore with losses or not at all. */
export async function requireSameMajor(manifest: Manifest, declared: number | undefined, options: Programs): Promise<void> {
  const version = await told('pg_restore', ['--version'], options);
  const here = Number(/\d+/.exec(version)?.[0]);
  const copied = majorOf(manifest.sourceVersion);
  if (declared !== undefined && declared !== here) {
    throw new JobError('refused', `PostgreSQL ${declared} is expected, this image has the programs of ${here}`);
  }
  if (copied !== undefined && copied !== here) {
    throw new JobError('refused', `${manifest.key} is of PostgreSQL ${copied}, the programs here are of ${here}`);
  }
}

const majorOf = (version: string | undefined): number | undefined => {
  const [digits] = /\d+/.exec(version ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
};

/** How programs of PostgreSQL run. */
interface Programs {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** A program of PostgreSQL, whose failure says that the copy is no good, unless there was no room. */
async function told(program: string, words: readonly string[], options: Programs & { readonly input?: string }): Promise<string> {
  try {
    return await runCommand(program, words, options);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (error.code === undefined && error.lastWords.includes('ENOENT')) throw new JobError('settings', `${program} is not on this machine`);
    throw new JobError(isFull(error.lastWords) ? 'noRoom' : 'notCredible', error.message);
  }
}
