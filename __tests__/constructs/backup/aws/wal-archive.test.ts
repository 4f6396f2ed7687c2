import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { WalArchive, type WalArchiveProps } from '../../../../constructs/backup/aws/wal-archive';
import { recordedMeets } from '../../../../constructs/coverage';
import type { ContinuousArchive } from '../../../../model/backup';
import { Duration } from '../../../../model/duration';
import { Schedule } from '../../../../model/schedule';
import {
  allowedActions,
  databaseSecret,
  json,
  render,
  resource,
  roleStatements,
  rules,
  sampleKey,
  sampleSetting,
  trustStatements,
} from './sample';

const declared: ContinuousArchive = {
  store: 'database',
  source: { kind: 'postgres', major: 15, port: 5433, database: 'shop', managed: false, schemaObject: false },
  owner: 'lead',
  archiveTimeout: Duration.minutes(5),
  uploadTime: Duration.minutes(1),
  fullBackup: Schedule.weekly('sunday', '01:00', 'UTC'),
  incrementalBackup: Schedule.daily('01:30', 'UTC'),
  keepFullBackups: 4,
  lag: { error: Duration.minutes(15), critical: Duration.minutes(45) },
  meets: ['R-WAL'],
  lagAlarmsMeet: [],
};

function archive(scope: TerraformStack, changes: Partial<WalArchiveProps> = {}): WalArchive {
  const key = sampleKey(scope);
  return new WalArchive(scope, 'archive', {
    ...sampleSetting(scope),
    archive: declared,
    bucketName: 'shop-production-wal',
    key,
    connection: { host: 'db.internal', secret: databaseSecret },
    deletionProtection: true,
    ...changes,
  });
}

const stack = render((scope) => void archive(scope));
const arn = '${aws_s3_bucket.archive-store-bucket.arn}';

describe('the bucket of a WAL archive', () => {
  it('does not lock, since pgBackRest must delete its own files', () => {
    expect(resource(stack, 'aws_s3_bucket', 'archive-store-bucket')).toEqual({
      bucket: 'shop-production-wal',
      object_lock_enabled: false,
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(stack.resource).not.toHaveProperty('aws_s3_bucket_object_lock_configuration');
  });

  it('never expires a current object, and keeps what was deleted for 30 days', () => {
    expect(resource(stack, 'aws_s3_bucket_lifecycle_configuration', 'archive-store-lifecycle').rule).toEqual([
      { id: 'noncurrent', status: 'Enabled', filter: [{}], noncurrent_version_expiration: [{ noncurrent_days: 30 }] },
      { id: 'delete-markers', status: 'Enabled', filter: [{}], expiration: [{ expired_object_delete_marker: true }] },
      { id: 'abort-multipart', status: 'Enabled', filter: [{}], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
    ]);
    expect(resource(stack, 'aws_s3_bucket_versioning', 'archive-store-versioning').versioning_configuration).toEqual({
      status: 'Enabled',
    });
  });

  it('takes encrypted objects through TLS only', () => {
    const policy = json(stack, 'aws_s3_bucket_policy', 'archive-store-policy', 'policy') as {
      Statement: { Sid: string; Effect: string }[];
    };
    expect(policy.Statement.map(({ Sid, Effect }) => [Sid, Effect])).toEqual(
      ['TlsOnly', 'Tls12', 'OnlyKms', 'OnlyThisKey', 'KmsNamesItsKey', 'NoCustomerKeys'].map((Sid) => [Sid, 'Deny']),
    );
  });
});

describe('the copy of a WAL archive in a second region', () => {
  const copied = render((scope) => {
    const provider = new AwsProvider(scope, 'copy', { region: 'eu-central-1', alias: 'copy' });
    archive(scope, { copy: { provider, region: 'eu-central-1', bucketName: 'shop-production-wal-copy' } });
  });

  it('hides what pgBackRest deleted, so that it does not grow for ever, and deletes no version', () => {
    const [rule] = resource(copied, 'aws_s3_bucket_replication_configuration', 'archive-replica-replication').rule as [
      Record<string, unknown>,
    ];
    expect(rule.delete_marker_replication).toEqual({ status: 'Enabled' });
    expect(roleStatements(copied, 'archive-replica-role').find(({ Sid }) => Sid === 'Write')).toEqual({
      Sid: 'Write',
      Effect: 'Allow',
      Action: ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ReplicateDelete'],
      Resource: '${aws_s3_bucket.archive-replica-copy-bucket.arn}/*',
    });
  });

  it('has the lifecycle of the first and names of its own', () => {
    const lifecycle = (id: string) => resource(copied, 'aws_s3_bucket_lifecycle_configuration', id).rule;
    expect(lifecycle('archive-replica-copy-lifecycle')).toEqual(lifecycle('archive-store-lifecycle'));
    expect(resource(copied, 'aws_kms_alias', 'archive-replica-key-alias').name).toBe('alias/shop-production-database-archive-backups');
    expect(resource(copied, 'aws_iam_role', 'archive-replica-role-role').name).toBe('shop-production-database-archive-replication');
  });

  it('is not there without being asked for', () => {
    expect(stack.resource).not.toHaveProperty('aws_s3_bucket_replication_configuration');
  });
});

describe('the role of pgBackRest', () => {
  it('does not delete versions, nor change the bucket', () => {
    expect(allowedActions(roleStatements(stack, 'archive-role'))).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });

  it('reaches its own repository only', () => {
    expect(roleStatements(stack, 'archive-role')).toEqual([
      { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
      { Sid: 'Files', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], Resource: `${arn}/pgbackrest/*` },
      {
        Sid: 'Key',
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '${aws_kms_key.key-key.arn}',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ]);
  });

  it('is assumed by tasks, and by the database host where one is named', () => {
    expect(trustStatements(stack, 'archive-role').map(({ Sid }) => Sid)).toEqual(['Tasks']);
    const hosted = render((scope) => void archive(scope, { hostRoleArns: ['arn:aws:iam::123456789012:role/database-host'] }));
    expect(trustStatements(hosted, 'archive-role')[1]).toEqual({
      Sid: 'DatabaseHost',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::123456789012:role/database-host'] },
      Action: 'sts:AssumeRole',
    });
  });
});

describe('the base backups', () => {
  it('run by pgBackRest with the retention of the declaration', () => {
    const [container] = json(stack, 'aws_ecs_task_definition', 'archive-task-definition', 'container_definitions') as [
      { command: string[]; environment: { name: string; value: string }[]; secrets: unknown[] },
    ];
    expect(container.command).toEqual(['opskeep', 'archive-backup']);
    expect(Object.fromEntries(container.environment.map(({ name, value }) => [name, value]))).toEqual({
      PGBACKREST_STANZA: 'database',
      PGBACKREST_REPO1_TYPE: 's3',
      PGBACKREST_REPO1_PATH: '/pgbackrest',
      PGBACKREST_REPO1_S3_BUCKET: '${aws_s3_bucket.archive-store-bucket.id}',
      PGBACKREST_REPO1_S3_REGION: 'eu-west-1',
      PGBACKREST_REPO1_S3_ENDPOINT: 's3.eu-west-1.amazonaws.com',
      PGBACKREST_REPO1_S3_KMS_KEY_ID: '${aws_kms_key.key-key.arn}',
      PGBACKREST_REPO1_RETENTION_FULL: '4',
      PGBACKREST_TYPE: 'full',
      PGHOST: 'db.internal',
      PGPORT: '5433',
      PGDATABASE: 'shop',
      POSTGRES_MAJOR: '15',
      ARCHIVE_TIMEOUT_SECONDS: '300',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
    expect(container.secrets).toHaveLength(2);
  });

  it('are full and incremental at their own times', () => {
    const runs = ['full', 'incremental'].map((id) => {
      const schedule = resource(stack, 'aws_scheduler_schedule', `archive-task-schedules-${id}`);
      const { input } = schedule.target as { input: string };
      return [schedule.name, schedule.schedule_expression, JSON.parse(input)];
    });
    const override = (value: string) => ({ containerOverrides: [{ name: 'job', environment: [{ name: 'PGBACKREST_TYPE', value }] }] });
    expect(runs).toEqual([
      ['shop-production-database-archive-full', 'cron(0 1 ? * SUN *)', override('full')],
      ['shop-production-database-archive-incremental', 'cron(30 1 * * ? *)', override('incr')],
    ]);
  });
});

describe('WalArchive', () => {
  it('says what the server needs, with segments closed in time for the RPO', () => {
    render((scope) => {
      expect(archive(scope).serverSettings).toEqual({
        wal_level: 'replica',
        archive_mode: 'on',
        archive_command: 'pgbackrest --stanza=database archive-push %p',
        archive_timeout: '300s',
      });
    });
  });

  it('records what the archive meets', () => {
    render((scope) => {
      const wal = archive(scope);
      expect(recordedMeets(wal.node.findChild('store').node.findChild('bucket'))).toEqual(['R-WAL']);
      expect(recordedMeets(wal.task.node.findChild('schedules').node.findChild('full'))).toEqual(['R-WAL']);
    });
  });

  it('refuses a managed server, which has no archive_command', () => {
    const managed = { ...declared, source: { ...declared.source, managed: true } };
    expect(rules((scope) => void archive(scope, { archive: managed }))).toEqual(['no-archive-command: store "database" is managed']);
  });
});
