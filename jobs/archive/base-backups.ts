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

/** What a repository holds of a stanza. */
export interface Stanza {
  /** The oldest first. */
  readonly backups: readonly BaseBackup[];
  /** Newest segment of write-ahead log; undefined where none arrived yet. */
  readonly newestSegment: string | undefined;
  /** Major version of the server that is archived now; undefined where there is no stanza. */
  readonly major: number | undefined;
}

interface Info {
  readonly name: string;
  readonly db?: readonly { readonly version: string }[];
  readonly archive?: readonly { readonly max: string | null }[];
  readonly backup?: readonly {
    readonly label: string;
    readonly type: BaseBackup['type'];
    readonly error?: boolean;
    readonly info: { readonly size: number; readonly delta: number; readonly repository: { readonly delta: number } };
    readonly timestamp: { readonly start: number; readonly stop: number };
    readonly archive: { readonly start: string; readonly stop: string };
  }[];
}

/** What `pgbackrest info --output=json` wrote about a stanza. */
export function stanzaIn(json: string, name: string): Stanza {
  const { backup = [], archive = [], db = [] } = parsed(json).find((one) => one.name === name) ?? {};
  const version = db.at(-1)?.version;
  return {
    // Each upgrade of the server begins an archive of its own, the newest last.
    newestSegment: archive.at(-1)?.max ?? undefined,
    major: version === undefined ? undefined : Number.parseInt(version, 10),
    backups: backup.map(({ label, type, error = false, info, timestamp, archive: log }) => ({
      label,
      type,
      bytes: info.size,
      copiedBytes: info.delta,
      repositoryBytes: info.repository.delta,
      started: new Date(timestamp.start * 1000),
      finished: new Date(timestamp.stop * 1000),
      firstSegment: log.start,
      lastSegment: log.stop,
      damaged: error,
    })),
  };
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
