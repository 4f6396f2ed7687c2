import type { Readable } from 'node:stream';
import type { CommandFailed, CommandOptions } from '../command';
import { JobError } from '../exit';
import { wholeOutput } from '../whole-output';

/** What is common to all dumps of one snapshot. */
export interface DumpOptions extends CommandOptions {
  readonly snapshot: string;
  /** How long a lock on a table is waited for. */
  readonly lockSeconds: number;
}

const failure = (failed: CommandFailed): Error => new JobError('source', failed.message);

const snapshotWords = ({ snapshot, lockSeconds }: DumpOptions): readonly string[] => [
  '--no-password',
  `--snapshot=${snapshot}`,
  `--lock-wait-timeout=${lockSeconds * 1000}`,
];

/** The whole database in the custom format. `accept` looks at its size when pg_dump has ended well. */
export function dump(options: DumpOptions, accept: (bytes: number) => Promise<void>): Readable {
  return wholeOutput({ ...options, program: 'pg_dump', words: ['--format=custom', ...snapshotWords(options)], failure, accept });
}

/** Its definitions alone, as SQL. */
export function dumpSchema(options: DumpOptions): Readable {
  return wholeOutput({ ...options, program: 'pg_dump', words: ['--schema-only', ...snapshotWords(options)], failure });
}

/**
 * Roles with their settings and memberships, and tablespaces, as SQL. Without passwords: only a superuser may read them, and a copy of the
 * database must not be a copy of its credentials, which the secret store has.
 */
export function dumpGlobals(database: string, options: CommandOptions): Readable {
  const address = `dbname='${database.replace(/['\\]/g, '\\$&')}'`;
  const words = ['--globals-only', '--no-role-passwords', '--no-password', `--database=${address}`];
  return wholeOutput({ ...options, program: 'pg_dumpall', words, failure });
}
