import { TerraformOutput, type TerraformStack } from 'cdktf';
import type { BackupBucketProps } from '../../../../constructs/backup/aws/backup-bucket';
import { BackupJob, type BackupJobProps } from '../../../../constructs/backup/aws/backup-job';
import { recordedMeets } from '../../../../constructs/coverage';
import type { Backup } from '../../../../model/backup';
import { gigabytes } from '../../../../model/bytes';
import { Duration } from '../../../../model/duration';
import { Retention } from '../../../../model/retention';
import { Schedule } from '../../../../model/schedule';
import { databaseBackup } from '../../../support/sample-product';
import { daily, databaseSecret, json, monthly, render, resource, roleStatements, rules, sampleBucket, sampleSetting } from './sample';

const manual = Retention.tier('manual', Duration.days(30));
const postgres = { host: 'db.internal', secret: databaseSecret };
const at = (time: string) => Schedule.daily(time, 'UTC');
const backup: Backup = {
  ...databaseBackup,
  runs: [
    { schedule: at('02:00'), tier: daily, meets: ['R-02'] },
    { schedule: at('14:00'), tier: daily, meets: ['R-14'] },
    { schedule: Schedule.monthly(1, '08:00', 'UTC'), tier: monthly, meets: [] },
  ],
  onDemand: manual,
  meets: ['R-BACKUP'],
};

function job(
  scope: TerraformStack,
  changes: Partial<BackupJobProps> = {},
  lock: Duration | undefined = Duration.days(30),
  bucketProps: Partial<BackupBucketProps> = {},
): BackupJob {
  const bucket = sampleBucket(scope, { tiers: [daily, monthly, manual], lock, ...bucketProps });
  return new BackupJob(scope, 'database', { ...sampleSetting(scope), backup, bucket, access: { postgres }, ...changes });
}

const stack = render((scope) => void job(scope));

type Container = { command: string[]; environment: { name: string; value: string }[]; secrets: unknown[] };
const containerOf = (rendered: typeof stack): Container =>
  (json(rendered, 'aws_ecs_task_definition', 'database-task-definition', 'container_definitions') as [Container])[0];
const environmentOf = (rendered: typeof stack) =>
  Object.fromEntries(containerOf(rendered).environment.map(({ name, value }) => [name, value]));
const overridesOf = (id: string) => {
  const target = resource(stack, 'aws_scheduler_schedule', `database-task-schedules-${id}`).target as { input: string };
  return JSON.parse(target.input) as unknown;
};
const tier = (name: string, days: string) => ({
  containerOverrides: [
    {
      name: 'job',
      environment: [
        { name: 'TIER', value: name },
        { name: 'PREFIX', value: `${name}/` },
        { name: 'LOCK_DAYS', value: days },
      ],
    },
  ],
});

describe('BackupJob', () => {
  it('dumps PostgreSQL with the client of its major version and the password by reference', () => {
    expect(containerOf(stack).command).toEqual(['opskeep', 'postgres-backup']);
    expect(environmentOf(stack)).toEqual({
      BACKUP: 'database',
      BUCKET: '${aws_s3_bucket.bucket-store-bucket.id}',
      OBJECT_NAME: 'shop_backup',
      MINIMUM_BYTES: '1000000',
      PART_BYTES: '8388608',
      TIME_LIMIT_SECONDS: '5400',
      TIER: 'manual',
      PREFIX: 'manual/',
      LOCK_DAYS: '30',
      PGHOST: 'db.internal',
      PGPORT: '5432',
      PGDATABASE: 'shop',
      POSTGRES_MAJOR: '15',
      SCHEMA_OBJECT: 'true',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
    expect(containerOf(stack).secrets).toEqual([
      { name: 'PGUSER', valueFrom: `${databaseSecret.arn}:username::` },
      { name: 'PGPASSWORD', valueFrom: `${databaseSecret.arn}:password::` },
    ]);
  });

  it('fills the tier of each run and locks a copy for as long as its tier keeps it', () => {
    expect(overridesOf('daily')).toEqual(tier('daily', '30'));
    expect(overridesOf('daily-2')).toEqual(tier('daily', '30'));
    expect(overridesOf('monthly')).toEqual(tier('monthly', '366'));
  });

  it('locks for less where the tier says so', () => {
    const brief = Retention.tier('brief', Duration.days(30), { lock: Duration.days(7) });
    const rendered = render((scope) => {
      const bucket = sampleBucket(scope, { tiers: [brief] });
      const [run] = backup.runs;
      new BackupJob(scope, 'database', {
        ...sampleSetting(scope),
        backup: { ...backup, runs: [{ ...run, tier: brief }], onDemand: brief },
        bucket,
        access: { postgres },
      });
    });
    expect(environmentOf(rendered).LOCK_DAYS).toBe('7');
  });

  it('locks nothing where the bucket locks nothing', () => {
    const bucketless = render((scope) => {
      const bucket = sampleBucket(scope, { tiers: [daily, monthly, manual], lock: undefined });
      new BackupJob(scope, 'database', { ...sampleSetting(scope), backup, bucket, access: { postgres } });
    });
    expect(environmentOf(bucketless)).not.toHaveProperty('LOCK_DAYS');
  });

  it('locks in the mode that nobody can lift only where the bucket has opted in', () => {
    const strict = render((scope) => void job(scope, {}, Duration.days(30), { irreversible: true }));
    expect(environmentOf(strict).LOCK_MODE).toBe('COMPLIANCE');
    expect(environmentOf(stack)).not.toHaveProperty('LOCK_MODE');
  });

  it('starts at the times of its runs', () => {
    const times = ['daily', 'daily-2', 'monthly'].map((id) => {
      const schedule = resource(stack, 'aws_scheduler_schedule', `database-task-schedules-${id}`);
      return [schedule.name, schedule.schedule_expression, schedule.schedule_expression_timezone];
    });
    expect(times).toEqual([
      ['shop-production-database-daily', 'cron(0 2 * * ? *)', 'UTC'],
      ['shop-production-database-daily-2', 'cron(0 14 * * ? *)', 'UTC'],
      ['shop-production-database-monthly', 'cron(0 8 1 * ? *)', 'UTC'],
    ]);
  });

  it('writes with a role of its own into its tiers only', () => {
    const arn = '${aws_s3_bucket.bucket-store-bucket.arn}';
    expect(resource(stack, 'aws_ecs_task_definition', 'database-task-definition').task_role_arn).toBe(
      '${aws_iam_role.database-writer-role.arn}',
    );
    const [put, key, ...others] = roleStatements(stack, 'database-writer');
    expect(put?.Resource).toEqual([`${arn}/daily/*`, `${arn}/monthly/*`, `${arn}/manual/*`, `${arn}/attempts/database/*`]);
    expect(key?.Sid).toBe('Key');
    expect(others).toEqual([]);
  });

  it('says how people start it, and fills the tier for copies on demand then', () => {
    const rendered = render((scope) => new TerraformOutput(scope, 'command', { value: job(scope).onDemandCommand }));
    expect((rendered.output as { command: { value: string } }).command.value).toBe(
      'aws ecs run-task --cluster shop-production-jobs --task-definition shop-production-database --launch-type FARGATE --region eu-west-1 ' +
        '--network-configuration \'awsvpcConfiguration={subnets=[${join(",", ["subnet-1", "subnet-2"])}],securityGroups=[${join(",", ["sg-1"])}],assignPublicIp=DISABLED}\'',
    );
  });

  it('says nothing of that for a backup that forbids it, and defaults to the tier of its first run', () => {
    const { onDemand: _forbidden, ...scheduledOnly } = backup;
    let command: string | undefined = 'unset';
    const rendered = render((scope) => {
      command = job(scope, { backup: scheduledOnly }).onDemandCommand;
    });
    expect(command).toBeUndefined();
    expect(environmentOf(rendered).TIER).toBe('daily');
  });

  it('reads a file tree through its access point and never writes there', () => {
    const files = render((scope) => {
      const source = { kind: 'files', contents: ['uploads', 'avatars'] } as const;
      job(scope, { backup: { ...backup, source }, access: { fileSystem: { fileSystemId: 'fs-1', accessPointId: 'fsap-1' } } });
    });
    expect(containerOf(files).command).toEqual(['opskeep', 'files-backup']);
    expect(environmentOf(files).CONTENTS).toBe('["uploads","avatars"]');
    expect(environmentOf(files).SOURCE_FOLDER).toBe('/source');
    expect(roleStatements(files, 'database-writer')[2]).toEqual({
      Sid: 'Tree',
      Effect: 'Allow',
      Action: 'elasticfilesystem:ClientMount',
      Resource: 'arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-1',
      Condition: {
        StringEquals: { 'elasticfilesystem:AccessPointArn': 'arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-1' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    });
  });

  it('copies a full system with its database and files', () => {
    const full = render((scope) => {
      const source = { kind: 'full-system', parts: ['database', 'files'] } as const;
      const fullSystemDatabase = databaseBackup.source.kind === 'postgres' ? { fullSystemDatabase: databaseBackup.source } : {};
      const access = { postgres, ...fullSystemDatabase, fileSystem: { fileSystemId: 'fs-1', accessPointId: 'fsap-1' } };
      job(scope, { backup: { ...backup, source }, access });
    });
    expect(containerOf(full).command).toEqual(['opskeep', 'full-system-backup']);
    expect(environmentOf(full)).toMatchObject({ PGDATABASE: 'shop', SOURCE_FOLDER: '/source', CONTENTS: '["database","files"]' });
    expect(containerOf(full).secrets).toHaveLength(2);
  });

  it('bundles a repository with a token by reference', () => {
    const bundle = render((scope) => {
      const repository = {
        url: 'https://git.example/shop.git',
        token: { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token' },
      };
      job(scope, { backup: { ...backup, source: { kind: 'code-bundle' } }, access: { repository } });
    });
    expect(containerOf(bundle).command).toEqual(['opskeep', 'code-bundle-backup']);
    expect(environmentOf(bundle).REPOSITORY_URL).toBe('https://git.example/shop.git');
    expect(containerOf(bundle).secrets).toEqual([
      { name: 'REPOSITORY_TOKEN', valueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:token' },
    ]);
  });

  it('records what each run and the backup meet', () => {
    render((scope) => {
      const { task } = job(scope);
      const schedules = task.node.findChild('schedules').node;
      expect(recordedMeets(task.node.findChild('definition'))).toEqual(['R-BACKUP']);
      expect(recordedMeets(schedules.findChild('daily'))).toEqual(['R-02']);
      expect(recordedMeets(schedules.findChild('daily-2'))).toEqual(['R-14']);
    });
  });

  it.each([
    ['a database that it cannot reach', { access: {} }, ['vendor-limit: no access.postgres']],
    [
      'files that it cannot reach',
      { backup: { ...backup, source: { kind: 'files', contents: [] } } as Backup },
      ['vendor-limit: no access.fileSystem'],
    ],
    [
      'a source of another cloud',
      { backup: { ...backup, source: { kind: 'firestore', database: '(default)' } } as Backup },
      ['vendor-limit: firestore'],
    ],
    ['a copy that fits no scratch space', { backup: { ...backup, expectedSize: gigabytes(200) } }, ['vendor-limit: 250 GB']],
  ])('refuses %s', (_what, changes, expected) => {
    expect(rules((scope) => void job(scope, changes))).toEqual(expected);
  });
});
