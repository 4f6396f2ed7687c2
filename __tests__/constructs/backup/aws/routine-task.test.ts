import { RoutineTask } from '../../../../constructs/backup/aws/routine-task';
import { databaseSecret, image, integrityCheck, json, pagedSetting, render, resource, roleStatements, sampleBucket } from './sample';

const scope = { product: 'shop', environment: 'production' };
const source = { kind: 'postgres', major: 15, port: 5432, database: 'shop', managed: false, schemaObject: true } as const;
const connection = { host: 'db.internal', secret: databaseSecret };

const routine = (database: { readonly database?: { readonly connection: typeof connection; readonly source: typeof source } } = {}) =>
  render((stack) => {
    const bucket = sampleBucket(stack);
    new RoutineTask(stack, 'routine', {
      ...pagedSetting(stack),
      routine: integrityCheck,
      bucket,
      scope,
      pushUrl: 'https://push.internal',
      ...database,
    });
  });
const stack = routine({ database: { connection, source } });

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly unknown[];
}

const containerOf = (rendered: ReturnType<typeof routine>): Container => {
  const [container] = json(rendered, 'aws_ecs_task_definition', 'routine-task-definition', 'container_definitions') as [Container];
  return container;
};

describe('RoutineTask', () => {
  it('may leave the marker of its own success and publish figures, and nothing else', () => {
    expect(roleStatements(stack, 'routine-runner')).toEqual([
      {
        Sid: 'Marker',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: '${aws_s3_bucket.bucket-store-bucket.arn}/verified/routines/integrity-check/*',
      },
      {
        Sid: 'Key',
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey'],
        Resource: '${aws_kms_key.key-key.arn}',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ]);
  });

  it('runs the declared program at the declared time, as its own role, and gives up after the declared time', () => {
    const definition = resource(stack, 'aws_ecs_task_definition', 'routine-task-definition');
    expect([definition['family'], definition['task_role_arn']]).toEqual([
      'shop-production-integrity-check',
      '${aws_iam_role.routine-runner-role.arn}',
    ]);
    const schedule = resource(stack, 'aws_scheduler_schedule', 'routine-task-schedules-run');
    expect([schedule['schedule_expression'], schedule['schedule_expression_timezone'], schedule['state']]).toEqual([
      'cron(0 5 * * ? *)',
      'UTC',
      'ENABLED',
    ]);
    const { image: used, command, environment } = containerOf(stack);
    expect([used, command]).toEqual([image.uri, ['opskeep', 'integrity-check']]);
    expect(Object.fromEntries(environment.map(({ name, value }) => [name, value]))).toEqual({
      PRODUCT: 'shop',
      ENVIRONMENT: 'production',
      ROUTINE: 'integrity-check',
      RECORDS_BUCKET: '${aws_s3_bucket.bucket-store-bucket.id}',
      PUSH_URL: 'https://push.internal',
      TIME_LIMIT_SECONDS: '1800',
      POSTGRES_MAJOR: '15',
      PGHOST: 'db.internal',
      PGPORT: '5432',
      PGDATABASE: 'shop',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
  });

  it('is given the database only where the routine reads it, and the password by reference', () => {
    expect(containerOf(stack).secrets).toEqual([
      { name: 'PGUSER', valueFrom: `${databaseSecret.arn}:username::` },
      { name: 'PGPASSWORD', valueFrom: `${databaseSecret.arn}:password::` },
    ]);
    const plain = containerOf(routine());
    expect(plain.secrets).toEqual([]);
    expect(plain.environment.map(({ name }) => name).filter((name) => name.startsWith('PG') || name.startsWith('POSTGRES'))).toEqual([]);
  });

  it('pages when it fails or cannot be started', () => {
    const told = ['routine-task-failed', 'routine-task-schedules-not-started'].map(
      (id) => resource(stack, 'aws_cloudwatch_metric_alarm', id)['alarm_actions'],
    );
    expect(told).toEqual([['${aws_sns_topic.topic-topic.arn}'], ['${aws_sns_topic.topic-topic.arn}']]);
  });
});
