import { Construct } from 'constructs';
import type { Backup, Drill } from '../../../model/backup';
import { type Bytes, mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { jobCommand, jobPrograms, jobSettings } from '../../../model/job-settings';
import type { Schedule } from '../../../model/schedule';
import { DrillRole } from './access';
import type { BackupBucket } from './backup-bucket';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import type { TaskSize } from './vendor-limits';

/** A drill that a machine does. */
export type ScheduledDrill = Drill & { readonly schedule: Schedule };

/** Whether a machine does the drill. Those that people do only have alarms. */
export function isScheduled(drill: Drill): drill is ScheduledDrill {
  return drill.schedule !== undefined;
}

export interface RestoreDrillProps extends TaskSetting {
  readonly backup: Backup;
  /** One of the backup's drills. */
  readonly drill: ScheduledDrill;
  readonly bucket: BackupBucket;
  /** @default 4 vCPU with 16384 MiB, since the restore has an objective */
  readonly size?: TaskSize;
  /** Room for the copy and what is restored from it. @default twice the expected size, at least 21 GiB; above 200 GiB is a finding */
  readonly scratch?: Bytes;
  /** More settings for the program, e.g. the address of an application that its checks ask. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A drill that misses its objective still ends and reports by how much; one that hangs ends here. */
const longestDrill = Duration.days(1);
/** The copy, and the same again restored. */
const scratchShare = 2;

/**
 * Restores the newest verified copy of a tier into a scratch place at given times, checks what came out and writes the result where the
 * store watcher reads it. It never touches the source.
 */
export class RestoreDrill extends Construct {
  readonly task: ScheduledTask;

  constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    const { backup, drill, bucket, cluster, image, network, topic } = props;
    const role = new DrillRole(this, 'reader', {
      place: cluster.place,
      prefix: cluster.prefix,
      bucket,
      backup: backup.name,
      drill: drill.name,
      tier: drill.tier,
    });
    const checksMeet = drill.checks.flatMap((check) => check.meets);
    this.task = new ScheduledTask(this, 'task', {
      cluster,
      image,
      network,
      ...(topic === undefined ? {} : { topic }),
      name: `${backup.name}-${drill.name}`,
      command: jobCommand(jobPrograms.drill),
      environment: {
        [jobSettings.backup]: backup.name,
        [jobSettings.drill]: drill.name,
        [jobSettings.bucket]: bucket.bucketName,
        [jobSettings.tier]: drill.tier.name,
        [jobSettings.prefix]: drill.tier.prefix,
        [jobSettings.objectName]: backup.objectName,
        [jobSettings.sourceKind]: backup.source.kind,
        ...(backup.source.kind === 'postgres'
          ? { [jobSettings.postgresMajor]: String(backup.source.major), PGDATABASE: backup.source.database }
          : {}),
        [jobSettings.timeLimit]: String(Duration.shortest(drill.overdueAfter, longestDrill).seconds),
        [jobSettings.checks]: JSON.stringify(drill.checks.map(({ meets: _requirements, ...check }) => check)),
        ...props.environment,
      },
      taskRoleArn: role.arn,
      size: props.size ?? { vcpu: 4, memory: mebibytes(16_384) },
      scratch: props.scratch ?? backup.expectedSize * scratchShare,
      runs: [{ name: 'drill', schedule: drill.schedule, meets: [...new Set([...drill.meets, ...checksMeet])] }],
      meets: [...new Set([...drill.meets, ...checksMeet])],
    });
  }
}
