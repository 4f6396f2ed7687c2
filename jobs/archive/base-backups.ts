import { JobError } from '../exit';

/** A base backup as `pgbackrest info` tells it. */
export interface BaseBackup {
  readonly label: string;
  readonly type: 'full' | 'diff' | 'incr';
  /** Bytes of the data directory, and of these what the backup copied. */
  readonly bytes: number;
  readonly copiedBytes: number;
  /** Bytes in the repository, which are compressed. */
  readonly repositoryBytes: number;
  readonly started: Date;
  readonly finished: Date;
  /** First and last segment of write-ahead log without which it cannot be restored. */
  readonly firstSegment: string;
  readonly lastSegment: string;
  /** Whether pages were found whose checksum is wrong. */
  readonly damaged: boolean;
}

interface Info {
  readonly name: string;
  readonly backup?: readonly {
    readonly label: string;
    readonly type: BaseBackup['type'];
    readonly error?: boolean;
    readonly info: { readonly size: number; readonly delta: number; readonly repository: { readonly delta: number } };
    readonly timestamp: { readonly start: number; readonly stop: number };
    readonly archive: { readonly start: string; readonly stop: string };
  }[];
}

/** Base backups of a stanza, the oldest first, from what `pgbackrest info --output=json` wrote. */
export function baseBackups(stanza: string, json: string): readonly BaseBackup[] {
  const all = parsed(json);
  const found = all.find(({ name }) => name === stanza)?.backup ?? [];
  return found.map(({ label, type, error = false, info, timestamp, archive }) => ({
    label,
    type,
    bytes: info.size,
    copiedBytes: info.delta,
    repositoryBytes: info.repository.delta,
    started: new Date(timestamp.start * 1000),
    finished: new Date(timestamp.stop * 1000),
    firstSegment: archive.start,
    lastSegment: archive.stop,
    damaged: error,
  }));
}

function parsed(json: string): readonly Info[] {
  try {
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value)) return value as readonly Info[];
  } catch {
    // Told below, together with JSON that is no list.
  }
  throw new JobError('store', 'pgbackrest info wrote no JSON list');
}
