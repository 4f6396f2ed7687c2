import type { TerraformStack } from 'cdktf';
import { ScheduledTask, type ScheduledTaskProps } from '../../../../constructs/backup/aws/scheduled-task';
import { recordedMeets } from '../../../../constructs/coverage';
import { gigabytes, mebibytes } from '../../../../model/bytes';
import { Duration } from '../../../../model/duration';
import { Schedule } from '../../../../model/schedule';
import {
  databaseSecret,
  image,
  json,
  network,
  pagedSetting,
  render,
  resource,
  roleStatements,
  rules,
  sampleSetting,
  tasksOnly,
  trustStatements,
} from './sample';

const taskRoleArn = 'arn:aws:iam::123456789012:role/program';

function task(scope: TerraformStack, changes: Partial<ScheduledTaskProps> = {}, setting = sampleSetting(scope)): ScheduledTask {
  return new ScheduledTask(scope, 'task', {
    ...setting,
    name: 'report',
    command: ['opskeep', 'report'],
    environment: { TIER: 'daily' },
    taskRoleArn,
    size: { vcpu: 1, memory: mebibytes(4096) },
    ...changes,
  });
}

const daily = [
  { name: 'daily', schedule: Schedule.daily('02:00', 'Europe/Paris'), environment: { TIER: 'daily', PREFIX: 'daily/' }, meets: ['R-RUN'] },
];
const stack = render((scope) => {
  const secrets = [
    { variable: 'PGPASSWORD', secret: databaseSecret, key: 'password' },
    { variable: 'PGUSER', secret: databaseSecret, key: 'username' },
    {
      variable: 'TOKEN',
      secret: { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token', keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1' },
    },
  ];
  task(scope, { runs: daily, secrets, scratch: gigabytes(100) });
});
const execution = '${aws_iam_role.task-execution-role.arn}';

describe('the task definition', () => {
  it('is a Fargate task with exactly these properties', () => {
    const { container_definitions: _containers, ...definition } = resource(stack, 'aws_ecs_task_definition', 'task-definition');
    expect(definition).toEqual({
      family: 'shop-production-report',
      requires_compatibilities: ['FARGATE'],
      network_mode: 'awsvpc',
      cpu: '1024',
      memory: '4096',
      execution_role_arn: execution,
      task_role_arn: taskRoleArn,
      runtime_platform: { operating_system_family: 'LINUX', cpu_architecture: 'X86_64' },
      ephemeral_storage: { size_in_gib: 94 },
      volume: [{ name: 'scratch' }],
    });
  });

  it('runs one unprivileged container that writes to its scratch volume only and gets secrets by reference', () => {
    expect(json(stack, 'aws_ecs_task_definition', 'task-definition', 'container_definitions')).toEqual([
      {
        name: 'job',
        image: image.uri,
        essential: true,
        command: ['opskeep', 'report'],
        readonlyRootFilesystem: true,
        user: '10001:10001',
        linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
        environment: [
          { name: 'TIER', value: 'daily' },
          { name: 'SCRATCH', value: '/scratch' },
          { name: 'TMPDIR', value: '/scratch' },
        ],
        secrets: [
          { name: 'PGPASSWORD', valueFrom: `${databaseSecret.arn}:password::` },
          { name: 'PGUSER', valueFrom: `${databaseSecret.arn}:username::` },
          { name: 'TOKEN', valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token' },
        ],
        mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false }],
        portMappings: [],
        volumesFrom: [],
        systemControls: [],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '${aws_cloudwatch_log_group.cluster-logs.name}',
            'awslogs-region': 'eu-west-1',
            'awslogs-stream-prefix': 'report',
          },
        },
      },
    ]);
  });

  it('mounts a file tree through its access point, encrypted and read-only', () => {
    const mounted = render((scope) => void task(scope, { fileSystem: { fileSystemId: 'fs-1', accessPointId: 'fsap-1' } }));
    expect(resource(mounted, 'aws_ecs_task_definition', 'task-definition').volume).toEqual([
      { name: 'scratch' },
      {
        name: 'source',
        efs_volume_configuration: {
          file_system_id: 'fs-1',
          transit_encryption: 'ENABLED',
          authorization_config: { access_point_id: 'fsap-1', iam: 'ENABLED' },
        },
      },
    ]);
    const [container] = json(mounted, 'aws_ecs_task_definition', 'task-definition', 'container_definitions') as [Record<string, unknown>];
    expect(container.mountPoints).toEqual([
      { sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false },
      { sourceVolume: 'source', containerPath: '/source', readOnly: true },
    ]);
    expect(container.environment).toEqual([
      { name: 'TIER', value: 'daily' },
      { name: 'SCRATCH', value: '/scratch' },
      { name: 'TMPDIR', value: '/scratch' },
      { name: 'SOURCE_FOLDER', value: '/source' },
    ]);
  });

  it('keeps text of others that looks like a template of Terraform', () => {
    const quoting = render((scope) => void task(scope, { environment: { QUERY: '${x} %{y} "z"' } }));
    const text = String(resource(quoting, 'aws_ecs_task_definition', 'task-definition').container_definitions);
    expect(text).toContain('"value":"$${x} %%{y} \\"z\\""');
  });
});

describe('the execution role', () => {
  it('reads this image and these secrets, and writes this log', () => {
    expect(roleStatements(stack, 'task-execution')).toEqual([
      { Sid: 'Login', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      {
        Sid: 'Image',
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
        Resource: image.repositoryArn,
      },
      {
        Sid: 'Logs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '${aws_cloudwatch_log_group.cluster-logs.arn}:*',
      },
      {
        Sid: 'Secret',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: [databaseSecret.arn, 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token'],
      },
      {
        Sid: 'SecretKey',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: ['arn:aws:kms:eu-west-1:123456789012:key/1'],
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
      },
    ]);
  });

  it('has no more than the log where there is neither a private image nor a secret', () => {
    const plain = render((scope) => void task(scope, { image: { uri: image.uri } }));
    expect(roleStatements(plain, 'task-execution').map(({ Sid }) => Sid)).toEqual(['Logs']);
  });

  it('is assumed by tasks of this account and region', () => {
    expect(trustStatements(stack, 'task-execution')).toEqual(tasksOnly);
  });
});

describe('the schedule', () => {
  it('starts the task at a clock time of a named zone, three tries within an hour, else into the queue', () => {
    const { target, ...schedule } = resource(stack, 'aws_scheduler_schedule', 'task-schedules-daily');
    expect(schedule).toEqual({
      name: 'shop-production-report-daily',
      group_name: '${aws_scheduler_schedule_group.cluster-schedules.name}',
      schedule_expression: 'cron(0 2 * * ? *)',
      schedule_expression_timezone: 'Europe/Paris',
      state: 'ENABLED',
      flexible_time_window: { mode: 'FLEXIBLE', maximum_window_in_minutes: 15 },
    });
    const { input, ...rest } = target as Record<string, unknown>;
    expect(rest).toEqual({
      arn: '${aws_ecs_cluster.cluster-cluster.arn}',
      role_arn: '${aws_iam_role.task-schedules-scheduler-role.arn}',
      dead_letter_config: { arn: '${aws_sqs_queue.task-schedules-dead-letters.arn}' },
      retry_policy: { maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 3 },
      ecs_parameters: {
        task_definition_arn: '${aws_ecs_task_definition.task-definition.arn}',
        launch_type: 'FARGATE',
        platform_version: '1.4.0',
        task_count: 1,
        propagate_tags: 'TASK_DEFINITION',
        network_configuration: { subnets: network.subnetIds, security_groups: network.securityGroupIds, assign_public_ip: false },
      },
    });
    expect(JSON.parse(String(input))).toEqual({
      containerOverrides: [
        {
          name: 'job',
          environment: [
            { name: 'TIER', value: 'daily' },
            { name: 'PREFIX', value: 'daily/' },
          ],
        },
      ],
    });
  });

  it('starts on the minute where it is told to', () => {
    const exact = render((scope) => void task(scope, { runs: daily, startWithin: Duration.zero }));
    expect(resource(exact, 'aws_scheduler_schedule', 'task-schedules-daily').flexible_time_window).toEqual({ mode: 'OFF' });
  });

  it('is started by a role that can start this task on this cluster and pass its two roles', () => {
    expect(roleStatements(stack, 'task-schedules-scheduler')).toEqual([
      {
        Sid: 'Run',
        Effect: 'Allow',
        Action: 'ecs:RunTask',
        Resource: '${aws_ecs_task_definition.task-definition.arn_without_revision}:*',
        Condition: { ArnEquals: { 'ecs:cluster': '${aws_ecs_cluster.cluster-cluster.arn}' } },
      },
      {
        Sid: 'Tag',
        Effect: 'Allow',
        Action: 'ecs:TagResource',
        Resource: 'arn:aws:ecs:eu-west-1:123456789012:task/shop-production-jobs/*',
        Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      },
      {
        Sid: 'Pass',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: [execution, taskRoleArn],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      { Sid: 'DeadLetter', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '${aws_sqs_queue.task-schedules-dead-letters.arn}' },
    ]);
    expect(trustStatements(stack, 'task-schedules-scheduler')).toEqual([
      {
        Sid: 'Scheduler',
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:eu-west-1:123456789012:schedule-group/shop-production' },
        },
      },
    ]);
  });

  it('keeps refused starts encrypted for 14 days', () => {
    expect(resource(stack, 'aws_sqs_queue', 'task-schedules-dead-letters')).toEqual({
      name: 'shop-production-report-dead',
      sqs_managed_sse_enabled: true,
      message_retention_seconds: 1209600,
    });
  });

  it('is not there for a task that only people start', () => {
    const manual = render((scope) => void task(scope));
    for (const type of ['aws_scheduler_schedule', 'aws_sqs_queue']) expect(manual.resource).not.toHaveProperty(type);
    expect(Object.keys(manual.resource?.aws_iam_role ?? {})).toEqual(['task-execution-role']);
  });
});

describe('the alarms of a task', () => {
  const paged = render((scope) => void task(scope, { runs: daily }, pagedSetting(scope)));
  const topic = ['${aws_sns_topic.topic-topic.arn}'];
  const failed = {
    alarm_name: 'shop-production-report-task-failed',
    alarm_description: 'A task of shop-production-report ended with an error or never started',
    namespace: 'opskeep/jobs',
    metric_name: 'task_failures',
    dimensions: { family: 'family:shop-production-report' },
    statistic: 'Sum',
    comparison_operator: 'GreaterThanThreshold',
    threshold: 0,
    period: 300,
    evaluation_periods: 1,
    datapoints_to_alarm: 1,
    treat_missing_data: 'notBreaching',
  };

  it('tell of a task that failed and of one that could not be started', () => {
    expect(resource(paged, 'aws_cloudwatch_metric_alarm', 'task-failed')).toEqual({ ...failed, alarm_actions: topic, ok_actions: topic });
    expect(resource(paged, 'aws_cloudwatch_metric_alarm', 'task-schedules-not-started')).toEqual({
      ...failed,
      alarm_name: 'shop-production-report-not-started',
      alarm_description: 'shop-production-report could not be started; the refused starts are in the queue shop-production-report-dead',
      namespace: 'AWS/SQS',
      metric_name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'shop-production-report-dead' },
      statistic: 'Maximum',
      alarm_actions: topic,
      ok_actions: topic,
    });
  });

  it('tell nobody without a topic', () => {
    expect(resource(stack, 'aws_cloudwatch_metric_alarm', 'task-failed')).toEqual(failed);
  });
});

describe('ScheduledTask', () => {
  it('records what its runs and itself meet', () => {
    render((scope) => {
      const scheduled = task(scope, { runs: daily, meets: ['R-TASK'] });
      expect(recordedMeets(scheduled.node.findChild('definition'))).toEqual(['R-TASK']);
      expect(recordedMeets(scheduled.node.findChild('schedules').node.findChild('daily'))).toEqual(['R-RUN']);
    });
  });

  it.each([
    ['an image that can change', { image: { uri: 'opskeep:latest' } }, ['vendor-limit: "opskeep:latest"']],
    ['a size that Fargate lacks', { size: { vcpu: 1, memory: mebibytes(1024) } as const }, ['vendor-limit: 1 vCPU with 1024 MiB']],
    ['more scratch space than Fargate has', { scratch: gigabytes(220) }, ['vendor-limit: 220 GB']],
    ['a start window that no proof counts on', { runs: daily, startWithin: Duration.minutes(20) }, ['vendor-limit: 20 min']],
  ])('refuses %s', (_what, changes, expected) => {
    expect(rules((scope) => void task(scope, changes))).toEqual(expected);
  });

  it('takes an image that only Terraform knows', () => {
    expect(rules((scope) => void task(scope, { image: { uri: '${var.job_image}' } }))).toEqual([]);
  });

  it('shortens names of roles, schedules and queues beyond the limits and keeps them apart', () => {
    const long = (name: string) =>
      render(
        (scope) => void task(scope, { name, runs: [{ name: 'a-very-long-name-of-a-run', schedule: Schedule.daily('02:00', 'UTC') }] }),
      );
    const stacks = [
      long('a-name-of-a-task-that-is-far-too-long-for-any-role-one'),
      long('a-name-of-a-task-that-is-far-too-long-for-any-role-two'),
    ];
    const names = stacks.flatMap((found) => [
      resource(found, 'aws_iam_role', 'task-execution-role').name,
      resource(found, 'aws_iam_role', 'task-schedules-scheduler-role').name,
      resource(found, 'aws_scheduler_schedule', 'task-schedules-a-very-long-name-of-a-run').name,
    ]);
    expect(new Set(names).size).toBe(6);
    for (const name of names) expect(String(name).length).toBeLessThanOrEqual(64);
  });
});
