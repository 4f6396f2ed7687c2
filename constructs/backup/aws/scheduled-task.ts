import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { Construct } from 'constructs';
import { startWindows } from '../../../model/alert-timing';
import { type Bytes, gigabytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { recordMeets } from '../../coverage';
import { imageByDigest } from '../checks';
import { metricAlarm } from './alarm';
import { type JobCluster, taskFailures } from './job-cluster';
import type { ContainerSecret, FileSystemAccess, JobImage, SecretReference, TaskNetwork } from './job-inputs';
import type { PageTopic } from './page-topic';
import type { PolicyStatement } from './policy';
import { ServiceRole, taskTrust } from './service-role';
import { containerDefinitions, taskVolumes } from './task-container';
import { type TaskRun, TaskSchedules } from './task-schedules';
import { ephemeralGib, fargateSize, type TaskSize } from './vendor-limits';

/** What all tasks of a product environment share. */
export interface TaskSetting {
  readonly cluster: JobCluster;
  readonly image: JobImage;
  readonly network: TaskNetwork;
  /** Who is paged when a task fails or cannot be started. @default nobody; the alarms are only seen */
  readonly topic?: PageTopic;
}

export interface ScheduledTaskProps extends TaskSetting {
  /** Name within the product environment, e.g. `database`; the prefix of the cluster comes before it. */
  readonly name: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Environment of the container. Never secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Secrets as environment variables, read when the task starts. @default none */
  readonly secrets?: readonly ContainerSecret[];
  /** ARN of the role that the program runs as. */
  readonly taskRoleArn: string;
  readonly size: TaskSize;
  /** Room for files, up to 200 GiB. @default the least that can be asked for, 21 GiB */
  readonly scratch?: Bytes;
  /** File tree that is mounted, read-only. @default none */
  readonly fileSystem?: FileSystemAccess;
  /** When it runs. @default only when somebody starts it */
  readonly runs?: readonly TaskRun[];
  /** How late a run may start, in whole minutes; spreads the load. 0 starts on the minute. @default 15 min, which is also the most */
  readonly startWithin?: Duration;
  readonly meets?: readonly string[];
}

/**
 * A program on Fargate that runs at given times, or when somebody starts it. It tells of runs that fail, that never begin and that
 * the scheduler could not start.
 */
export class ScheduledTask extends Construct {
  /** Family of the task definition; `run-task` with it starts the newest revision. */
  readonly family: string;
  readonly taskDefinitionArn: string;

  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(scope, id);
    const { cluster, topic, network } = props;
    this.family = `${cluster.prefix}-${props.name}`;
    const executionRole = new ServiceRole(this, 'execution', {
      name: `${this.family}-execution`,
      description: `Starts the container of ${this.family}`,
      trust: [taskTrust(cluster.place)],
      policyName: 'start',
      statements: executionStatements(props),
    });
    const definition = this.define(props, executionRole.arn);
    this.taskDefinitionArn = definition.arn;
    this.alarm(topic);
    if (props.runs !== undefined && props.runs.length > 0) {
      new TaskSchedules(this, 'schedules', {
        cluster,
        name: this.family,
        runs: props.runs,
        startWithin: props.startWithin ?? startWindows.aws,
        network,
        taskDefinition: definition,
        passedRoles: [executionRole.arn, props.taskRoleArn],
        topic,
      });
    }
  }

  private define(props: ScheduledTaskProps, executionRoleArn: string): EcsTaskDefinition {
    const { cluster, fileSystem } = props;
    const where = this.node.path;
    const definition = new EcsTaskDefinition(this, 'definition', {
      family: this.family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      ...fargateSize(where, props.size),
      executionRoleArn,
      taskRoleArn: props.taskRoleArn,
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' },
      ephemeralStorage: { sizeInGib: ephemeralGib(where, props.scratch ?? gigabytes(0)) },
      volume: taskVolumes(fileSystem),
      containerDefinitions: containerDefinitions({
        image: imageByDigest(where, props.image.uri),
        command: props.command,
        environment: props.environment,
        secrets: props.secrets ?? [],
        fileSystem,
        logs: { group: cluster.logGroupName, region: cluster.place.region, streamPrefix: props.name },
      }),
    });
    recordMeets(definition, props.meets ?? []);
    return definition;
  }

  private alarm(topic: PageTopic | undefined): void {
    metricAlarm(this, 'failed', {
      name: `${this.family}-task-failed`,
      description: `A task of ${this.family} ended with an error or never started`,
      namespace: taskFailures.namespace,
      metric: taskFailures.metric,
      dimensions: taskFailures.dimensions(this.family),
      statistic: 'Sum',
      comparison: 'above',
      threshold: 0,
      period: Duration.minutes(5),
      topic,
    });
  }
}

/** All that ECS needs to start the container: its image, its secrets and a place for its log. */
function executionStatements({ cluster, image, secrets = [] }: ScheduledTaskProps): readonly PolicyStatement[] {
  const distinct = [...new Map(secrets.map(({ secret }) => [secret.arn, secret])).values()];
  return [
    ...(image.repositoryArn === undefined ? [] : imageStatements(image.repositoryArn)),
    { Sid: 'Logs', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `${cluster.logGroupArn}:*` },
    ...secretStatements(distinct, cluster.place.region),
  ];
}

function imageStatements(repositoryArn: string): readonly PolicyStatement[] {
  return [
    { Sid: 'Login', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Sid: 'Image',
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      Resource: repositoryArn,
    },
  ];
}

function secretStatements(secrets: readonly SecretReference[], region: string): readonly PolicyStatement[] {
  const keys = [...new Set(secrets.flatMap(({ keyArn }) => keyArn ?? []))];
  return [
    ...(secrets.length === 0
      ? []
      : [{ Sid: 'Secret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secrets.map(({ arn }) => arn) } as const]),
    ...(keys.length === 0
      ? []
      : [
          {
            Sid: 'SecretKey',
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: keys,
            Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
          } as const,
        ]),
  ];
}
