import { pipeline, type Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type ObjectLockMode,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { inWords, JobError } from '../exit';
import type { Environment } from '../settings';
import { hashOnce } from './hash-once';
import { copyInParts } from './multipart-copy';
import { KeyTaken, type ObjectStore, type PutOptions, type StoredObject, type Uploaded, type UploadOptions } from './object-store';
import { PartHash } from './part-hash';
import { Retries, readingPatience, writingPatience } from './retries';
import { StoppableHandler } from './stoppable-handler';

/**
 * Parts that are under way at once: with the part that is being filled they bound the memory of an upload. Two keep the connection busy while
 * one is filled; with three, an upload in the parts of 100 GB passes 256 MB (`npm run bench:backup`).
 */
const partsAtOnce = 2;

/** Largest object that one request copies. Amazon S3 takes up to 5 GiB, which takes longer than a request may stay without an answer. */
const largestCopy = 2 ** 30;

/** Errors of a conditional put whose key somebody has, or is just putting (Amazon S3, conditional writes). */
const takenKey: readonly string[] = ['PreconditionFailed', 'ConditionalRequestConflict'];

export interface S3StoreOptions {
  /** In which mode objects are locked. @default GOVERNANCE, which a person with a right of their own can still lift */
  readonly lockMode?: ObjectLockMode;
  /** Seconds for which a write is tried again. @default 300 */
  readonly patience?: number;
  /** Bytes above which a copy is made in parts of as many. @default 1 GiB */
  readonly largestCopy?: number;
}

/** A bucket of Amazon S3, or of a store that speaks its protocol. */
export class S3Store implements ObjectStore {
  private readonly reader: S3Client;
  private readonly writer: S3Client;
  private readonly handler = new StoppableHandler();

  constructor(
    readonly bucket: string,
    environment: Environment,
    private readonly options: S3StoreOptions = {},
  ) {
    const { patience = writingPatience } = options;
    const client = (seconds: number): S3Client =>
      new S3Client({
        ...clientConfig(environment),
        requestHandler: this.handler,
        retryStrategy: new Retries(seconds, () => this.handler.signal),
      });
    this.reader = client(Math.min(readingPatience, patience));
    this.writer = client(patience);
    hashOnce(this.writer);
  }

  get clockAhead(): number {
    return this.handler.clockAhead;
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    return await this.told('list', prefix, async () => {
      const found: StoredObject[] = [];
      const pages = paginateListObjectsV2({ client: this.reader }, { Bucket: this.bucket, Prefix: prefix }, { abortSignal: signal });
      for await (const { Contents = [] } of pages) {
        for (const { Key, Size, LastModified } of Contents) {
          if (Key !== undefined && LastModified !== undefined) found.push({ key: Key, bytes: Size ?? 0, modified: LastModified });
        }
      }
      return found;
    });
  }

  async read(key: string, signal: AbortSignal): Promise<Readable> {
    return await this.told('read', key, async () => {
      const { Body } = await this.reader.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }), { abortSignal: signal });
      return Body as Readable;
    });
  }

  async put(key: string, body: string, options: PutOptions): Promise<void> {
    await this.told('put', key, () => this.putSmall(key, body, options));
  }

  async putNew(key: string, body: string, options: PutOptions): Promise<void> {
    await this.told('put', key, async () => {
      try {
        await this.putSmall(key, body, options, { IfNoneMatch: '*' });
      } catch (error) {
        if (error instanceof S3ServiceException && takenKey.includes(error.name)) throw new KeyTaken(this.address(key));
        throw error;
      }
    });
  }

  async upload(key: string, body: Readable, options: UploadOptions): Promise<Uploaded> {
    const { partBytes: partSize, signal } = options;
    const hash = new PartHash(partSize);
    // A failure of either stream ends the other; the upload then fails, and takes its parts back before it says so.
    const content = pipeline(body, hash, () => undefined);
    const stop = (): void => void hash.destroy(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const upload = new Upload({
        client: this.writer,
        params: { ...this.target(key, options), Body: content },
        partSize,
        queueSize: partsAtOnce,
      });
      const { ChecksumSHA256: confirmed } = await this.told('upload', key, () => this.handler.stoppedBy(signal, () => upload.done()));
      const expected = hash.s3Checksum();
      // What fits into one request carries its checksum and is refused when it does not match, so that no answer has to repeat it.
      const toldWhole = confirmed === undefined && hash.bytes <= partSize;
      if (confirmed !== expected && !toldWhole) {
        throw new JobError('notCredible', `${this.address(key)} was stored with the checksum ${confirmed}, sent was ${expected}`);
      }
      return { bytes: hash.bytes, sha256: hash.sha256() };
    } finally {
      signal.removeEventListener('abort', stop);
      body.destroy();
    }
  }

  async copy(from: { readonly bucket: string; readonly key: string }, to: string, options: PutOptions): Promise<void> {
    await this.told('copy to', to, async () => {
      const { signal: abortSignal } = options;
      const { ContentLength: bytes = 0, ETag: etag } = await this.reader.send(
        new HeadObjectCommand({ Bucket: from.bucket, Key: from.key }),
        {
          abortSignal,
        },
      );
      const source = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
      const target = this.target(to, options);
      const largest = this.options.largestCopy ?? largestCopy;
      if (bytes > largest) await copyInParts(this.writer, { source, bytes, etag }, target, largest, abortSignal);
      else await this.writer.send(new CopyObjectCommand({ ...target, CopySource: source }), { abortSignal });
    });
  }

  async remove(key: string, abortSignal: AbortSignal): Promise<void> {
    await this.told('remove', key, () => this.writer.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }), { abortSignal }));
  }

  /** Where an object goes and how it is locked. Nothing is said of encryption: the bucket's default is the only one that it takes. */
  private target(key: string, { lockUntil }: PutOptions) {
    const lock =
      lockUntil === undefined ? {} : { ObjectLockMode: this.options.lockMode ?? 'GOVERNANCE', ObjectLockRetainUntilDate: lockUntil };
    return { Bucket: this.bucket, Key: key, ChecksumAlgorithm: 'SHA256', ...lock } as const;
  }

  private async putSmall(key: string, body: string, options: PutOptions, condition: { readonly IfNoneMatch?: '*' } = {}): Promise<void> {
    const command = new PutObjectCommand({ ...this.target(key, options), ...condition, Body: body, ContentType: 'application/json' });
    await this.writer.send(command, { abortSignal: options.signal });
  }

  private address(key: string): string {
    return `s3://${this.bucket}/${key}`;
  }

  private async told<T>(action: string, key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // What stopped the stream is told as it is: a dump that died is no failure of the store.
      if (error instanceof JobError) throw error;
      const name = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
      throw new JobError('store', `cannot ${action} ${this.address(key)}: ${name}${inWords(error)}`);
    }
  }
}

/** How every program reaches S3. */
export function clientConfig(environment: Environment): S3ClientConfig {
  // Whoever names another endpoint has no host name for each bucket there.
  const own = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  return own === undefined ? {} : { endpoint: own, forcePathStyle: true };
}
