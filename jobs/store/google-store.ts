import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError, type Bucket, type File, IdempotencyStrategy, Storage, type StorageOptions } from '@google-cloud/storage';
import type { AuthClient } from 'google-auth-library';
import { inWords, JobError } from '../exit';
import { PatientAuth } from '../google/patient-auth';
import { KeyTaken, type ObjectStore, type PutOptions, type StoredObject, type Uploaded, type UploadOptions } from './object-store';
import { PartHash } from './part-hash';
import { attemptsWithin, longestPause, readingPatience, writingPatience } from './retries';

/** Resumable uploads take chunks in multiples of this many bytes (Cloud Storage, resumable uploads). */
const chunkUnit = 256 * 1024;

/**
 * The object must not be there yet: its generation is none. Whoever may put here may not overwrite, and is told so by a denial that does not
 * say why.
 */
const onlyNew = { ifGenerationMatch: 0 };

/** Answer to a put under the condition that there is no object yet. */
const preconditionFailed = 412;

/** The client heeds no signal: what it is still trying when the order to stop comes is not waited for. */
async function untilStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const ended = new AbortController();
  const stopped = once(signal, 'abort', { signal: ended.signal }).then(() => Promise.reject(signal.reason));
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stopped.catch(() => undefined);
    ended.abort();
  }
}

const isTaken = (error: unknown): boolean => error instanceof ApiError && error.code === preconditionFailed;

export interface GoogleStoreOptions {
  /** Seconds for which a write is tried again. @default 300 */
  readonly patience?: number;
  /** Who asks. @default the account of the job */
  readonly credential?: AuthClient;
}

/**
 * The client counts the attempts of a whole upload, and would stop to repeat any of its requests once the upload has lasted for
 * `totalTimeout`: so that is longer than any run, and the count bounds the time. Writes are repeated whatever they are: each puts what it
 * put before, or says by its condition that it may not.
 */
const retries = (seconds: number): StorageOptions['retryOptions'] => ({
  maxRetries: attemptsWithin(seconds),
  maxRetryDelay: longestPause,
  totalTimeout: 7 * 86_400,
  idempotencyStrategy: IdempotencyStrategy.RetryAlways,
});

/**
 * A bucket of Google Cloud Storage. How long an object stays is the bucket's retention policy, so that nothing is locked one by one here. The
 * client finds the credential of the job by itself, and the emulator of a test by STORAGE_EMULATOR_HOST.
 */
export class GoogleStore implements ObjectStore {
  clockAhead = 0;
  private readonly reader: Bucket;
  private readonly writer: Bucket;

  constructor(
    readonly bucket: string,
    projectId: string,
    { patience = writingPatience, credential }: GoogleStoreOptions = {},
  ) {
    const client = (seconds: number): Bucket =>
      new Storage({
        projectId,
        retryOptions: retries(seconds),
        authClient: new PatientAuth(seconds, credential),
      }).bucket(bucket);
    this.reader = client(Math.min(readingPatience, patience));
    this.writer = client(patience);
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    return await this.told('list', prefix, async () => {
      const found: StoredObject[] = [];
      for await (const { name, metadata } of this.reader.getFilesStream({ prefix }) as AsyncIterable<File>) {
        signal.throwIfAborted();
        found.push({ key: name, bytes: Number(metadata.size ?? 0), modified: new Date(metadata.timeCreated ?? 0) });
      }
      return found;
    });
  }

  async read(key: string, signal: AbortSignal): Promise<Readable> {
    return await this.told('read', key, async () => {
      const file = this.reader.file(key);
      // A stream of an object that is not there fails only when it is read; whoever asks wants to know now.
      await file.getMetadata();
      const content = file.createReadStream({ decompress: false });
      const stop = (): void => void content.destroy(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      content.once('close', () => signal.removeEventListener('abort', stop));
      return content;
    });
  }

  async put(key: string, body: string, options: PutOptions): Promise<void> {
    await this.told('put', key, async () => {
      try {
        await this.putSmall(this.writer.file(key), body, options);
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    });
  }

  async putNew(key: string, body: string, options: PutOptions): Promise<void> {
    await this.told('put', key, async () => {
      try {
        await this.putSmall(this.writer.file(key), body, options);
      } catch (error) {
        throw isTaken(error) ? new KeyTaken(this.address(key)) : error;
      }
    });
  }

  async upload(key: string, body: Readable, { partBytes, signal }: UploadOptions): Promise<Uploaded> {
    const hash = new PartHash(partBytes);
    // The client compares its own CRC32C with the one that the store reports, and fails where they differ.
    const target = this.writer.file(key).createWriteStream({
      preconditionOpts: onlyNew,
      resumable: true,
      chunkSize: Math.ceil(partBytes / chunkUnit) * chunkUnit,
      validation: 'crc32c',
      metadata: { contentType: 'application/octet-stream' },
    });
    await this.told('upload', key, () => pipeline(body, hash, target, { signal }));
    return { bytes: hash.bytes, sha256: hash.sha256() };
  }

  async copy(from: { readonly bucket: string; readonly key: string }, to: string, { signal }: PutOptions): Promise<void> {
    await this.told('copy to', to, async () => {
      await untilStopped(signal, () => this.writer.storage.bucket(from.bucket).file(from.key).copy(this.writer.file(to)));
    });
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    await this.told('remove', key, async () => {
      await untilStopped(signal, () => this.writer.file(key).delete({ ignoreNotFound: true }));
    });
  }

  private async putSmall(file: File, body: string, { signal }: PutOptions): Promise<void> {
    const how = { resumable: false, validation: 'crc32c', contentType: 'application/json', preconditionOpts: onlyNew } as const;
    await untilStopped(signal, () => file.save(body, how));
    const stored = Date.parse(file.metadata.timeCreated ?? '');
    if (!Number.isNaN(stored)) this.clockAhead = Math.round((Date.now() - stored) / 1000);
  }

  private address(key: string): string {
    return `gs://${this.bucket}/${key}`;
  }

  private async told<T>(action: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof JobError) throw error;
      const code = error instanceof ApiError && error.code !== undefined ? `${error.code}: ` : '';
      throw new JobError('store', `cannot ${action} ${this.address(key)}: ${code}${inWords(error)}`);
    }
  }
}
