import { createInterface } from 'node:readline';
import { CommandFailed, startCommand } from '../command';
import { JobError } from '../exit';
import type { JobContext } from '../program';
import type { Environment } from '../settings';
import { type Stanza, stanzaIn } from './base-backups';
import { reasonOf } from './complaint';
import { type TaskCredentials, taskCredentials } from './task-credentials';

/** Variables that pgBackRest needs beside its options. Secrets of the task that are not for it stay behind. */
const passedOn = ['PATH', 'LANG', 'TMPDIR'];

/** Everything in one stream: what pgBackRest writes as log, and what it complains about. */
const oneStream = { PGBACKREST_LOG_LEVEL_STDERR: 'off' };

/** Most that is told of a complaint: one about the store repeats its whole answer. */
const toldCharacters = 2000;

/** `2026-11-21 05:48:51.894 P00   INFO: text` */
const logLine = /^\S+ \S+ P\d+ +(?<level>[A-Z]+): (?<text>.*)$/;

/** Repeats every option. */
const beginning = / command begin \d/;

/** Runs pgBackRest with the options of the environment, and tells its failures as ends of this program. */
export class PgBackRest {
  constructor(
    private readonly context: Pick<JobContext, 'environment' | 'log' | 'signal'>,
    /** Options that only a running task knows. */
    private readonly own: Environment,
  ) {}

  /** Options in the environment of pgBackRest, without its credentials. */
  get options(): Environment {
    const { environment } = this.context;
    const options = Object.entries(environment).filter(([name]) => name.startsWith('PGBACKREST_') || passedOn.includes(name));
    return { ...Object.fromEntries(options), ...this.own, ...oneStream };
  }

  /** One command to its end. Gives the lines that it wrote, without their times; `hear` gets each as it comes. */
  async run(command: string, words: readonly string[] = [], hear: (text: string) => void = () => undefined): Promise<readonly string[]> {
    const { log, signal } = this.context;
    const credentials = await taskCredentials();
    const environment = { ...this.options, ...credentials.variables };
    const running = startCommand('pgbackrest', [...words, command], { environment, signal });
    running.stdin.end();
    const said: string[] = [];
    const complaint: string[] = [];
    let complaining = false;
    for await (const line of createInterface({ input: running.stdout })) {
      const { level, text = line } = logLine.exec(line)?.groups ?? {};
      // Lines without a level go on with what the line before them began.
      if (level !== undefined) complaining = level === 'WARN' || level === 'ERROR';
      if (complaining) complaint.push(text);
      else if (level !== undefined && !beginning.test(text)) log.info('pgbackrest', { command, text });
      said.push(text);
      hear(text);
    }
    try {
      await running.ended;
    } catch (error) {
      throw error instanceof CommandFailed ? this.failure(command, error, complaint.join('\n'), credentials) : error;
    }
    if (complaint.length > 0) log.error('pgbackrest', { command, text: shortened(complaint.join('\n')) });
    return said;
  }

  /** What the repository holds of a stanza; nothing where there is no such stanza yet. */
  async look(stanza: string): Promise<Stanza> {
    return stanzaIn((await this.run('info', ['--output=json'])).join('\n'), stanza);
  }

  private failure(command: string, { code, lastWords }: CommandFailed, complaint: string, { expire }: TaskCredentials): JobError {
    const host = this.context.environment['PGBACKREST_PG1_HOST'];
    const words = shortened(complaint === '' ? lastWords : complaint);
    const expired = expire !== undefined && expire.getTime() < Date.now();
    const because = expired ? `; the credentials of the task expired at ${expire.toISOString()}, and pgBackRest cannot renew them` : '';
    return new JobError(
      expired ? 'store' : reasonOf(code, complaint, host),
      `pgbackrest ${command} ended with ${code}: ${words}${because}`,
    );
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > toldCharacters ? `${line.slice(0, toldCharacters)} ...` : line;
}
