import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { CertificateAuthority } from './certificates';
import { freePort } from './free-port';
import { PostgresServer, serverPrograms } from './postgres-server';

/** Both packages of the database host in one look: a server alone cannot be archived. */
export const hasPgBackRest = (): boolean => spawnSync('pgbackrest', ['version']).status === 0;

export type Options = Readonly<Record<string, string>>;

/** The server of a test and its pgBackRest refuse to run as root, and must be one user. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Common name of the client certificate that the host lets in. */
export const clientName = 'opskeep-backup';

export interface ArchiveHostOptions {
  readonly authority: CertificateAuthority;
  readonly stanza: string;
  /** For postgresql.conf. */
  readonly server: Options;
  /** For pgbackrest.conf, beside what names this server. */
  readonly pgbackrest: (dataPath: string) => Options;
}

/**
 * The machine of a database: PostgreSQL that archives by pgBackRest, and the pgBackRest server that lets base backups in. `pgbackrest` on its path
 * reads the file of options that a host has under /etc.
 */
export class ArchiveHost {
  readonly database = new PostgresServer();
  /** Port of the pgBackRest server. */
  port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-host-'));
  private door: ChildProcess | undefined;

  constructor(private readonly options: ArchiveHostOptions) {}

  async start(): Promise<void> {
    this.port = await freePort();
    this.write(
      'pgbackrest',
      [
        '#!/bin/bash',
        // This key type asks the metadata service of EC2, which a test has not: what the file says of it is used instead.
        'unset PGBACKREST_REPO1_S3_KEY_TYPE',
        // By its bare name, so that the restore_command that it writes comes here again.
        `PGPASSWORD='${this.database.password}' PGBACKREST_CONFIG=${this.optionFile} exec -a pgbackrest ${programPath()} "$@"`,
        '',
      ].join('\n'),
    );
    chmodSync(join(this.folder, 'pgbackrest'), 0o755);
    const { authority } = this.options;
    const server = authority.sign('localhost');
    this.write('server.crt', server.certificate);
    this.write('server.key', server.key);
    this.write('authority.crt', authority.certificate);
    this.own();
    await this.startDatabase();
    await this.openDoor();
  }

  /** Ends the database and makes another one in its place, as a mistaken rebuild of the machine would. */
  async replaceDatabase(): Promise<void> {
    this.database.kill();
    renameSync(this.database.data, `${this.database.data}.old`);
    await this.startDatabase();
  }

  private async startDatabase(): Promise<void> {
    const path = process.env['PATH'];
    process.env['PATH'] = this.path;
    try {
      await this.database.start(this.options.server);
    } finally {
      process.env['PATH'] = path;
    }
    this.writeOptions();
  }

  /** The port of the server is known once it runs; it archives as soon as the options are there. */
  private writeOptions(): void {
    const { stanza, pgbackrest } = this.options;
    const own = { ...pgbackrest(this.database.data), ...this.ownOptions(stanza) };
    // Options of a server are read from the section of its stanza alone.
    const ofServer = (name: string): boolean => name.startsWith('pg1-');
    const sections = [`[global]\n${lines(own, (name) => !ofServer(name))}`, `[${stanza}]\n${lines(own, ofServer)}`];
    this.write('pgbackrest.conf', sections.join('\n'));
    this.own();
  }

  private get optionFile(): string {
    return join(this.folder, 'pgbackrest.conf');
  }

  /** With the programs of the host before all others. */
  get path(): string {
    return [this.folder, serverPrograms() ?? '', process.env['PATH'] ?? ''].join(delimiter);
  }

  /** Runs a script as the user of the database server, as a runbook is typed there. */
  async type(script: string, environment: Options): Promise<{ readonly status: number | null; readonly output: string }> {
    const env = { PATH: this.path, HOME: this.folder, ...environment } as NodeJS.ProcessEnv;
    const log = join(this.folder, 'typed.log');
    // A server that the script starts keeps what it inherits, so its output goes to a file and not to a pipe.
    const child = spawn('bash', ['-euo', 'pipefail', '-c', `exec >"${log}" 2>&1\n${script}`], {
      env,
      cwd: '/',
      stdio: 'ignore',
      ...nobody,
    });
    const [status] = (await once(child, 'exit')) as [number | null];
    return { status, output: spawnSync('cat', [log], { encoding: 'utf8' }).stdout };
  }

  async openDoor(): Promise<void> {
    this.door = spawn(join(this.folder, 'pgbackrest'), ['server'], { env: { PATH: this.path }, stdio: 'ignore', ...nobody });
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await listens(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the pgBackRest server did not listen within 5 s');
  }

  /** Ends the pgBackRest server: no base backup reaches the host any more. */
  async shutDoor(): Promise<void> {
    if (this.door === undefined || this.door.exitCode !== null || this.door.signalCode !== null) return;
    const ended = once(this.door, 'exit');
    this.door.kill('SIGTERM');
    await ended;
  }

  async stop(): Promise<void> {
    await this.shutDoor();
    this.database.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private ownOptions(stanza: string): Options {
    const { folder, database } = this;
    return {
      'pg1-port': String(database.port),
      'pg1-socket-path': database.folder,
      'pg1-user': 'postgres',
      'lock-path': join(folder, 'lock'),
      'log-level-file': 'off',
      'tls-server-address': '127.0.0.1',
      'tls-server-port': String(this.port),
      'tls-server-cert-file': join(folder, 'server.crt'),
      'tls-server-key-file': join(folder, 'server.key'),
      'tls-server-ca-file': join(folder, 'authority.crt'),
      'tls-server-auth': `${clientName}=${stanza}`,
    };
  }

  private write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content, { mode: 0o600 });
  }

  private own(): void {
    if ('uid' in nobody) spawnSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, this.folder]);
  }
}

const lines = (options: Options, wanted: (name: string) => boolean): string =>
  Object.entries(options)
    .flatMap(([name, value]) => (wanted(name) ? [`${name}=${value}\n`] : []))
    .join('');

const programPath = (): string => spawnSync('sh', ['-c', 'command -v pgbackrest'], { encoding: 'utf8' }).stdout.trim();

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
