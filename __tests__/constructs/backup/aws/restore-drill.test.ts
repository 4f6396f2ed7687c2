import type { TerraformStack } from 'cdktf';
import { isScheduled, RestoreDrill, type ScheduledDrill } from '../../../../constructs/backup/aws/restore-drill';
import { recordedMeets } from '../../../../constructs/coverage';
import { gigabytes } from '../../../../model/bytes';
import { Schedule } from '../../../../model/schedule';
import { databaseBackup, weeklyRestore } from '../../../support/sample-product';
import { daily, json, render, resource, roleStatements, rules, sampleBucket, sampleSetting } from './sample';

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
