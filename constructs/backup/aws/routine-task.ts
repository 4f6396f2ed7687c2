import { Construct } from 'constructs';
import type { PostgresSource } from '../../../model/backup';
import { mebibytes } from '../../../model/bytes';
import { jobSettings } from '../../../model/job-settings';
import type { Routine } from '../../../model/routine';
import { routinesOf } from '../../../model/store-layout';
import type { GaugeScope } from './backup-alarms';
import type { BackupBucket } from './backup-bucket';
import { type PostgresConnection, postgresEnvironment, postgresSecrets } from './job-inputs';
import type { PolicyStatement } from './policy';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import { ServiceRole, taskTrust } from './service-role';
import type { TaskSize } from './vendor-limits';

/** The database that a routine reads. */
export interface RoutineDatabase {
  readonly connection: PostgresConnection;
  readonly source: PostgresSource;
}

export interface RoutineTaskProps extends TaskSetting {
  readonly routine: Routine;
  /** Where each success leaves its marker. */
  readonly bucket: BackupBucket;
  readonly scope: GaugeScope;
  /** Address of a Pushgateway that takes the metrics of the routine into Prometheus. @default it publishes none there */
  readonly pushUrl?: string;
  /** @default it reads no database */
  readonly database?: RoutineDatabase;
  /** @default 0.5 vCPU with 1024 MiB */
  readonly size?: TaskSize;
}

/** A recurring task, e.g. a report or a check of the data. Its success is a marker, whose age the store watcher publishes. */
export class RoutineTask extends Construct {
  readonly task: ScheduledTask;

  constructor(scope: Construct, id: string, props: RoutineTaskProps) {
    super(scope, id);
    const { routine, bucket, cluster, image, network, topic, database } = props;
    const role = new ServiceRole(this, 'runner', {
      name: `${cluster.prefix}-${routine.name}-routine`,
      description: `${routine.title} of ${cluster.prefix}`,
      trust: [taskTrust(cluster.place)],
      policyName: 'routine',
      statements: routineStatements(bucket, routine.name),
    });
    this.task = new ScheduledTask(this, 'task', {
      cluster,
      image,
      network,
      ...(topic === undefined ? {} : { topic }),
      name: routine.name,
      command: routine.command,
      environment: {
        [jobSettings.product]: props.scope.product,
        [jobSettings.environment]: props.scope.environment,
        [jobSettings.routine]: routine.name,
        [jobSettings.recordsBucket]: bucket.bucketName,
        [jobSettings.timeLimit]: String(routine.longestRun.seconds),
        ...(props.pushUrl === undefined ? {} : { [jobSettings.pushUrl]: props.pushUrl }),
        ...(database === undefined ? {} : databaseEnvironment(database)),
      },
      ...(database === undefined ? {} : { secrets: postgresSecrets(database.connection) }),
      taskRoleArn: role.arn,
      size: props.size ?? { vcpu: 0.5, memory: mebibytes(1024) },
      runs: [{ name: 'run', schedule: routine.schedule, meets: routine.meets }],
      meets: routine.meets,
    });
  }
}

function databaseEnvironment({ connection, source }: RoutineDatabase): Record<string, string> {
  return { [jobSettings.postgresMajor]: String(source.major), ...postgresEnvironment(connection, source) };
}

/** All that a routine may do: leave the marker of its own success. Its figures go to the Pushgateway. */
export function routineStatements(bucket: BackupBucket, routine: string): readonly PolicyStatement[] {
  return [
    { Sid: 'Marker', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket.arn}/${routinesOf(routine)}*` },
    bucket.key.useThroughS3('kms:GenerateDataKey'),
  ];
}
