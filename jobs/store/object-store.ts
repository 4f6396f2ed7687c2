import type { Readable } from 'node:stream';
import { JobError } from '../exit';

/** An object as a listing tells it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly modified: Date;
}

export interface PutOptions {
  /** Until when nobody may delete or shorten it; the store's default where it is not given. */
  readonly lockUntil?: Date;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** The failure of a put that must not overwrite: there is an object under the key already, or another writer is just putting one. */
export class KeyTaken extends JobError {
  constructor(address: string) {
    super('store', `there is an object ${address} already`);
  }
}

export interface UploadOptions extends PutOptions {
  /** Bytes of one part; a store that takes parts only in certain sizes rounds up. */
  readonly partBytes: number;
}

/** What a completed upload holds, as the program counted it while streaming and the store confirmed it. */
export interface Uploaded {
  readonly bytes: number;
  /** Hexadecimal SHA-256 of the whole object. */
  readonly sha256: string;
}

/**
 * A bucket, on either cloud. Every failure is a `JobError` with the reason `store` that names bucket and key; none leaves a part of an
 * upload behind.
 */
export interface ObjectStore {
  readonly bucket: string;
  /** Seconds by which the clock of this machine is ahead of the store's, as its last answer told; 0 before there was one. */
  readonly clockAhead: number;
  /** Every current object under the prefix, in the order of keys. */
  list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]>;
  /** The content as a stream. */
  read(key: string, signal: AbortSignal): Promise<Readable>;
  /**
   * A small object, whole. On Amazon S3 it takes the place of one that is there. On Google Cloud, where nobody who puts may overwrite, that one
   * stays and is enough: it was put by an attempt whose answer got lost, or by another program that says the same.
   */
  put(key: string, body: string, options: PutOptions): Promise<void>;
  /** A small object under a key that nobody has; ends with `KeyTaken` where somebody has. Needs no right to read or list. */
  putNew(key: string, body: string, options: PutOptions): Promise<void>;
  /** A stream of unknown length, in parts, with no temporary file. Ends with `notCredible` when the store confirms another checksum. */
  upload(key: string, body: Readable, options: UploadOptions): Promise<Uploaded>;
  /** A copy within the store, without the bytes passing through here; `from` may be in another bucket. */
  copy(from: { readonly bucket: string; readonly key: string }, to: string, options: PutOptions): Promise<void>;
  /** Deletes an object that a newer one has taken the place of; one that is gone is no failure. Only the verifier on Google Cloud may, and only below `last-good/`. */
  remove(key: string, signal: AbortSignal): Promise<void>;
}
