import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError, type Bucket, type File } from '@google-cloud/storage';
import type { Pack } from 'tar-stream';
import { inWords, JobError } from '../exit';
import { packed } from '../files/packed';
import { Places } from './bucket-names';

/** What an archive of a bucket holds, counted while it was made. */
export interface BucketCounts {
  files: number;
  /** Objects that only mark a folder. */
  folders: number;
  /** Objects whose names no file can have: they stand in the folder `renamed`, with their name as an extended attribute. */
  renamed: number;
  /** Objects that were deleted between their listing and their turn. */
  vanished: number;
}

/**
 * The objects of a bucket as a tar archive below `folder`, streamed one after the other. The same objects give the same bytes. Each is read in
 * the generation that the listing named and held against the checksum of the store; type, checksum and metadata of an object stand beside its
 * file as extended attributes (`tar --xattrs`), since links into Firebase Storage carry a token that is metadata.
 */
export function bucketArchive(
  bucket: Bucket,
  folder: string,
  signal: AbortSignal,
): { readonly content: Readable; readonly counts: Readonly<BucketCounts> } {
  const counts = noObjects();
  return { content: packed((tar) => addBucket(tar, bucket, folder, counts, signal)), counts };
}

export const noObjects = (): BucketCounts => ({ files: 0, folders: 0, renamed: 0, vanished: 0 });

/** Puts the objects of a bucket into an archive, as `bucketArchive` does, and counts them. */
export async function addBucket(tar: Pack, bucket: Bucket, folder: string, counts: BucketCounts, signal: AbortSignal): Promise<void> {
  const places = new Places();
  try {
    for await (const file of bucket.getFilesStream() as AsyncIterable<File>) {
      signal.throwIfAborted();
      await add(tar, bucket, file, folder, places, counts);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof JobError ? error : new JobError('source', `cannot list gs://${bucket.name}: ${inWords(error)}`);
  }
}

async function add(tar: Pack, bucket: Bucket, listed: File, folder: string, places: Places, counts: BucketCounts): Promise<void> {
  const { name, metadata } = listed;
  const size = Number(metadata.size ?? 0);
  const { path, renamed } = places.of(name);
  const header = { name: `${folder}/${path}`, mtime: new Date(metadata.updated ?? 0), uid: 0, gid: 0, pax: attributesOf(listed, renamed) };
  if (size === 0 && name.endsWith('/') && !renamed) {
    await done((end) => tar.entry({ ...header, type: 'directory', mode: 0o755 }, end));
    counts.folders += 1;
    return;
  }
  const content = size === 0 ? undefined : await opened(bucket, listed);
  if (content === 'gone') {
    counts.vanished += 1;
    return;
  }
  const fileHeader = { ...header, type: 'file', mode: 0o644, size } as const;
  if (content === undefined) await done((end) => tar.entry(fileHeader, Buffer.alloc(0), end));
  else {
    await pipeline(content, tar.entry(fileHeader)).catch((error: unknown) => {
      throw new JobError('source', `gs://${bucket.name}/${name} cannot be read to its end: ${inWords(error)}`);
    });
  }
  counts.files += 1;
  if (renamed) counts.renamed += 1;
}

/** The content of an object as it was listed; what was replaced since is still there, because the bucket keeps versions. */
async function opened(bucket: Bucket, { name, metadata }: File): Promise<Readable | 'gone'> {
  const { generation } = metadata;
  const content = bucket.file(name, generation === undefined ? {} : { generation }).createReadStream({ decompress: false });
  try {
    // The request goes out when somebody reads, and the archive can only be told of a file that is there.
    content.read(0);
    await once(content, 'response');
    return content;
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return 'gone';
    throw new JobError('source', `cannot read gs://${bucket.name}/${name}: ${inWords(error)}`);
  }
}

/** Extended attributes under the keywords by which tar programs know them. */
function attributesOf({ name, metadata }: File, renamed: boolean): Record<string, string> {
  const { contentType, contentEncoding, crc32c, metadata: own } = metadata;
  const attributes = {
    mime_type: contentType,
    content_encoding: contentEncoding,
    crc32c,
    metadata: own === undefined ? undefined : JSON.stringify(own),
    name: renamed ? name : undefined,
  };
  const known = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[`SCHILY.xattr.user.${key}`, value]]));
  return Object.fromEntries(known) as Record<string, string>;
}

const done = (work: (end: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())));
