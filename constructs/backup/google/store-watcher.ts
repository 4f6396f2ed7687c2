import { Construct } from 'constructs';
import type { Backup } from '../../../model/backup';
import { lookLimit } from '../../../model/backup-alarms';
import type { Duration } from '../../../model/duration';
import { jobCommand, jobPrograms, jobSettings, watchedBackup } from '../../../model/job-settings';
import { Schedule } from '../../../model/schedule';
import { storePrefixes } from '../../../model/store-layout';
import { recordMayRemove } from '../../copies';
import { terraformJson } from '../../terraform-text';
import { type BucketReference, grantOnBucket } from './bucket-access';
import { GaugeDescriptors } from './gauge-descriptors';
import { commonVariables } from './job-variables';
import type { GoogleProps } from './place';
import { type JobRuntime, ScheduledJob } from './scheduled-job';
import type { SchedulerIdentity } from './scheduler-identity';
import { ServiceIdentity } from './service-identity';

/** A backup and the bucket that its copies are in. */
export interface WatchedStore {
  readonly backup: Backup;
  readonly bucket: BucketReference;
}

export interface StoreWatcherProps extends GoogleProps {
  readonly stores: readonly WatchedStore[];
  /** Routines whose markers are watched. @default none */
  readonly routines?: readonly { readonly name: string }[];
  /** Attempts, manifests, results and last good copies. */
  readonly records: BucketReference;
  /** Time between two looks, from `watchInterval` of the model. */
  readonly interval: Duration;
  /** Zone of the schedule, that of the product's other schedules. */
  readonly zone: string;
  readonly runtime: JobRuntime;
  readonly scheduler: SchedulerIdentity;
  readonly meets?: readonly string[];
}

/**
 * Looks at the stores, not at what jobs say: verifies new copies, keeps the newest good one under a stable name and publishes the gauges
 * that every backup alarm reads. It cannot change or delete a backup; what it may overwrite is the last good copy, whose versions stay.
 */
export class StoreWatcher extends Construct {
  readonly jobName: string;
  /** Descriptors of what it publishes. */
  readonly gauges: GaugeDescriptors;

  constructor(scope: Construct, id: string, props: StoreWatcherProps) {
    super(scope, id);
    const { records, stores } = props;
    const identity = new ServiceIdentity(this, 'identity', {
      ...props,
      duty: 'watcher',
      title: 'Verifies backups and publishes their age',
    });
    const { member } = identity;
    const buckets = new Map(stores.map(({ bucket }) => [bucket.alias, bucket]));
    for (const [alias, bucket] of buckets) grantOnBucket(this, `copies-${alias}`, { bucket, role: 'read', member });
    grantOnBucket(this, 'records', { bucket: records, role: 'read', member });
    grantOnBucket(this, 'verified', { bucket: records, role: 'create', member, prefixes: [storePrefixes.verified] });
    const lastGood = grantOnBucket(this, 'last-good', { bucket: records, role: 'keep', member, prefixes: [storePrefixes.lastGood] });
    recordMayRemove(lastGood, {
      bucket: records.bucketName,
      actions: ['storage.objects.delete'],
      because: 'the newest good copy is replaced under its name; its versions stay, and so does the copy that it was made from',
    });
    identity.grantRole('metrics', 'roles/monitoring.metricWriter');
    this.gauges = new GaugeDescriptors(this, 'gauges', props);

    const job = new ScheduledJob(this, 'job', {
      ...props,
      name: 'watcher',
      identity,
      args: jobCommand(jobPrograms.watcher),
      variables: {
        ...commonVariables(props, records),
        [jobSettings.watch]: terraformJson(stores.map(({ backup, bucket }) => ({ ...watchedBackup(backup), bucket: bucket.bucketName }))),
        [jobSettings.routines]: terraformJson((props.routines ?? []).map((routine) => routine.name)),
      },
      timeLimit: lookLimit,
      triggers: [
        {
          name: 'watcher',
          description: `Looks at the backups every ${props.interval}`,
          schedule: Schedule.every(props.interval, props.zone),
          meets: [],
        },
      ],
      meets: props.meets ?? [],
    });
    this.jobName = job.jobName;
  }
}
