import { availableParallelism } from 'node:os';
import { CommandFailed, runCommand } from '../command';
import { JobError } from '../exit';
import type { Manifest } from '../manifest';
import type { Environment } from '../settings';
import { isFull } from './disk';

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

/**
 * Makes the roles of a server and their memberships. Places for files are left out: they name folders of the other host.
 * @param existing roles that are there and keep their passwords
 */
export async function restoreRoles(
  globals: string,
  options: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<void> {
  const kept = globals.split('\n').filter((line) => !/^(CREATE|ALTER|COMMENT ON) TABLESPACE |^(GRANT|REVOKE) .* ON TABLESPACE /.test(line));
  await told('psql', [...quietSql, '--dbname=postgres', '--file=-'], { ...options, input: kept.join('\n') });
}

/** Names of the roles that globals make, quoted as SQL reads them. */
export const rolesIn = (globals: string): readonly string[] => [...globals.matchAll(/^CREATE ROLE (.+);$/gm)].map(([, name = '']) => name);

/** Refuses a copy that the programs here would restore with losses or not at all. */
export async function requireSameMajor(
  manifest: Manifest,
  declared: number | undefined,
  options: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<void> {
  const version = await told('pg_restore', ['--version'], options);
  const here = Number(/\d+/.exec(version)?.[0]);
  const copied = majorOf(manifest.sourceVersion);
  if (declared !== undefined && declared !== here) {
    throw new JobError('refused', `PostgreSQL ${declared} is declared, this image has the programs of ${here}`);
  }
  if (copied !== undefined && copied !== here) {
    throw new JobError('refused', `${manifest.key} is of PostgreSQL ${copied}, the programs here are of ${here}`);
  }
}

const majorOf = (version: string | undefined): number | undefined => {
  const [digits] = /\d+/.exec(version ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
};

const quietSql = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1'];

interface Told {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly input?: string;
}

/** A program of PostgreSQL, whose failure says that the copy is no good, unless there was no room. */
async function told(program: string, words: readonly string[], options: Told): Promise<string> {
  try {
    return await runCommand(program, words, options);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (error.code === undefined && error.lastWords.includes('ENOENT')) throw new JobError('settings', `${program} is not on this machine`);
    throw new JobError(isFull(error.lastWords) ? 'noRoom' : 'notCredible', error.message);
  }
}
