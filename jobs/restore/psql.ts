import { runCommand } from '../command';
import type { Environment } from '../settings';

/** Options of psql that let a script print what it asks for and stop at its first failure. */
export const quietSql: readonly string[] = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1'];

/** Separators that no name or number holds. */
const column = '\u001f';
const row = '\u001e';

/**
 * A server as psql reaches it: with the variables, password files and TLS settings that libpq reads. A failure is a `CommandFailed` with the
 * words of the server.
 */
export class Psql {
  constructor(
    private readonly environment: Environment,
    private readonly signal: AbortSignal,
  ) {}

  /** Rows of one query, as texts. */
  async rows(text: string): Promise<readonly (readonly string[])[]> {
    const output = await this.run(text, ['--tuples-only', '--no-align', `--field-separator=${column}`, `--record-separator=${row}`]);
    return output === ''
      ? []
      : output
          .replace(/\n$/, '')
          .split(row)
          .map((line) => line.split(column));
  }

  /** Runs statements up to the first that fails, and gives what psql prints. */
  async run(text: string, words: readonly string[] = []): Promise<string> {
    return await runCommand('psql', [...quietSql, '--file=-', ...words], {
      environment: this.environment,
      signal: this.signal,
      input: text,
    });
  }
}

/** A text as SQL reads it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as SQL reads it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
