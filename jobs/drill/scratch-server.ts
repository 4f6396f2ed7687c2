import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, runCommand } from '../command';
import { JobError } from '../exit';
import { isFull } from '../restore/disk';
import type { Environment } from '../settings';

/** Whoever rules the scratch server: a name that no role of a source has, so that each of them can be made. */
export const ruler = 'opskeep_drill';

/** Longest path of a socket: 107 characters (Linux, unix(7)). */
const longestFolder = 107 - '/.s.PGSQL.5432'.length;

/**
 * A PostgreSQL server of the drill's own, in a folder that only this user may enter. It listens on a socket there and on no port. What makes
 * a server durable stays as it is, since the time of the restore is measured.
 */
export class ScratchServer {
  constructor(
    /** Holds the socket, the log and `data`. */
    private readonly folder: string,
    private readonly programs: Environment,
  ) {
    if (folder.length > longestFolder) {
      throw new JobError('settings', `${folder} is too long for the socket of a server, which takes ${longestFolder} characters`);
    }
  }

  /** An empty server. */
  async create(signal: AbortSignal): Promise<void> {
    await mkdir(this.folder, { mode: 0o700 });
    const access = ['--username', ruler, '--auth-local=trust', '--auth-host=reject'];
    await this.run('initdb', ['--pgdata', this.data, ...access, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'], signal);
    await this.start(signal);
  }

  /** Starts it on what stands in its `data` folder. */
  async start(signal: AbortSignal): Promise<void> {
    const settings = {
      listen_addresses: "''",
      unix_socket_directories: `'${this.folder}'`,
      unix_socket_permissions: '0700',
      wal_level: 'minimal',
      max_wal_senders: '0',
      archive_mode: 'off',
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    const words = ['--pgdata', this.data, '--wait', '--timeout=300', '--log', this.log, '--options', options.join(' '), 'start'];
    await this.run('pg_ctl', words, signal);
  }

  /** What libpq reads to connect to one of its databases, and nothing that leads anywhere else. */
  environment(database: string): Environment {
    return { ...this.programs, PGHOST: this.folder, PGPORT: '5432', PGUSER: ruler, PGDATABASE: database };
  }

  /** Work on the server, whose failure is told as `noRoom` where the server had none. */
  async filling(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // A server without room for its log ends itself, and its clients only see that it is gone.
      if (isFull(await readFile(this.log, 'utf8').catch(() => '')))
        throw new JobError('noRoom', `no room to restore in ${this.folder}`, { cause: error });
      throw error;
    }
  }

  /** Ends it at once; does nothing where it does not run. */
  async stop(): Promise<void> {
    const words = ['--pgdata', this.data, '--mode=immediate', '--wait', '--timeout=5', 'stop'];
    // The order to stop the program has come already: this must run in spite of it.
    await runCommand('pg_ctl', words, { environment: this.programs, signal: AbortSignal.timeout(6000) }).catch(() => undefined);
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  get log(): string {
    return join(this.folder, 'server.log');
  }

  private async run(program: string, words: readonly string[], signal: AbortSignal): Promise<void> {
    await this.filling(async () => {
      try {
        await runCommand(program, words, { environment: this.programs, signal });
      } catch (error) {
        if (error instanceof CommandFailed && isFull(error.lastWords)) throw new JobError('noRoom', error.message);
        throw error;
      }
    });
  }
}
