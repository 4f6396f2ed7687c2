import type { BackupSource } from '../model/backup';
import type { archiveKind } from '../model/job-settings';
import type { VerifiedManifest } from '../model/store-layout';
import { JobError } from './exit';

/** Version of the format below; a reader refuses one that it does not know. */
export const manifestFormat = 1;

/** An object that belongs to a copy, e.g. the roles of the server. */
export interface Companion {
  readonly role: 'globals' | 'schema';
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * What a copy holds, as JSON beside it. It is put last: a copy without a manifest is no backup. Times are ISO 8601 in UTC; sizes are bytes.
 * Its fields of the same name as those of `VerifiedManifest` mean the same, so that a verified manifest is this one and what the verifier adds.
 */
export interface Manifest extends VerifiedManifest {
  readonly format: typeof manifestFormat;
  readonly kind: BackupSource['kind'] | typeof archiveKind;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationSeconds: number;
  /** What was copied, as a person finds it, e.g. `database shop on db.internal:5432`. */
  readonly source?: string;
  /** Version of the server or service that was copied, where it tells one. */
  readonly sourceVersion?: string;
  /** Rows of each table, quoted as SQL reads it, at the moment of the dump: its own (`FROM ONLY`), not those of tables that inherit from it. */
  readonly tables?: readonly { readonly name: string; readonly rows: number }[];
  /** Named counts of other things: files, users, documents. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly companions?: readonly Companion[];
  /** Versions of the programs that made it. */
  readonly tools: Readonly<Record<string, string>>;
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, undefined, 2)}\n`;

/** Reads a manifest; ends with `notCredible` where it is cut off, of another format or lacks what every copy has. */
export function readManifest(key: string, text: string): Manifest {
  const value = parsed(key, text);
  if (value.format !== manifestFormat)
    throw new JobError('notCredible', `${key} has the format ${value.format}, known is ${manifestFormat}`);
  const { backup, tier, key: copy, bytes, startedAt, finishedAt } = value;
  const texts = [backup, tier, copy, startedAt, finishedAt];
  const whole = texts.every((part) => typeof part === 'string' && part !== '') && Number.isSafeInteger(bytes);
  if (!whole || Number.isNaN(Date.parse(startedAt ?? '')) || Number.isNaN(Date.parse(finishedAt ?? ''))) {
    throw new JobError('notCredible', `${key} lacks backup, tier, key, bytes, startedAt or finishedAt`);
  }
  return value as Manifest;
}

function parsed(key: string, text: string): Partial<Manifest> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new JobError('notCredible', `${key} is no manifest: it is not whole JSON`);
}
