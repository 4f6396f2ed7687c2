import { CommandFailed } from '../command';
import { JobError } from '../exit';
import type { Manifest } from '../manifest';
import type { Environment } from '../settings';
import { rowDifferences } from './count-rows';
import { databaseIn, propertiesOf, requireSameMajor, restoreDump } from './dump';
import { identifier, literal, Psql } from './psql';
import { addRoles, rolesIn } from './roles';

/** Longest name in PostgreSQL, in bytes (NAMEDATALEN). */
const longestName = 63;

/** Ending of the name that a database has while it is not whole. */
const unfinished = '_restoring';

export interface BesideOptions {
  readonly manifest: Manifest;
  /** The fetched dump, and the roles of its server. */
  readonly dump: string;
  readonly globals: string;
  /** Name of the restored database. @default that of the source and `_restored` */
  readonly as?: string;
  /** Whether roles that the server lacks are made. */
  readonly roles: boolean;
  /** What libpq reads to reach the server. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/**
 * Restores a dump into a database of its own beside whatever the server holds. The database has its name only when it is whole; what was
 * begun and not ended is dropped.
 * @returns the name
 */
export async function restoreBeside(options: BesideOptions): Promise<string> {
  const { manifest, dump, environment, signal, progress } = options;
  const programs = { environment, signal };
  const source = await databaseIn(dump, programs);
  const name = options.as ?? `${source}_restored`;
  const partial = `${name}${unfinished}`;
  if (Buffer.byteLength(partial) > longestName) {
    throw new JobError('settings', `"${partial}" is longer than the ${longestName} bytes of a name: give a shorter one with --as`);
  }
  const server = new Psql({ ...environment, PGDATABASE: 'postgres' }, signal);
  await requireRoomForName(server, [name, partial]);
  const major = Number((await asked(server, 'SHOW server_version_num'))[0]?.[0]) / 10_000;
  await requireSameMajor(manifest, Math.floor(major), programs);
  await provideRoles(server, options);

  progress(`restoring into "${partial}"`);
  await asked(server, `CREATE DATABASE ${identifier(partial)} TEMPLATE template0${await encodingOf(server, source)}`);
  try {
    await restoreDump({ file: dump, environment: { ...environment, PGDATABASE: partial }, create: false, signal });
    await server.run(await propertiesOf(dump, source, partial, programs));
    progress('counting');
    const differences = await rowDifferences(new Psql({ ...environment, PGDATABASE: partial }, signal), manifest);
    if (differences.length > 0) throw new JobError('checkFailed', `the copy is not what it says of itself:\n${differences.join('\n')}`);
    await server.run(`ALTER DATABASE ${identifier(partial)} RENAME TO ${identifier(name)}`);
    return name;
  } catch (error) {
    await dropped(partial, environment, progress);
    throw error;
  }
}

async function requireRoomForName(server: Psql, names: readonly string[]): Promise<void> {
  const taken = await asked(server, `SELECT datname FROM pg_database WHERE datname IN (${names.map(literal).join(', ')})`);
  const [first] = taken.map(([name]) => name);
  if (first !== undefined) throw new JobError('refused', `the database "${first}" exists already: drop it, or give another name with --as`);
}

/** Where the damaged database still stands, its copy gets the same encoding and order of letters; else what the server gives. */
async function encodingOf(server: Psql, source: string): Promise<string> {
  const [found] = await asked(
    server,
    `SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = ${literal(source)} AND datlocprovider = 'c'`,
  );
  if (found === undefined) return '';
  const [encoding = '', collate = '', ctype = ''] = found;
  return ` ENCODING ${literal(encoding)} LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(ctype)}`;
}

async function provideRoles(server: Psql, { globals, roles, progress }: BesideOptions): Promise<void> {
  const present = new Set((await asked(server, 'SELECT quote_ident(rolname) FROM pg_roles')).map(([role]) => role));
  const missing = rolesIn(globals).filter((role) => !present.has(role));
  if (missing.length === 0) return;
  if (!roles) {
    throw new JobError(
      'refused',
      `this server lacks the roles ${missing.join(', ')}: make them, or add --roles to have them made, without passwords`,
    );
  }
  progress(`making the roles ${missing.join(', ')}`);
  await asked(server, addRoles(globals, missing));
}

/** A failure of the server is told as that of the source of what is asked. */
async function asked(server: Psql, text: string): Promise<readonly (readonly string[])[]> {
  try {
    return await server.rows(text);
  } catch (error) {
    if (error instanceof CommandFailed) throw new JobError('source', error.lastWords || error.message);
    throw error;
  }
}

async function dropped(name: string, environment: Environment, progress: (text: string) => void): Promise<void> {
  // The order to stop has come already: this must run in spite of it.
  const server = new Psql({ ...environment, PGDATABASE: 'postgres' }, AbortSignal.timeout(8000));
  await server
    .run(`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`)
    .catch(() => progress(`"${name}" is left, unfinished: drop it`));
}
