import type { Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { inWords, JobError } from '../exit';

/** One thing in a folder tree, by its path below the root, with `/` between the names. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permission bits, owner and group as numbers. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Last change, to the second. */
  readonly changed: Date;
  /** Where a symbolic link points. */
  readonly target?: string;
}

/** Names of one folder in the order of their bytes, which no locale changes. */
const byBytes = (a: Buffer, b: Buffer): number => Buffer.compare(a, b);

/**
 * Everything below a folder, each folder before what is in it. Sockets, pipes and devices have no content and are left out; links are not
 * followed. What vanishes between its listing and its turn is left out as well: the tree is in use.
 */
export async function* walk(root: string, below = ''): AsyncGenerator<TreeEntry> {
  for (const name of (await listed(root, below)).sort(byBytes)) {
    const path = below === '' ? text(name, below) : `${below}/${text(name, below)}`;
    const entry = await described(root, path);
    if (entry === undefined) continue;
    yield entry;
    if (entry.kind === 'folder') yield* walk(root, path);
  }
}

async function listed(root: string, below: string): Promise<Buffer[]> {
  try {
    return await readdir(join(root, below), { encoding: 'buffer' });
  } catch (error) {
    if (below !== '' && isGone(error)) return [];
    throw new JobError('source', `cannot list ${below === '' ? 'the folder that is copied' : below}: ${inWords(error)}`);
  }
}

async function described(root: string, path: string): Promise<TreeEntry | undefined> {
  try {
    const found = await lstat(join(root, path));
    const entry = entryOf(path, found);
    return entry?.kind === 'link' ? { ...entry, target: await readlink(join(root, path)) } : entry;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw new JobError('source', `cannot look at ${path}: ${inWords(error)}`);
  }
}

/** What the file system says of one thing; nothing for what has no content. */
export function entryOf(path: string, found: Stats): TreeEntry | undefined {
  const kind = kindOf(found);
  if (kind === undefined) return undefined;
  const { mode, uid, gid, mtimeMs } = found;
  return { path, kind, mode: mode & 0o7777, uid, gid, changed: new Date(Math.floor(mtimeMs / 1000) * 1000) };
}

function kindOf(found: Stats): TreeEntry['kind'] | undefined {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : undefined;
}

/** A name that is no UTF-8 cannot be told apart from another such name in an archive. */
function text(name: Buffer, below: string): string {
  const read = name.toString('utf8');
  if (Buffer.from(read, 'utf8').equals(name)) return read;
  throw new JobError('refused', `a name in the folder "${below}" is no UTF-8: ${JSON.stringify(read)}; rename it`);
}

export const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
