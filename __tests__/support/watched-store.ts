import { createHash } from 'node:crypto';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Manifest, manifestText } from '../../jobs/manifest';
import { jobPrograms, jobSettings, type WatchedArchive, type WatchedBackup } from '../../model/job-settings';
import { attemptKey, copyKey, manifestOf } from '../../model/store-layout';
import { JobProcess } from './job-process';
import type { PushgatewayServer } from './pushgateway';
import type { S3Emulator } from './s3-emulator';

export interface LookResult {
  readonly status: number | null;
  /** Log lines by the event that they tell. */
  readonly told: (event: string) => readonly Readonly<Record<string, unknown>>[];
  readonly output: string;
  /** The last values that were pushed. */
  readonly series: Readonly<Record<string, number>>;
}

export const watchedDatabase: WatchedBackup = {
  name: 'database',
  kind: 'postgres',
  objectName: 'shop_backup',
  minimumBytes: 100,
  longestRunSeconds: 3600,
  tiers: [{ name: 'daily', prefix: 'daily/', keepSeconds: 2_592_000 }],
  drills: ['weekly-restore'],
};

/** A bucket with copies and records, and the store watcher as a process of its own that looks at it. */
export class WatchedStore {
  constructor(
    readonly emulator: S3Emulator,
    private readonly pushgateway: PushgatewayServer,
    readonly bucket: string,
  ) {}

  async put(key: string, body: string | Buffer, bucket = this.bucket): Promise<void> {
    await this.emulator.client().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }));
  }

  /** What deleting an object in a versioned bucket does: the key is gone, its versions stay. */
  async remove(key: string): Promise<void> {
    await this.emulator.client().send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  async attempt(moment: Date, backup = 'database', tier = 'daily'): Promise<void> {
    await this.put(attemptKey(backup, tier, moment), '{}');
  }

  /** A copy with its manifest, as a writer puts them; what the manifest says can be changed. */
  async copy(moment: Date, body: Buffer, changes: Partial<Manifest> = {}, extension = 'dump', stored = body): Promise<string> {
    const key = copyKey('daily/', 'shop_backup', moment, extension);
    const manifest: Manifest = {
      format: 1,
      kind: 'postgres',
      backup: 'database',
      tier: 'daily',
      key,
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      startedAt: moment.toISOString(),
      finishedAt: new Date(moment.getTime() + 90_000).toISOString(),
      durationSeconds: 90,
      tools: {},
      ...changes,
    };
    await this.put(key, stored);
    await this.put(manifestOf(key), manifestText(manifest));
    return key;
  }

  /** Current keys under a prefix. */
  async keys(prefix: string): Promise<readonly string[]> {
    const { Contents = [] } = await this.emulator.client().send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix }));
    return Contents.map(({ Key = '' }) => Key);
  }

  begin(
    watch: readonly (WatchedBackup | WatchedArchive)[] = [watchedDatabase],
    environment: Readonly<Record<string, string>> = {},
  ): JobProcess {
    return new JobProcess([jobPrograms.watcher], {
      ...this.emulator.environment,
      [jobSettings.product]: 'shop',
      [jobSettings.environment]: 'production',
      [jobSettings.bucket]: this.bucket,
      [jobSettings.watch]: JSON.stringify(watch),
      [jobSettings.routines]: '[]',
      [jobSettings.pushUrl]: this.pushgateway.url,
      [jobSettings.timeLimit]: '60',
      ...environment,
    });
  }

  /** One look, to its end. */
  async look(...given: Parameters<WatchedStore['begin']>): Promise<LookResult> {
    const { code, lines, output } = await this.begin(...given).ended;
    return {
      status: code,
      output,
      told: (event) => lines.filter((line) => line['event'] === event),
      series: await this.pushgateway.series(),
    };
  }
}
