import { Construct } from 'constructs';
import type { Backup, Drill } from '../../../model/backup';
import { mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { jobCommand, jobPrograms, jobSettings } from '../../../model/job-settings';
import type { Schedule } from '../../../model/schedule';
import { drillsOf } from '../../../model/store-layout';
import { terraformJson } from '../../terraform-text';
import { type BucketReference, grantOnBucket } from './bucket-access';
import { JobSecrets, type Secrets } from './job-secrets';
import { backupVariables, commonVariables } from './job-variables';
import { type GoogleProps, labelsOf } from './place';
import { type JobCompute, type JobRuntime, ScheduledJob } from './scheduled-job';
import type { SchedulerIdentity } from './scheduler-identity';
import type { ScratchDatabase } from './scratch-database';
import { onDatabase, ServiceIdentity } from './service-identity';

/** A drill that a job does; the others are done by people, who record their result. */
export type ScheduledDrill = Drill & { readonly schedule: Schedule };

export const isScheduled = (drill: Drill): drill is ScheduledDrill => drill.schedule !== undefined;

/** Whether programs of the product check what was restored. They run in a checkout of its repository, which the job is told of. */
export const hasCommands = ({ checks }: Drill): boolean => checks.some(({ kind }) => kind === 'command');

export interface RestoreDrillProps extends GoogleProps {
  readonly drill: ScheduledDrill;
  readonly backup: Backup;
  /** Where the copies are. */
  readonly bucket: BucketReference;
  /** Where verified copies are found and the result goes. */
  readonly records: BucketReference;
  readonly runtime: JobRuntime;
  readonly scheduler: SchedulerIdentity;
  /** Where documents are restored to. @default the drill restores no documents */
  readonly scratch?: ScratchDatabase;
  /** Secrets by environment variable. @default none */
  readonly secrets?: Secrets;
  /** More environment variables. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Filling, checking and emptying a database. Not creating or deleting one, which nothing could limit to the scratch database. */
const scratchPermissions = [
  'datastore.databases.bulkDelete',
  'datastore.databases.getMetadata',
  'datastore.databases.import',
  'datastore.entities.get',
  'datastore.entities.list',
  'datastore.operations.get',
] as const;

/** Programs of the product write while they test. They reach the scratch database alone, which the drill empties before and after. */
const commandPermissions = ['datastore.entities.create', 'datastore.entities.delete', 'datastore.entities.update'] as const;

/** A checkout and what its package manager installs stand in memory. */
const commandCompute: JobCompute = { cpu: 2, memory: mebibytes(4096) };

/** Bound of a drill that declares none. */
const usualLimit = Duration.hours(3);

/**
 * A rehearsal of the restore on time: a job takes the newest verified copy of the drill's tier, restores it into the scratch database,
 * checks what it finds and records the result, which the store watcher publishes. It cannot write to any other database.
 */
export class RestoreDrill extends Construct {
  readonly jobName: string;

  constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    const { backup, drill, scratch } = props;
    const runsCommands = hasCommands(drill);
    const name = `${backup.name}-${drill.name}`;
    const identity = new ServiceIdentity(this, 'identity', { ...props, duty: name, title: `${drill.title}: restores ${backup.title}` });
    const { member } = identity;
    grantOnBucket(this, 'copies', { bucket: props.bucket, role: 'read', member });
    grantOnBucket(this, 'verified', { bucket: props.records, role: 'read', member });
    grantOnBucket(this, 'results', { bucket: props.records, role: 'create', member, prefixes: [drillsOf(backup.name)] });
    if (scratch !== undefined) {
      identity.grantPermissions('restore', [...scratchPermissions, ...(runsCommands ? commandPermissions : [])], {
        place: scratch.place,
        condition: onDatabase(scratch.place, scratch.database),
      });
    }
    const job = new ScheduledJob(this, 'job', {
      ...props,
      ...(runsCommands ? { runtime: { compute: commandCompute, ...props.runtime } } : {}),
      name,
      labels: { ...labelsOf(props), backup: backup.name, drill: drill.name },
      identity,
      secrets: new JobSecrets(this, 'secrets', { place: props.place, member, secrets: props.secrets ?? {} }),
      args: jobCommand(jobPrograms.drill),
      variables: {
        ...commonVariables(props, props.records),
        ...backupVariables(backup, drill.tier, props.bucket),
        [jobSettings.drill]: drill.name,
        [jobSettings.checks]: terraformJson(drill.checks),
        ...(scratch === undefined ? {} : { [jobSettings.scratchDatabase]: scratch.database }),
        ...props.variables,
      },
      // A drill over its limit alerts as slow; one that is ended at the limit never would.
      timeLimit: (drill.atMost ?? usualLimit).times(2),
      triggers: [{ name, description: `${drill.title} of ${backup.title}`, schedule: drill.schedule, meets: drill.meets }],
      meets: [...new Set([...drill.meets, ...drill.checks.flatMap((check) => check.meets)])],
    });
    this.jobName = job.jobName;
  }
}
