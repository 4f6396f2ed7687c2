import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Backup, BackupRun } from '../../../model/backup';
import { type Bytes, mebibytes } from '../../../model/bytes';
import type { Duration } from '../../../model/duration';
import { backupPrograms, jobCommand, jobSettings } from '../../../model/job-settings';
import type { RetentionTier } from '../../../model/retention';
import { WriterRole } from './access';
import type { BackupBucket } from './backup-bucket';
import { readTree, type SourceAccess, sourceSettings } from './backup-source';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import type { TaskRun } from './task-schedules';
import { partSize, type TaskSize, wholeDays } from './vendor-limits';

export interface BackupJobProps extends TaskSetting {
  readonly backup: Backup;
  readonly bucket: BackupBucket;
  /** How the job reaches what it copies. */
  readonly access: SourceAccess;
  /** @default 1 vCPU with 4096 MiB */
  readonly size?: TaskSize;
  /** Room for the copy while it is checked. @default a quarter more than the expected size, at least 21 GiB */
  readonly scratch?: Bytes;
  /** How late a run may start. @default 15 min */
  readonly startWithin?: Duration;
}

/** Share of the expected size that the scratch space has. */
const scratchShare = 1.25;
/** A run that takes longer than it should still ends and tells by how much; one that hangs ends here. */
const limitShare = 2;

/**
 * The job of one backup: a task definition and a writer role of its own, and a schedule for each run. Started by hand it fills the tier for
 * copies on demand, where the backup has one, else that of its first run.
 */
export class BackupJob extends Construct {
  readonly task: ScheduledTask;
  /** Shell command that starts it by hand; undefined where the backup forbids that. */
  readonly onDemandCommand: string | undefined;

  constructor(scope: Construct, id: string, props: BackupJobProps) {
    super(scope, id);
    const { backup, bucket, cluster, image, network, topic } = props;
    const where = this.node.path;
    const source = sourceSettings(where, backup, props.access);
    const [firstRun, ...otherRuns] = backup.runs;
    const others = [...otherRuns.map((run) => run.tier), ...(backup.onDemand === undefined ? [] : [backup.onDemand])];
    const role = new WriterRole(this, 'writer', {
      place: cluster.place,
      prefix: cluster.prefix,
      bucket,
      backup: backup.name,
      tiers: [firstRun.tier, ...others],
      source: source.fileSystem === undefined ? [] : [readTree(cluster.place, source.fileSystem)],
    });
    this.task = new ScheduledTask(this, 'task', {
      cluster,
      image,
      network,
      ...(topic === undefined ? {} : { topic }),
      name: backup.name,
      command: jobCommand(backupPrograms[backup.source.kind]),
      environment: {
        [jobSettings.backup]: backup.name,
        [jobSettings.bucket]: bucket.bucketName,
        [jobSettings.objectName]: backup.objectName,
        [jobSettings.minimumBytes]: String(backup.minimumSize),
        [jobSettings.partBytes]: String(partSize(where, backup.expectedSize)),
        [jobSettings.timeLimit]: String(backup.longestRun.times(limitShare).seconds),
        ...tierEnvironment(where, backup.onDemand ?? firstRun.tier, bucket),
        ...source.environment,
      },
      secrets: source.secrets,
      taskRoleArn: role.arn,
      size: props.size ?? { vcpu: 1, memory: mebibytes(4096) },
      scratch: props.scratch ?? backup.expectedSize * scratchShare,
      ...(source.fileSystem === undefined ? {} : { fileSystem: source.fileSystem }),
      runs: taskRuns(where, backup.runs, bucket),
      ...(props.startWithin === undefined ? {} : { startWithin: props.startWithin }),
      meets: backup.meets,
    });
    this.onDemandCommand = backup.onDemand === undefined ? undefined : runTaskCommand(props, this.task.family);
  }
}

/** Where a run writes, and for how long it locks: where the tier says nothing, as long as it keeps, so that an overwrite does not shorten a copy's life. */
function tierEnvironment(where: string, tier: RetentionTier, bucket: BackupBucket): Record<string, string> {
  return {
    [jobSettings.tier]: tier.name,
    [jobSettings.prefix]: tier.prefix,
    ...(bucket.lock === undefined
      ? {}
      : {
          [jobSettings.lockDays]: String(wholeDays(where, `lock of tier "${tier.name}"`, tier.lock ?? tier.keep)),
          ...(bucket.irreversible ? { [jobSettings.lockMode]: 'COMPLIANCE' } : {}),
        }),
  };
}

/** Runs are named after their tier; the second into the same tier is `daily-2`. */
function taskRuns(where: string, runs: readonly BackupRun[], bucket: BackupBucket): readonly TaskRun[] {
  const seen = new Map<string, number>();
  return runs.map(({ schedule, tier, meets }) => {
    const count = (seen.get(tier.name) ?? 0) + 1;
    seen.set(tier.name, count);
    return { name: count === 1 ? tier.name : `${tier.name}-${count}`, schedule, environment: tierEnvironment(where, tier, bucket), meets };
  });
}

function runTaskCommand({ cluster, network }: BackupJobProps, family: string): string {
  const list = (ids: readonly string[]): string => Fn.join(',', [...ids]);
  const awsvpc = `subnets=[${list(network.subnetIds)}],securityGroups=[${list(network.securityGroupIds)}],assignPublicIp=DISABLED`;
  return `aws ecs run-task --cluster ${cluster.name} --task-definition ${family} --launch-type FARGATE --region ${cluster.place.region} --network-configuration 'awsvpcConfiguration={${awsvpc}}'`;
}
