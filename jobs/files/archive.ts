import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pack } from 'tar-stream';
import { inWords, JobError } from '../exit';
import { packed } from './packed';
import { entryOf, isGone, type TreeEntry, walk } from './tree';

/** What an archive holds, counted while it was made. */
export interface TreeCounts {
  files: number;
  folders: number;
  links: number;
  /** Files that were written to while they were read: as long as they were at first, with what was there when they were read. */
  changedFiles: number;
}

/** One part of the archive, and where on disk it is. */
export interface ArchivePart {
  /** Its path in the archive. */
  readonly name: string;
  /** A folder or a file; what a link here points at, so that parts may live in different places. */
  readonly from: string;
}

/**
 * A folder tree as a tar archive, streamed. The same tree gives the same bytes: entries are in the order of their names, with permissions,
 * owners and times of last change as they are, and nothing else.
 */
export function archive(parts: readonly ArchivePart[]): { readonly content: Readable; readonly counts: Readonly<TreeCounts> } {
  const counts: TreeCounts = { files: 0, folders: 0, links: 0, changedFiles: 0 };
  return { content: packed((tar) => fill(tar, parts, counts)), counts };
}

async function fill(tar: Pack, parts: readonly ArchivePart[], counts: TreeCounts): Promise<void> {
  for (const { name, from } of parts) {
    const top = entryOf(name, await stat(from));
    if (top === undefined) continue;
    await add(tar, top, name, from, counts);
    if (top.kind !== 'folder') continue;
    for await (const entry of walk(from)) await add(tar, entry, `${name}/${entry.path}`, join(from, entry.path), counts);
  }
}

async function add(tar: Pack, entry: TreeEntry, name: string, file: string, counts: TreeCounts): Promise<void> {
  const { mode, uid, gid, changed: mtime, target } = entry;
  const header = { name, mode, uid, gid, mtime };
  if (entry.kind === 'file') {
    await addFile(tar, header, file, counts);
    return;
  }
  const type = entry.kind === 'folder' ? 'directory' : 'symlink';
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    tar.entry({ ...header, type, ...(target === undefined ? {} : { linkname: target }) }, done);
  });
  counts[entry.kind === 'folder' ? 'folders' : 'links'] += 1;
}

/** A file that vanishes is left out; one that shrinks ends the archive, since the rest of its announced size cannot be made up. */
async function addFile(tar: Pack, header: { readonly name: string }, file: string, counts: TreeCounts): Promise<void> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw new JobError('source', `cannot read ${header.name}: ${inWords(error)}`);
  });
  if (handle === undefined) return;
  try {
    const { size, mtimeMs } = await handle.stat();
    const entry = tar.entry({ ...header, type: 'file', size });
    if (size === 0) entry.end(Buffer.alloc(0));
    else {
      await pipeline(handle.createReadStream({ autoClose: false, start: 0, end: size - 1 }), entry).catch((error: unknown) => {
        throw new JobError('notCredible', `${header.name} changed while it was read: ${inWords(error)}`);
      });
    }
    counts.files += 1;
    if ((await handle.stat()).mtimeMs !== mtimeMs) counts.changedFiles += 1;
  } finally {
    await handle.close();
  }
}
