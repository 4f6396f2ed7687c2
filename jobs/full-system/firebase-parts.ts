import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '@google-cloud/storage';
import type { Pack } from 'tar-stream';
import { treePart } from '../../model/store-layout';
import { JobError } from '../exit';
import { addFiles, type NamedFile } from '../files/named-files';
import { accountCopy } from '../firebase/account-copy';
import { accountsOf, hashConfigOf } from '../firebase/accounts';
import { type ConfigurationSources, configurationFiles, filesOf } from '../firebase/configuration';
import { liveReleases } from '../firebase/hosting';
import { addBucket, noObjects } from '../google/bucket-archive';
import { finished, type Operation } from '../google/operation';

/** Where the parts of a system are. */
export interface SystemSources extends ConfigurationSources {
  readonly database: string;
  readonly uploads: Bucket;
  /** Where the database is exported to: `gs://<bucket>/<key>`. */
  readonly exportTo: string;
  /** A folder of this run alone. */
  readonly scratch: string;
  /** Milliseconds between two looks at the export. @default 5 s */
  readonly pause?: number;
}

/** Puts a part into the archive and tells what the list of the parts says of it. */
type AddPart = (tar: Pack, sources: SystemSources, folder: string) => Promise<object>;

const parts: Readonly<Record<string, AddPart>> = {
  firestore: async (_tar, { project, database, connect, signal, exportTo, pause }) => {
    const firestore = connect('firestore', signal);
    // Snapshots are taken at whole minutes that have passed.
    const snapshotTime = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000).toISOString();
    const body = { outputUriPrefix: exportTo, snapshotTime };
    const operation = await firestore.post<Operation>(`v1/projects/${project}/databases/${database}:exportDocuments`, body);
    return { export: exportTo, snapshotTime, ...(await finished(firestore, operation, signal, pause)) };
  },
  auth: async (tar, { project, connect, signal, scratch }, folder) => {
    const identityToolkit = connect('identityToolkit', signal);
    const { content, counts } = accountCopy(await hashConfigOf(project, identityToolkit), accountsOf(project, identityToolkit));
    // An archive says the size of a file before its content.
    const file = join(scratch, 'accounts.json');
    await pipeline(content, createWriteStream(file, { mode: 0o600 }), { signal });
    const { size } = await stat(file);
    await pipeline(createReadStream(file), tar.entry({ name: `${folder}/accounts.json`, size, mode: 0o600, mtime: new Date(0) }), {
      signal,
    });
    return { ...counts };
  },
  uploads: async (tar, { uploads, signal }, folder) => {
    const counts = noObjects();
    await addBucket(tar, uploads, folder, counts, signal);
    return { bucket: uploads.name, ...counts };
  },
  configuration: async (tar, sources, folder) =>
    await added(tar, folder, await configurationFiles(['remote config', 'indexes', 'config folder'], sources)),
  rules: async (tar, sources, folder) => await added(tar, folder, await filesOf('security rules', sources)),
  'functions source': async (tar, sources, folder) => await added(tar, folder, await filesOf('functions folder', sources)),
  'hosting release': async (tar, { project, connect, signal }, folder) =>
    await added(tar, folder, await liveReleases(project, connect('hosting', signal))),
};

/** Ends with `settings` for a part that nobody knows, before anything is read. */
export function requireKnown(names: readonly string[]): void {
  const unknown = names.filter((name) => !(name in parts));
  if (names.length > 0 && unknown.length === 0) return;
  throw new JobError('settings', `unknown parts: ${unknown.join(', ') || 'none is named'}; known are ${Object.keys(parts).join(', ')}`);
}

/** Puts every part into the archive, each in a folder of its own, and last the list of them. A part that is not there ends the program. */
export async function addParts(tar: Pack, names: readonly string[], sources: SystemSources): Promise<void> {
  const listed: object[] = [];
  for (const part of names) {
    const folder = treePart(part);
    listed.push({ part, folder, ...(await parts[part]?.(tar, sources, folder)) });
  }
  await addFiles(tar, [{ name: 'parts.json', content: `${JSON.stringify({ parts: listed }, undefined, 2)}\n` }]);
}

async function added(tar: Pack, folder: string, files: readonly NamedFile[]): Promise<object> {
  await addFiles(
    tar,
    files.map((file) => ({ ...file, name: `${folder}/${file.name}` })),
  );
  return { files: files.length };
}
