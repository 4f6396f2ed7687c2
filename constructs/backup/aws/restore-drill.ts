import { Construct } from 'constructs';
import type { Backup, ArchiveDrill as DeclaredArchiveDrill, Drill } from '../../../model/backup';
import { type Bytes, mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { archiveKind, jobCommand, jobPrograms, jobSettings } from '../../../model/job-settings';
import type { Schedule } from '../../../model/schedule';
import { DrillRole } from './access';
import { ArchiveDrillRole } from './archive-access';
import type { BackupBucket } from './backup-bucket';
import { taskOptions, variablesOf } from './pgbackrest';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import type { TaskSize } from './vendor-limits';
import type { WalArchive } from './wal-archive';

/** A drill that a machine does. */
export type ScheduledDrill = Drill & { readonly schedule: Schedule };

/** Whether a machine does the drill. Those that people do only have alarms. */
export function isScheduled(drill: Drill): drill is ScheduledDrill {
  return drill.schedule !== undefined;
}

interface DrillProps extends TaskSetting {
  /** Where results go. */
  readonly bucket: BackupBucket;
  /** @default 4 vCPU with 16384 MiB, since the restore has an objective */
  readonly size?: TaskSize;
  /** More settings for the program, e.g. the address of an application that its checks ask. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RestoreDrillProps extends DrillProps {
  readonly backup: Backup;
  /** One of the backup's drills. */
  readonly drill: ScheduledDrill;
  /** Room for the copy and what is restored from it. @default twice the expected size, at least 21 GiB; above 200 GiB is a finding */
  readonly scratch?: Bytes;
}

export interface ArchiveDrillProps extends DrillProps {
  readonly archive: WalArchive;
  /** Room for the data directory and the write-ahead log. @default a quarter more than the expected size, at least 21 GiB; above 200 GiB is a finding */
  readonly scratch?: Bytes;
}

/** A drill that misses its objective still ends and reports by how much; one that hangs ends here. */
const longestDrill = Duration.days(1);
/** The copy, and the same again restored. */
const copyShare = 2;
/** The data directory streams to its place, and the log of a day follows. */
const archiveShare = 1.25;

/**
 * Restores the newest verified copy of a tier into a scratch place at given times, checks what came out and writes the result where the
 * store watcher reads it. It never touches the source.
 */
export class RestoreDrill extends Construct {
  readonly task: ScheduledTask;

  constructor(scope: Construct, id: string, props: RestoreDrillProps) {
    super(scope, id);
    const { backup, drill, bucket, cluster } = props;
    const role = new DrillRole(this, 'reader', {
      place: cluster.place,
      prefix: cluster.prefix,
      bucket,
      backup: backup.name,
      drill: drill.name,
      tier: drill.tier,
    });
    this.task = drillTask(this, props, drill, {
      name: backup.name,
      taskRoleArn: role.arn,
      scratch: props.scratch ?? backup.expectedSize * copyShare,
      environment: {
        [jobSettings.tier]: drill.tier.name,
        [jobSettings.prefix]: drill.tier.prefix,
        [jobSettings.objectName]: backup.objectName,
        [jobSettings.sourceKind]: backup.source.kind,
        ...(backup.source.kind === 'postgres' ? databaseOf(backup.source) : {}),
      },
    });
  }
}

/**
 * Restores the newest base backup of an archive and all write-ahead log after it into a scratch place, starts the server on it, and
 * checks and reports as every drill does. What it restores never archives, and its role could not write into the archive.
 */
export class ArchiveDrill extends Construct {
  readonly task: ScheduledTask;

  constructor(scope: Construct, id: string, props: ArchiveDrillProps) {
    super(scope, id);
    const { bucket, cluster } = props;
    const { archive, name, repository } = props.archive;
    const role = new ArchiveDrillRole(this, 'reader', {
      place: cluster.place,
      prefix: cluster.prefix,
      bucket,
      archive: props.archive,
      drill: archive.drill.name,
    });
    this.task = drillTask(this, props, archive.drill, {
      name,
      taskRoleArn: role.arn,
      scratch: props.scratch ?? archive.expectedSize * archiveShare,
      environment: {
        [jobSettings.sourceKind]: archiveKind,
        ...databaseOf(archive.source),
        ...variablesOf({ ...taskOptions(archive.store, sizeOf(props).vcpu), ...repository, 'archive-mode': 'off' }),
      },
    });
  }
}

const sizeOf = ({ size }: DrillProps): TaskSize => size ?? { vcpu: 4, memory: mebibytes(16_384) };

const databaseOf = (source: { readonly major: number; readonly database: string }): Record<string, string> => ({
  [jobSettings.postgresMajor]: String(source.major),
  PGDATABASE: source.database,
});

/** What only one kind of drill knows. */
interface DrillTask {
  /** Name of the backup or archive. */
  readonly name: string;
  readonly taskRoleArn: string;
  readonly scratch: Bytes;
  readonly environment: Readonly<Record<string, string>>;
}

function drillTask(scope: Construct, props: DrillProps, drill: ScheduledDrill | DeclaredArchiveDrill, own: DrillTask): ScheduledTask {
  const { bucket, cluster, image, network, topic } = props;
  const meets = [...new Set([...drill.meets, ...drill.checks.flatMap((check) => check.meets)])];
  return new ScheduledTask(scope, 'task', {
    cluster,
    image,
    network,
    ...(topic === undefined ? {} : { topic }),
    name: `${own.name}-${drill.name}`,
    command: jobCommand(jobPrograms.drill),
    environment: {
      [jobSettings.backup]: own.name,
      [jobSettings.drill]: drill.name,
      [jobSettings.bucket]: bucket.bucketName,
      ...own.environment,
      [jobSettings.timeLimit]: String(Duration.shortest(drill.overdueAfter, longestDrill).seconds),
      [jobSettings.checks]: JSON.stringify(drill.checks.map(({ meets: _requirements, ...check }) => check)),
      ...props.environment,
    },
    taskRoleArn: own.taskRoleArn,
    size: sizeOf(props),
    scratch: own.scratch,
    runs: [{ name: 'drill', schedule: drill.schedule, meets }],
    meets,
  });
}
