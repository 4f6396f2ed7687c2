import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inWords, JobError } from '../exit';
import type { ObjectStore } from '../store/object-store';
import { codeOf, isFullError } from './disk';

/** An object and what its manifest says of it. */
export interface Described {
  readonly key: string;
  readonly bytes: number;
  readonly sha256?: string;
}

/**
 * Fetches an object into a file. The file appears under its name only when every byte is there and size and checksum are those of the
 * manifest; a file that exists is never replaced. Ends with `notCredible` where they differ, with `noRoom` where the disk is full.
 */
export async function fetchInto(store: ObjectStore, object: Described, file: string, signal: AbortSignal): Promise<void> {
  const { key, bytes, sha256 } = object;
  if (sha256 === undefined) throw new JobError('refused', `${key} is no single object: it cannot be fetched into a file`);
  requireAbsent(file);
  await requireRoom(dirname(file), bytes);
  const partial = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    const got = await write(store, key, partial, signal);
    if (got.bytes !== bytes) throw new JobError('notCredible', `${key} has ${got.bytes} bytes, its manifest says ${bytes}`);
    if (got.sha256 !== sha256) throw new JobError('notCredible', `${key} has the checksum ${got.sha256}, its manifest says ${sha256}`);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function write(store: ObjectStore, key: string, file: string, signal: AbortSignal): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(undefined, chunk);
    },
  });
  const body = await store.read(key, signal);
  try {
    await pipeline(body, count, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
    const handle = await open(file, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    throw fileError(error, key, file);
  }
  return { bytes, sha256: hash.digest('hex') };
}

function requireAbsent(file: string): void {
  if (existsSync(file)) throw new JobError('refused', `${file} exists already: choose another name`);
}

/** Better to say so before the hour of downloading than after it. */
async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder).catch((error: unknown) => {
    throw new JobError('settings', `cannot write into ${folder}: ${inWords(error)}`);
  });
  const free = bavail * bsize;
  if (free < bytes) throw new JobError('noRoom', `${folder} has ${free} bytes free, the copy has ${bytes}`);
}

function fileError(error: unknown, key: string, file: string): unknown {
  if (error instanceof JobError) return error;
  if (isFullError(error)) return new JobError('noRoom', `no room for ${file}: ${inWords(error)}`);
  if (['EACCES', 'EROFS'].includes(String(codeOf(error)))) return new JobError('settings', `cannot write ${file}: ${inWords(error)}`);
  return new JobError('store', `reading ${key} broke off: ${inWords(error)}`);
}
