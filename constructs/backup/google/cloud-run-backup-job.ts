import { Construct } from 'constructs';
import { type Backup, filledTiers } from '../../../model/backup';
import { reportFinding } from '../../../model/finding';
import { backupPrograms, jobCommand } from '../../../model/job-settings';
import { messages } from '../../../model/messages';
import { attemptsOf } from '../../../model/store-layout';
import { readPermissions } from './backup-permissions';
import { type NamedRun, namedRuns } from './backup-runs';
import { type BucketReference, grantOnBucket } from './bucket-access';
import { computeOf } from './job-compute';
import { JobSecrets, type Secrets } from './job-secrets';
import { backupVariables, commonVariables } from './job-variables';
import { type GoogleProps, labelsOf } from './place';
import { type JobRuntime, type JobTrigger, ScheduledJob } from './scheduled-job';
import type { SchedulerIdentity } from './scheduler-identity';
import { ServiceIdentity } from './service-identity';

export interface CloudRunBackupJobProps extends GoogleProps {
  /** A backup of accounts, configuration, code, files or the full system. */
  readonly backup: Backup;
  /** Where copies go; it may belong to another project. */
  readonly bucket: BucketReference;
  /** Where each attempt is noted. */
  readonly records: BucketReference;
  readonly runtime: JobRuntime;
  readonly scheduler: SchedulerIdentity;
  /** Buckets that the job reads, e.g. the uploads. @default none */
  readonly reads?: readonly BucketReference[];
  /** Secrets by environment variable, e.g. the read token of the repository. @default none */
  readonly secrets?: Secrets;
  /** More environment variables, e.g. the address of the repository. @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Sources that Google's APIs, a bucket or a repository give access to. */
const supported: readonly Backup['source']['kind'][] = ['firebase-auth', 'configuration', 'code-bundle', 'full-system', 'files'];

/**
 * The jobs of one backup: a Cloud Run job for each tier that it fills, with a start for each run into it. One account for all of them,
 * which may create objects under the tiers' prefixes (not read, list, overwrite or delete any) and read its source.
 */
export class CloudRunBackupJob extends Construct {
  /** Names of the Cloud Run jobs by tier, for runs that people start. */
  readonly jobNames: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: CloudRunBackupJobProps) {
    super(scope, id);
    const { backup } = props;
    if (!supported.includes(backup.source.kind)) {
      reportFinding(messages.unknownName(this.node.path, 'source of a Cloud Run backup job', backup.source.kind, supported), undefined);
    }
    const identity = new ServiceIdentity(this, 'identity', { ...props, duty: backup.name, title: `Writes ${backup.title}` });
    const { member } = identity;
    const tiers = filledTiers(backup);
    grantOnBucket(this, 'writer', { bucket: props.bucket, role: 'create', member, prefixes: tiers.map((tier) => tier.prefix) });
    grantOnBucket(this, 'attempts', { bucket: props.records, role: 'create', member, prefixes: [attemptsOf(backup.name)] });
    for (const source of props.reads ?? []) grantOnBucket(this, `reader-${source.alias}`, { bucket: source, role: 'read', member });
    const permissions = readPermissions(backup.source.kind);
    if (permissions.length > 0) identity.grantPermissions('read', permissions);
    const secrets = new JobSecrets(this, 'secrets', { place: props.place, member, secrets: props.secrets ?? {} });

    const compute = props.runtime.compute ?? computeOf(this.node.path, backup);
    const runtime = compute === undefined ? props.runtime : { ...props.runtime, compute };
    const runs = namedRuns(backup.runs);
    const jobs = tiers.map((tier) => {
      const job = new ScheduledJob(this, tier.name, {
        ...props,
        runtime,
        name: `${backup.name}-${tier.name}`,
        labels: { ...labelsOf(props), backup: backup.name, tier: tier.name },
        identity,
        secrets,
        args: jobCommand(backupPrograms[backup.source.kind]),
        variables: { ...commonVariables(props, props.records), ...backupVariables(backup, tier, props.bucket), ...props.variables },
        // A run over its limit alerts as slow; one that is ended at the limit never would.
        timeLimit: backup.longestRun.times(2),
        triggers: runs.filter(({ run }) => run.tier.name === tier.name).map((run) => trigger(backup, run)),
        meets: backup.meets,
      });
      return [tier.name, job.jobName] as const;
    });
    this.jobNames = Object.fromEntries(jobs);
  }
}

const trigger = (backup: Backup, { name, run }: NamedRun): JobTrigger => ({
  name: `${backup.name}-${name}`,
  description: `${backup.title}, ${run.tier.name}`,
  schedule: run.schedule,
  meets: run.meets,
});
