import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pgbackrestOptions } from '../../model/job-settings';
import type { Environment } from '../settings';

/** What the task shows to the pgBackRest server on the database host, and who must have signed that server's certificate; each PEM. */
export interface HostCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** Writes them into the folder as files that their owner alone can read, and gives the options that name them. */
export async function writeHostCertificate(folder: string, { certificate, key, authority }: HostCertificate): Promise<Environment> {
  const files = [
    [pgbackrestOptions.certificateFile, 'host.crt', certificate],
    [pgbackrestOptions.keyFile, 'host.key', key],
    [pgbackrestOptions.authorityFile, 'host-authority.crt', authority],
  ] as const;
  const written = files.map(async ([option, name, content]) => {
    const file = join(folder, name);
    await writeFile(file, content, { mode: 0o600, flag: 'wx' });
    return [option, file] as const;
  });
  return Object.fromEntries(await Promise.all(written));
}
