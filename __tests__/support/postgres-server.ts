import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port';

/** Folder of the newest server that Debian installed, '' where one is on the path, nothing where there is none. */
export function serverPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  if (newest !== undefined && existsSync(join(root, newest, 'bin', 'initdb'))) return join(root, newest, 'bin');
  return spawnSync('initdb', ['--version']).status === 0 ? '' : undefined;
}

/** Folder of PostgreSQL 18, newer than what Debian installs: on the path, its programs have names with the version. */
export function newerPrograms(): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', 'readlink --canonicalize "$(command -v pg_ctl-18)"'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? dirname(stdout.trim()) : undefined;
}

export const hasPostgres = (): boolean => serverPrograms() !== undefined;

/** The server refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A real PostgreSQL server on a port of its own, whose data is gone after `stop`. Its superuser is `postgres` with a password. */
export class PostgresServer {
  readonly password = 'correct horse battery staple';
  readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-pg-'));
  port = 0;

  /** @param programs folder of another version. @default that of `serverPrograms` */
  constructor(private readonly programs: string = serverPrograms() ?? '') {}

  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    this.port = await freePort();
    const passwordFile = join(this.folder, 'password');
    writeFileSync(passwordFile, this.password);
    if ('uid' in nobody) spawnSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, this.folder]);
    const authentication = [
      '--auth=scram-sha-256',
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
    ];
    this.run('initdb', ['--pgdata', this.data, ...authentication, '--no-sync']);
    const options = {
      ...settings,
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: this.folder,
      fsync: 'off',
    };
    const text = Object.entries(options).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
    writeFileSync(join(this.data, 'postgresql.auto.conf'), text.join(''));
    this.run('pg_ctl', ['--pgdata', this.data, '--wait', '--log', join(this.folder, 'log'), 'start']);
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** Ends the server at once, as a crash would. */
  kill(): void {
    this.run('pg_ctl', ['--pgdata', this.data, '--mode=immediate', '--wait', 'stop']);
  }

  resume(): void {
    this.run('pg_ctl', ['--pgdata', this.data, '--wait', '--log', join(this.folder, 'log'), 'start']);
  }

  stop(): void {
    if (existsSync(join(this.data, 'postmaster.pid'))) this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What libpq reads to connect as the superuser. */
  environment(database = 'postgres'): Readonly<Record<string, string>> {
    return { PGHOST: '127.0.0.1', PGPORT: String(this.port), PGDATABASE: database, PGUSER: 'postgres', PGPASSWORD: this.password };
  }

  /** Rows of a query, or of several, as unaligned text with `|` between columns. */
  sql(text: string, database = 'postgres'): string {
    const parameters = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1', '--file=-'];
    return this.run('psql', parameters, { input: text, env: this.environment(database) }).trimEnd();
  }

  /** Runs a program of the same version as the server to its end; throws what it complains about. */
  run(
    program: string,
    parameters: readonly string[],
    given: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): string {
    const { status, stdout, stderr, error } = spawnSync(join(this.programs, program), parameters, {
      input: given.input ?? '',
      env: { PATH: process.env.PATH, ...given.env } as NodeJS.ProcessEnv,
      // A server that pg_ctl starts keeps what it inherits: with a pipe, this would wait until the server ends.
      stdio: program === 'pg_ctl' ? 'ignore' : 'pipe',
      encoding: 'utf8',
      cwd: '/',
      maxBuffer: 64 * 2 ** 20,
      ...nobody,
    });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? stderr}`);
    return stdout ?? '';
  }
}
