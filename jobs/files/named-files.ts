import type { Readable } from 'node:stream';
import type { Pack } from 'tar-stream';
import { packed } from './packed';

/** A small file and where it goes. */
export interface NamedFile {
  /** Its path, with `/` between the names. */
  readonly name: string;
  readonly content: string | Buffer;
  /** @default not */
  readonly executable?: boolean;
}

/** What was never a file has no time of its own: the same content has the same bytes, whenever it was read. */
const noTime = new Date(0);

/** Files as a tar archive, in the order of their names. */
export const namedFiles = (files: readonly NamedFile[]): Readable => packed((tar) => addFiles(tar, files));

/** Puts files into an archive, in the order of their names. */
export async function addFiles(tar: Pack, files: readonly NamedFile[]): Promise<void> {
  const ordered = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  for (const { name, content, executable = false } of ordered) {
    await new Promise<void>((resolve, reject) => {
      const header = { name, mtime: noTime, uid: 0, gid: 0, mode: executable ? 0o755 : 0o644 };
      tar.entry(header, content, (error) => (error ? reject(error) : resolve()));
    });
  }
}

export const jsonFile = (name: string, content: unknown): NamedFile => ({ name, content: `${JSON.stringify(content, undefined, 2)}\n` });
