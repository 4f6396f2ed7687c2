import type { Readable } from 'node:stream';
import { Duration } from '../model/duration';
import { jobSettings } from '../model/job-settings';
import { attemptKey, copyKey, manifestOf } from '../model/store-layout';
import { JobError } from './exit';
import type { LogFields } from './log';
import { type Manifest, manifestFormat, manifestText } from './manifest';
import type { JobContext } from './program';
import type { SettingsReader } from './settings';
import { KeyTaken, type ObjectStore, type PutOptions, type Uploaded } from './store/object-store';

/** What every program that makes a copy is told, whatever it copies. */
export interface BackupSettings {
  readonly bucket: string;
  /** Where marks of attempts go; mostly the same bucket. */
  readonly recordsBucket: string;
  readonly backup: string;
  readonly tier: string;
  readonly prefix: string;
  readonly objectName: string;
  readonly minimumBytes: number;
  readonly partBytes: number;
  readonly lockDays: number | undefined;
}

/** Bytes of a part where the declaration derives none: the store takes any number of parts. */
const plainPart = 8 * 2 ** 20;

export function readBackupSettings(reader: SettingsReader): BackupSettings {
  const bucket = reader.text(jobSettings.bucket);
  return {
    bucket,
    recordsBucket: reader.optional(jobSettings.recordsBucket) ?? bucket,
    backup: reader.text(jobSettings.backup),
    tier: reader.text(jobSettings.tier),
    prefix: reader.text(jobSettings.prefix),
    objectName: reader.text(jobSettings.objectName),
    minimumBytes: reader.count(jobSettings.minimumBytes),
    partBytes: reader.optionalCount(jobSettings.partBytes) ?? plainPart,
    lockDays: reader.optionalCount(jobSettings.lockDays),
  };
}

/** Amazon S3 refuses requests whose time is off by more than 15 minutes; a third of that still names and locks copies well enough. */
const largestClockError = Duration.minutes(5);

/** Starts of one backup into one tier at the same second that still find a key each. */
const startsAtOnce = 10;

/** What a manifest says besides what every run knows by itself. */
export type Contents = Pick<Manifest, 'kind' | 'source' | 'sourceVersion' | 'tables' | 'counts' | 'companions' | 'tools'>;

/**
 * One run of a backup in its store. It can put and nothing else: the mark of the attempt reserves the second after which its objects are
 * named, so that two runs at once make two copies; the manifest comes last, and without it nothing that the run put counts as a copy.
 */
export class BackupRun {
  private constructor(
    private readonly settings: BackupSettings,
    private readonly stores: { readonly copies: ObjectStore; readonly records: ObjectStore },
    private readonly signal: AbortSignal,
    readonly startedAt: Date,
  ) {}

  /** Leaves the mark of the attempt before anything else is done. */
  static async begin(settings: BackupSettings, open: (bucket: string) => ObjectStore, { log, signal }: JobContext): Promise<BackupRun> {
    const records = open(settings.recordsBucket);
    const startedAt = await reserve(settings, records, signal);
    log.info('attempt', { key: attemptKey(settings.backup, settings.tier, startedAt) });
    const { clockAhead } = records;
    if (Math.abs(clockAhead) > largestClockError.seconds) {
      const error = clockAhead > 0 ? `${clockAhead} s ahead of` : `${-clockAhead} s behind`;
      throw new JobError('refused', `the clock of this task is ${error} that of the store: names and locks of copies would be wrong`);
    }
    const copies = settings.bucket === settings.recordsBucket ? records : open(settings.bucket);
    return new BackupRun(settings, { copies, records }, signal, startedAt);
  }

  key(extension: string): string {
    return copyKey(this.settings.prefix, this.settings.objectName, this.startedAt, extension);
  }

  /** Streams one object of the copy into its tier, locked as the tier says. */
  async upload(key: string, body: Readable): Promise<Uploaded> {
    return await this.stores.copies.upload(key, body, { ...this.options(), partBytes: this.settings.partBytes });
  }

  /** Puts the manifest, after which there is a backup, and tells what the line `finished` says of it. */
  async finish(key: string, { bytes, sha256 }: Uploaded, contents: Contents): Promise<LogFields> {
    const { backup, tier } = this.settings;
    const finishedAt = new Date();
    const durationSeconds = Math.round((finishedAt.getTime() - this.startedAt.getTime()) / 1000);
    const manifest: Manifest = {
      format: manifestFormat,
      backup,
      tier,
      key,
      bytes,
      sha256,
      startedAt: this.startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      durationSeconds,
      ...contents,
    };
    await this.stores.copies.put(manifestOf(key), manifestText(manifest), this.options());
    return { key, bytes, sha256 };
  }

  private options(): PutOptions {
    const { lockDays } = this.settings;
    return {
      ...(lockDays === undefined ? {} : { lockUntil: new Date(this.startedAt.getTime() + Duration.days(lockDays).seconds * 1000) }),
      signal: this.signal,
    };
  }
}

/** The second after which this run names its objects: the first from now on that no other run of the same backup and tier has taken. */
async function reserve({ backup, tier }: BackupSettings, records: ObjectStore, signal: AbortSignal): Promise<Date> {
  const now = Math.floor(Date.now() / 1000);
  for (let later = 0; later < startsAtOnce; later += 1) {
    const moment = new Date((now + later) * 1000);
    const mark = `${JSON.stringify({ backup, tier, startedAt: moment.toISOString() })}\n`;
    try {
      await records.putNew(attemptKey(backup, tier, moment), mark, { signal });
      return moment;
    } catch (error) {
      if (!(error instanceof KeyTaken)) throw error;
    }
  }
  throw new JobError('store', `${startsAtOnce} other runs of ${backup} into ${tier} started at this moment`);
}
