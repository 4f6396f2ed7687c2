import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import type { Schedule } from '../../../model/schedule';
import { recordMeets } from '../../coverage';
import { fittedName } from '../checks';
import { metricAlarm } from './alarm';
import type { JobCluster } from './job-cluster';
import type { TaskNetwork } from './job-inputs';
import type { PageTopic } from './page-topic';
import { regionalArn } from './place';
import type { PolicyStatement } from './policy';
import { ServiceRole } from './service-role';
import { environmentOverride } from './task-container';
import { flexibleWindow } from './vendor-limits';

/** One schedule of a task. */
export interface TaskRun {
  /** Last part of the schedule's name, unique within the task, e.g. `daily`. */
  readonly name: string;
  readonly schedule: Schedule;
  /** What this run changes of the task's environment. @default nothing */
  readonly environment?: Readonly<Record<string, string>>;
  readonly meets?: readonly string[];
}

export interface TaskSchedulesProps {
  readonly cluster: JobCluster;
  /** Full name of the task. */
  readonly name: string;
  readonly runs: readonly TaskRun[];
  readonly startWithin: Duration;
  readonly network: TaskNetwork;
  readonly taskDefinition: { readonly arn: string; readonly arnWithoutRevision: string };
  /** Roles that the task is started with. */
  readonly passedRoles: readonly [executionRole: string, taskRole: string];
  readonly topic: PageTopic | undefined;
}

/** How often and how long a start that ECS refused is tried again. Without it EventBridge Scheduler tries 185 times in a day. */
const retry = { attempts: 3, within: Duration.hours(1) };
/** How long starts that failed for good can be looked at: the longest that Amazon SQS keeps a message. */
const keepDeadLetters = Duration.days(14);

/** Starts a task at its times. A start that failed for good lands in a queue, and a message there is an alarm. */
export class TaskSchedules extends Construct {
  constructor(scope: Construct, id: string, props: TaskSchedulesProps) {
    super(scope, id);
    const { cluster, name } = props;
    const queueName = fittedName('sqsQueue', `${name}-dead`);
    const deadLetters = new SqsQueue(this, 'dead-letters', {
      name: queueName,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: keepDeadLetters.seconds,
    });
    const role = new ServiceRole(this, 'scheduler', {
      name: `${name}-scheduler`,
      description: `Starts ${name} at its times`,
      trust: [schedulerTrust(cluster)],
      policyName: 'run',
      statements: schedulerStatements(props, deadLetters.arn),
    });
    for (const run of props.runs) this.schedule(run, props, role.arn, deadLetters.arn);
    metricAlarm(this, 'not-started', {
      name: `${name}-not-started`,
      description: `${name} could not be started; the refused starts are in the queue ${queueName}`,
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: queueName },
      statistic: 'Maximum',
      comparison: 'above',
      threshold: 0,
      period: Duration.minutes(5),
      topic: props.topic,
    });
  }

  private schedule(run: TaskRun, props: TaskSchedulesProps, roleArn: string, deadLettersArn: string): void {
    const { cluster, network } = props;
    const schedule = new SchedulerSchedule(this, run.name, {
      name: fittedName('schedule', `${props.name}-${run.name}`),
      groupName: cluster.scheduleGroupName,
      scheduleExpression: run.schedule.toEventBridge(),
      scheduleExpressionTimezone: run.schedule.zone,
      state: 'ENABLED',
      flexibleTimeWindow: flexibleWindow(this.node.path, props.startWithin),
      target: {
        arn: cluster.arn,
        roleArn,
        deadLetterConfig: { arn: deadLettersArn },
        retryPolicy: { maximumEventAgeInSeconds: retry.within.seconds, maximumRetryAttempts: retry.attempts },
        ...(run.environment === undefined ? {} : { input: environmentOverride(run.environment) }),
        ecsParameters: {
          taskDefinitionArn: props.taskDefinition.arn,
          launchType: 'FARGATE',
          platformVersion: '1.4.0',
          taskCount: 1,
          propagateTags: 'TASK_DEFINITION',
          networkConfiguration: {
            subnets: [...network.subnetIds],
            securityGroups: [...network.securityGroupIds],
            assignPublicIp: false,
          },
        },
      },
    });
    recordMeets(schedule, run.meets ?? []);
  }
}

function schedulerTrust({ place, scheduleGroupArn }: JobCluster): PolicyStatement {
  return {
    Sid: 'Scheduler',
    Effect: 'Allow',
    Principal: { Service: 'scheduler.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': place.accountId }, ArnLike: { 'aws:SourceArn': scheduleGroupArn } },
  };
}

function schedulerStatements(
  { cluster, taskDefinition, passedRoles }: TaskSchedulesProps,
  deadLettersArn: string,
): readonly PolicyStatement[] {
  return [
    {
      Sid: 'Run',
      Effect: 'Allow',
      Action: 'ecs:RunTask',
      Resource: `${taskDefinition.arnWithoutRevision}:*`,
      Condition: { ArnEquals: { 'ecs:cluster': cluster.arn } },
    },
    {
      Sid: 'Tag',
      Effect: 'Allow',
      Action: 'ecs:TagResource',
      Resource: regionalArn(cluster.place, 'ecs', `task/${cluster.name}/*`),
      Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
    {
      Sid: 'Pass',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: passedRoles,
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
    { Sid: 'DeadLetter', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deadLettersArn },
  ];
}
