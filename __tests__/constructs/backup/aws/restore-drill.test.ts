import type { TerraformStack } from 'cdktf';
import { isScheduled, RestoreDrill, type ScheduledDrill } from '../../../../constructs/backup/aws/restore-drill';
import { recordedMeets } from '../../../../constructs/coverage';
import { gigabytes } from '../../../../model/bytes';
import { Schedule } from '../../../../model/schedule';
import { databaseBackup, weeklyRestore } from '../../../support/sample-product';
import { daily, json, render, resource, roleStatements, rules, sampleArchiveDrill, sampleBucket, sampleSetting } from './sample';

const drill: ScheduledDrill = {
  ...weeklyRestore,
  tier: daily,
  schedule: Schedule.weekly('monday', '18:00', 'UTC'),
  checks: [
    { kind: 'rows', table: 'User', atLeast: 1, meets: ['R-ROWS'] },
    { kind: 'http', path: '/health', status: 200, meets: ['R-HTTP'] },
  ],
  meets: ['R-DRILL'],
};

const sample = (scope: TerraformStack, backup = databaseBackup) =>
  new RestoreDrill(scope, 'drill', { ...sampleSetting(scope), backup, drill, bucket: sampleBucket(scope) });
const stack = render((scope) => void sample(scope));

describe('RestoreDrill', () => {
  it('restores the newest verified copy of its tier and makes the checks of the declaration', () => {
    const [container] = json(stack, 'aws_ecs_task_definition', 'drill-task-definition', 'container_definitions') as [
      { command: string[]; environment: { name: string; value: string }[]; secrets: unknown[] },
    ];
    expect(container.command).toEqual(['opskeep', 'restore-drill']);
    expect(container.secrets).toEqual([]);
    expect(Object.fromEntries(container.environment.map(({ name, value }) => [name, value]))).toEqual({
      BACKUP: 'database',
      DRILL: 'weekly-restore',
      BUCKET: '${aws_s3_bucket.bucket-store-bucket.id}',
      TIER: 'daily',
      PREFIX: 'daily/',
      OBJECT_NAME: 'shop_backup',
      SOURCE_KIND: 'postgres',
      POSTGRES_MAJOR: '15',
      PGDATABASE: 'shop',
      TIME_LIMIT_SECONDS: '86400',
      CHECKS: '[{"kind":"rows","table":"User","atLeast":1},{"kind":"http","path":"/health","status":200}]',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
  });

  it('starts at the time of the drill with room for the copy and what comes out of it', () => {
    const schedule = resource(stack, 'aws_scheduler_schedule', 'drill-task-schedules-drill');
    expect([schedule.name, schedule.schedule_expression, schedule.schedule_expression_timezone]).toEqual([
      'shop-production-database-weekly-restore-drill',
      'cron(0 18 ? * MON *)',
      'UTC',
    ]);
    const definition = resource(stack, 'aws_ecs_task_definition', 'drill-task-definition');
    expect([definition.cpu, definition.memory, definition.ephemeral_storage]).toEqual(['4096', '16384', { size_in_gib: 38 }]);
  });

  it('never writes a copy: its role reports under its own prefix only', () => {
    const puts = roleStatements(stack, 'drill-reader').filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('s3:Put')),
    );
    expect(puts.flatMap(({ Resource }) => Resource)).toEqual(['${aws_s3_bucket.bucket-store-bucket.arn}/verified/drills/database/*']);
  });

  it('records what the drill and its checks meet', () => {
    render((scope) => {
      const { task } = sample(scope);
      for (const part of [task.node.findChild('definition'), task.node.findChild('schedules').node.findChild('drill')]) {
        expect(recordedMeets(part)).toEqual(['R-DRILL', 'R-ROWS', 'R-HTTP']);
      }
    });
  });

  it('refuses a restore that fits no scratch space', () => {
    expect(rules((scope) => void sample(scope, { ...databaseBackup, expectedSize: gigabytes(120) }))).toEqual(['vendor-limit: 240 GB']);
  });

  it('knows drills of machines from drills of people', () => {
    const { schedule: _machine, ...byPeople } = drill;
    expect([isScheduled(drill), isScheduled(byPeople)]).toEqual([true, false]);
  });
});

describe('ArchiveDrill', () => {
  const rendered = render((scope) => void sampleArchiveDrill(scope));
  const bucket = '${aws_s3_bucket.bucket-store-bucket';
  const archive = '${aws_s3_bucket.archive-store-bucket';

  it('restores the newest base backup with every processor, never archives what it restored, and makes the checks of the declaration', () => {
    const [container] = json(rendered, 'aws_ecs_task_definition', 'drill-task-definition', 'container_definitions') as [
      { command: string[]; environment: { name: string; value: string }[]; secrets: unknown[] },
    ];
    expect(container.command).toEqual(['opskeep', 'restore-drill']);
    expect(container.secrets).toEqual([]);
    expect(Object.fromEntries(container.environment.map(({ name, value }) => [name, value]))).toEqual({
      BACKUP: 'database-archive',
      DRILL: 'physical-restore',
      BUCKET: `${bucket}.id}`,
      SOURCE_KIND: 'wal-archive',
      POSTGRES_MAJOR: '15',
      PGDATABASE: 'shop',
      PGBACKREST_STANZA: 'database',
      PGBACKREST_PROCESS_MAX: '4',
      PGBACKREST_LOG_LEVEL_FILE: 'off',
      PGBACKREST_LOG_LEVEL_CONSOLE: 'info',
      PGBACKREST_ARCHIVE_MODE: 'off',
      PGBACKREST_REPO1_TYPE: 's3',
      PGBACKREST_REPO1_PATH: '/pgbackrest',
      PGBACKREST_REPO1_S3_BUCKET: `${archive}.id}`,
      PGBACKREST_REPO1_S3_REGION: 'eu-west-1',
      PGBACKREST_REPO1_S3_ENDPOINT: 's3.eu-west-1.amazonaws.com',
      PGBACKREST_REPO1_S3_KMS_KEY_ID: '${aws_kms_key.key-key.arn}',
      PGBACKREST_REPO1_S3_KEY_TYPE: 'shared',
      TIME_LIMIT_SECONDS: '86400',
      CHECKS: '[{"kind":"rows","table":"orders","atLeast":1}]',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
  });

  it('reads the repository of the archive and reports among the results of drills, and writes nowhere else', () => {
    expect(roleStatements(rendered, 'drill-reader')).toEqual([
      { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: `${archive}.arn}` },
      { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: `${archive}.arn}/pgbackrest/*` },
      { Sid: 'Report', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket}.arn}/verified/drills/database-archive/*` },
      {
        Sid: 'Key',
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '${aws_kms_key.key-key.arn}',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ]);
    expect(resource(rendered, 'aws_ecs_task_definition', 'drill-task-definition').task_role_arn).toBe(
      '${aws_iam_role.drill-reader-role.arn}',
    );
  });

  it('starts at the time of the drill with room for the data directory and its log', () => {
    const schedule = resource(rendered, 'aws_scheduler_schedule', 'drill-task-schedules-drill');
    expect([schedule.name, schedule.schedule_expression]).toEqual([
      'shop-production-database-archive-physical-restore-drill',
      'cron(0 20 ? * MON *)',
    ]);
    const definition = resource(rendered, 'aws_ecs_task_definition', 'drill-task-definition');
    expect([definition.cpu, definition.memory, definition.ephemeral_storage]).toEqual(['4096', '16384', { size_in_gib: 47 }]);
    expect(rules((scope) => void sampleArchiveDrill(scope, gigabytes(180)))).toEqual(['vendor-limit: 225 GB']);
  });

  it('records what the drill and its checks meet', () => {
    render((scope) => expect(recordedMeets(sampleArchiveDrill(scope).task.node.findChild('definition'))).toEqual(['R-DRILL', 'R-ROWS']));
  });
});
