import type { IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import type { Backup } from '../../../model/backup';
import { lookLimit, watchInterval } from '../../../model/backup-alarms';
import { cloudWatchDimensions, cloudWatchNamespace, watcherHeartbeat } from '../../../model/backup-metrics';
import { mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { jobCommand, jobPrograms, jobSettings, watchedArchive, watchedBackup } from '../../../model/job-settings';
import type { RecoveryObjective } from '../../../model/objective';
import { Schedule } from '../../../model/schedule';
import { UTC } from '../../../model/time-zone';
import { VerifierRole } from './access';
import { metricAlarm } from './alarm';
import type { GaugeScope } from './backup-alarms';
import type { BackupBucket } from './backup-bucket';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import type { TaskSize } from './vendor-limits';
import type { WalArchive } from './wal-archive';

export interface StoreWatcherProps extends TaskSetting {
  readonly bucket: BackupBucket;
  readonly scope: GaugeScope;
  readonly backups: readonly Backup[];
  /** Archives whose base backups and drills are watched too. @default none */
  readonly archives?: readonly WalArchive[];
  readonly objectives: readonly RecoveryObjective[];
  /** Routines and duties whose markers are watched. @default none */
  readonly routines?: readonly { readonly name: string }[];
  /** Whether its silence pages: true once its first look has been seen, false on a fresh deployment. @default true */
  readonly enrolled?: boolean | IResolvable;
  /** Address of a Pushgateway through which Grafana sees the gauges too. @default they go to CloudWatch alone */
  readonly pushUrl?: string;
  /** @default 1 vCPU with 2048 MiB */
  readonly size?: TaskSize;
  /** Requirements that the watch itself meets. @default none */
  readonly meets?: readonly string[];
}

/**
 * How long the newest copy under `last-good/` cannot be deleted. Short, because it is replaced by each newer one and would otherwise be kept
 * for as long as a copy of a tier; time enough to notice that copies are deleted.
 */
const lastGoodLock = Duration.days(7);

/** Looks without a sign of life after which nobody watches: one may be late and one may fail. */
const missedLooks = 3;

/**
 * Looks at the store, not at what jobs say of themselves: verifies new copies and publishes the gauges that every backup alarm reads,
 * at a twelfth of the tightest RPO and at most hourly. Its own silence is the only alarm on missing data.
 */
export class StoreWatcher extends Construct {
  /** Time between two looks. */
  readonly interval: Duration;
  readonly task: ScheduledTask;

  constructor(scope: Construct, id: string, props: StoreWatcherProps) {
    super(scope, id);
    const { cluster, image, network, topic, bucket, archives = [] } = props;
    this.interval = watchInterval(props.backups, props.objectives);
    const role = new VerifierRole(this, 'verifier', { place: cluster.place, prefix: cluster.prefix, bucket, archives });
    this.task = new ScheduledTask(this, 'task', {
      cluster,
      image,
      network,
      ...(topic === undefined ? {} : { topic }),
      name: 'store-watcher',
      command: jobCommand(jobPrograms.watcher),
      environment: {
        [jobSettings.product]: props.scope.product,
        [jobSettings.environment]: props.scope.environment,
        [jobSettings.bucket]: bucket.bucketName,
        [jobSettings.namespace]: cloudWatchNamespace,
        [jobSettings.timeLimit]: String(lookLimit.seconds),
        [jobSettings.watch]: JSON.stringify([
          ...props.backups.map(watchedBackup),
          ...archives.map(({ archive, bucketName }) => watchedArchive(archive, bucketName)),
        ]),
        ...(props.pushUrl === undefined ? {} : { [jobSettings.pushUrl]: props.pushUrl }),
        ...(bucket.lock === undefined ? {} : { [jobSettings.lockDays]: String(Duration.shortest(bucket.lock, lastGoodLock).days) }),
        [jobSettings.routines]: JSON.stringify((props.routines ?? []).map((routine) => routine.name)),
      },
      taskRoleArn: role.arn,
      size: props.size ?? { vcpu: 1, memory: mebibytes(2048) },
      runs: [{ name: 'look', schedule: Schedule.every(this.interval, UTC) }],
      // A look that may be late by minutes leaves periods of its alarms without data.
      startWithin: Duration.zero,
      ...(props.meets === undefined ? {} : { meets: props.meets }),
    });
    metricAlarm(this, 'silent', {
      name: `${cluster.prefix}-store-watcher-silent`,
      description: `Nobody watches the backups of ${cluster.prefix}: the store watcher has published nothing for ${this.interval.times(missedLooks)}`,
      namespace: cloudWatchNamespace,
      metric: watcherHeartbeat,
      dimensions: cloudWatchDimensions(props.scope),
      statistic: 'SampleCount',
      comparison: 'below',
      threshold: 1,
      period: this.interval,
      periods: missedLooks,
      missing: 'breaching',
      topic,
      ...(props.enrolled === undefined ? {} : { enrolled: props.enrolled }),
    });
  }
}
