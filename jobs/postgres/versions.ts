import { type CommandOptions, runCommand } from '../command';
import { inWords, JobError } from '../exit';
import type { Session } from './session';

export interface Version {
  /** As the program tells it, e.g. `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly text: string;
  readonly major: number;
}

/** Version of a program of PostgreSQL, from what it prints: `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`. */
export async function clientVersion(program: string, options: CommandOptions): Promise<Version> {
  try {
    const text = (await runCommand(program, ['--version'], options)).replace(/^.*\(PostgreSQL\)\s*/, '').trim();
    return { text, major: Number.parseInt(text, 10) };
  } catch (error) {
    throw new JobError('refused', `${program} is not in this image: ${inWords(error)}`);
  }
}

export async function serverVersion(session: Session): Promise<Version> {
  const query = `SELECT current_setting('server_version') AS text, current_setting('server_version_num')::int / 10000 AS major`;
  return await session.row<{ text: string; major: number }>(query);
}

/**
 * Refuses unless client, server and declaration are of the same major. A newer client writes settings that the server's own pg_restore
 * does not know, an older one cannot read the server.
 */
export function checkSameMajor(declared: number, client: Version, server: Version): void {
  if (client.major !== declared) {
    throw new JobError('refused', `pg_dump is ${client.text}, declared is PostgreSQL ${declared}: run the image of the declared major`);
  }
  if (server.major !== declared) {
    const mend = `declare major ${server.major} and deploy its image`;
    throw new JobError('refused', `the server is PostgreSQL ${server.text}, declared and installed is ${declared}: ${mend}`);
  }
}
