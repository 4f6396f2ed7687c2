import { Construct } from 'constructs';
import { jobSettings } from '../../../model/job-settings';
import type { Routine } from '../../../model/routine';
import { routinesOf } from '../../../model/store-layout';
import { type BucketReference, grantOnBucket } from './bucket-access';
import { JobSecrets, type Secrets } from './job-secrets';
import { commonVariables } from './job-variables';
import { type GoogleProps, labelsOf } from './place';
import { type JobRuntime, ScheduledJob } from './scheduled-job';
import type { SchedulerIdentity } from './scheduler-identity';
import { ServiceIdentity } from './service-identity';

export interface RoutineJobProps extends GoogleProps {
  readonly routine: Routine;
  /** Where each success leaves its marker. */
  readonly records: BucketReference;
  readonly runtime: JobRuntime;
  readonly scheduler: SchedulerIdentity;
  /** Predefined roles on the project that the task needs, e.g. `roles/monitoring.metricWriter`. @default none */
  readonly roles?: readonly string[];
  /** Secrets by environment variable. @default none */
  readonly secrets?: Secrets;
  /** More environment variables. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A recurring task, e.g. a report or a measurement. Its success is a marker, whose age the store watcher publishes. */
export class RoutineJob extends Construct {
  readonly jobName: string;

  constructor(scope: Construct, id: string, props: RoutineJobProps) {
    super(scope, id);
    const { routine } = props;
    const identity = new ServiceIdentity(this, 'identity', { ...props, duty: routine.name, title: routine.title });
    const { member } = identity;
    grantOnBucket(this, 'marker', { bucket: props.records, role: 'create', member, prefixes: [routinesOf(routine.name)] });
    for (const role of props.roles ?? []) identity.grantRole(kebab(role), role);
    const job = new ScheduledJob(this, 'job', {
      ...props,
      name: routine.name,
      labels: { ...labelsOf(props), routine: routine.name },
      identity,
      secrets: new JobSecrets(this, 'secrets', { place: props.place, member, secrets: props.secrets ?? {} }),
      args: routine.command,
      variables: { ...commonVariables(props, props.records), [jobSettings.routine]: routine.name, ...props.variables },
      timeLimit: routine.longestRun,
      triggers: [{ name: routine.name, description: routine.title, schedule: routine.schedule, meets: routine.meets }],
      meets: routine.meets,
    });
    this.jobName = job.jobName;
  }
}

/** A role as part of a construct id: `roles/monitoring.metricWriter` gives `monitoring-metric-writer`. */
const kebab = (role: string): string =>
  role
    .replace(/^roles\//, '')
    .replaceAll('.', '-')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
