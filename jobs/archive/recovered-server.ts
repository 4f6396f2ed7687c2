import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandFailed, runCommand } from '../command';
import { ruler, ScratchServer } from '../drill/scratch-server';
import { JobError } from '../exit';
import type { Environment } from '../settings';

/** Milliseconds between two looks at a server that recovers. */
const betweenLooks = 250;

/** How a recovery ended, as the server logged it. */
export interface Recovery {
  /** Place in the write-ahead log, e.g. `0/5000060`. */
  readonly reached: string;
  /** Time of the last commit that came back; undefined where the log after the base backup holds none. */
  readonly lastCommit: Date | undefined;
}

/**
 * A scratch server on a data directory that was restored. Nothing of the source's own settings holds here, since they name its memory,
 * its libraries and its certificates; it archives nothing.
 */
export class RecoveredServer {
  segmentBytes = 0;
  private readonly server: ScratchServer;

  constructor(
    private readonly folder: string,
    private readonly programs: Environment,
  ) {
    this.server = new ScratchServer(folder, programs);
  }

  get data(): string {
    return this.server.data;
  }

  environment(database: string): Environment {
    return this.server.environment(database);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /**
   * Replays all write-ahead log that the archive holds, and opens the server for its ruler.
   * @param archive variables with which the restore_command of pgBackRest reaches the archive; only the recovery gets them
   */
  async recover(archive: Environment, signal: AbortSignal): Promise<Recovery> {
    const control = await this.run('pg_controldata', ['--pgdata', this.data], signal);
    this.segmentBytes = Number(controlled(control, 'Bytes per WAL segment'));
    await this.settle(controlled(control, 'max_prepared_xacts setting'));
    await this.server.filling(async () => {
      try {
        await new ScratchServer(this.folder, { ...this.programs, ...archive }).start(signal);
        await this.untilOpen(signal);
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
        throw new JobError('notCredible', `the restored server does not recover: ${lastLines(await this.log())}`);
      }
    });
    const log = await this.log();
    await this.run('pg_ctl', ['--pgdata', this.data, '--mode=fast', '--wait', 'stop'], signal);
    // Nobody knows the name of the source's superuser; in single-user mode the server asks for none.
    await this.run('postgres', ['--single', '-D', this.data, 'template1'], signal, `CREATE ROLE ${ruler} SUPERUSER LOGIN\n`);
    await this.server.start(signal);
    return recoveryIn(log);
  }

  /** Until the server lets somebody in: one that is no standby has then replayed all that there is. */
  private async untilOpen(signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        return void (await runCommand('pg_isready', [], { environment: this.environment('template1'), signal }));
      } catch (error) {
        // 1 is a server that lets nobody in yet (PostgreSQL, pg_isready).
        if (!(error instanceof CommandFailed) || error.code !== 1) throw error;
      }
      await wait(betweenLooks, undefined, { signal });
    }
  }

  private async log(): Promise<string> {
    return await readFile(this.server.log, 'utf8').catch(() => '');
  }

  /** Settings of the restored server: its restore_command, and what the write-ahead log asks for. */
  private async settle(preparedTransactions: string): Promise<void> {
    const automatic = join(this.data, 'postgresql.auto.conf');
    const written = await readFile(automatic, 'utf8');
    const restoring = written.split('\n').filter((line) => /^(restore_command|recovery_target)/.test(line));
    const settings = [
      // Recovery then asks for no more connections and workers than a small server has.
      'hot_standby = off',
      `max_prepared_transactions = ${preparedTransactions}`,
      "lc_messages = 'C'",
      "log_timezone = 'UTC'",
    ];
    const files = {
      'postgresql.auto.conf': restoring,
      'postgresql.conf': settings,
      'pg_hba.conf': ['local all all trust'],
      'pg_ident.conf': [],
    };
    for (const [name, lines] of Object.entries(files)) await writeFile(join(this.data, name), `${lines.join('\n')}\n`);
  }

  private async run(program: string, words: readonly string[], signal: AbortSignal, input = ''): Promise<string> {
    let output = '';
    await this.server.filling(async () => {
      output = await runCommand(program, words, { environment: this.programs, signal, input });
    });
    return output;
  }
}

function controlled(text: string, name: string): string {
  const [, value] = new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(text) ?? [];
  if (value === undefined) throw new JobError('unexpected', `pg_controldata tells no "${name}"`);
  return value;
}

/** What a server said last, in one line. */
const lastLines = (log: string): string => log.trim().split('\n').slice(-8).join(' ').slice(-2000);

/** Reads how a recovery ended from the log of the server. */
export function recoveryIn(log: string): Recovery {
  const [, reached] = /redo done at ([0-9A-F]+\/[0-9A-F]+)/.exec(log) ?? [];
  if (reached === undefined) throw new JobError('notCredible', `the restored server replayed no write-ahead log: ${lastLines(log)}`);
  const [, time] = /last completed transaction was at log time (\S+ \S+)\+00/.exec(log) ?? [];
  return { reached, lastCommit: time === undefined ? undefined : new Date(`${time.replace(' ', 'T')}Z`) };
}
