import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { recordedMeets } from '../../../../constructs/coverage';
import { Duration } from '../../../../model/duration';
import { pgbackrestOptions } from '../../../../model/job-settings';
import {
  allowedActions,
  databaseHost,
  declaredArchive as declared,
  json,
  render,
  resource,
  roleStatements,
  rules,
  sampleArchive,
  trustStatements,
} from './sample';

const stack = render((scope) => void sampleArchive(scope));
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
      ['TlsOnly', 'Tls12', 'OnlyKms', 'OnlyThisKey', 'KmsNamesItsKey', 'NoCustomerKeys', 'NoRemoval'].map((Sid) => [Sid, 'Deny']),
    );
  });
});

describe('the copy of a WAL archive in a second region', () => {
  const copied = render((scope) => {
    const provider = new AwsProvider(scope, 'copy', { region: 'eu-central-1', alias: 'copy' });
    sampleArchive(scope, { copy: { provider, region: 'eu-central-1', bucketName: 'shop-production-wal-copy' } });
  });

  it('is read by the database host, which restores from it where the first region is lost, and writes nothing there', () => {
    const copyArn = '${aws_s3_bucket.archive-replica-copy-bucket.arn}';
    const { Statement } = json(copied, 'aws_iam_role_policy', 'archive-host-policy', 'policy') as { Statement: readonly object[] };
    expect(Statement).toEqual([
      list,
      files('s3:GetObject', 's3:PutObject'),
      key,
      { Sid: 'CopyList', Effect: 'Allow', Action: 's3:ListBucket', Resource: copyArn },
      { Sid: 'CopyFiles', Effect: 'Allow', Action: 's3:GetObject', Resource: `${copyArn}/pgbackrest/*` },
      {
        Sid: 'CopyKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: '${aws_kms_key.archive-replica-key-key.arn}',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
      },
    ]);
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

const files = (...Action: string[]) => ({ Sid: 'Files', Effect: 'Allow', Action, Resource: `${arn}/pgbackrest/*` });
const list = { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn };
const key = {
  Sid: 'Key',
  Effect: 'Allow',
  Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
  Resource: '${aws_kms_key.key-key.arn}',
  Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
};

describe('the role of pgBackRest', () => {
  it('does not delete versions, nor change the bucket', () => {
    expect(allowedActions(roleStatements(stack, 'archive-role'))).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:AbortMultipartUpload',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      's3:PutObject',
    ]);
  });

  it('reaches its own repository, marks its attempts beside it, and takes back what it did not complete', () => {
    expect(roleStatements(stack, 'archive-role')).toEqual([
      list,
      files('s3:GetObject', 's3:PutObject', 's3:DeleteObject'),
      { Sid: 'Attempts', Effect: 'Allow', Action: 's3:PutObject', Resource: `${arn}/attempts/database-archive/*` },
      { Sid: 'ListUploads', Effect: 'Allow', Action: 's3:ListBucketMultipartUploads', Resource: arn },
      { Sid: 'TakeBackUploads', Effect: 'Allow', Action: 's3:AbortMultipartUpload', Resource: `${arn}/pgbackrest/*` },
      key,
    ]);
  });

  it('is assumed by tasks alone', () => {
    expect(trustStatements(stack, 'archive-role').map(({ Sid }) => Sid)).toEqual(['Tasks']);
  });
});

describe('the database host', () => {
  it('has the right to archive and to restore by its own role, which pgBackRest cannot leave for another, and deletes nothing', () => {
    expect(resource(stack, 'aws_iam_role_policy', 'archive-host-policy')).toMatchObject({
      name: 'shop-production-database-archive-host',
      role: '${basename("arn:aws:iam::123456789012:role/database-host")}',
    });
    expect(json(stack, 'aws_iam_role_policy', 'archive-host-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [list, files('s3:GetObject', 's3:PutObject'), key],
    });
  });

  it('is told where the repository is, under the key that the bucket accepts, and to take the credentials of its instance', () => {
    render((scope) => {
      const { hostOptions, bucketName } = sampleArchive(scope);
      expect(hostOptions).toEqual({
        'repo1-type': 's3',
        'repo1-path': '/pgbackrest',
        'repo1-s3-bucket': bucketName,
        'repo1-s3-region': 'eu-west-1',
        'repo1-s3-endpoint': 's3.eu-west-1.amazonaws.com',
        'repo1-s3-kms-key-id': expect.stringMatching(/^\$\{TfToken\[/),
        'repo1-s3-key-type': 'auto',
        'pg1-path': '/var/lib/postgresql/15/main',
      });
    });
  });
});

describe('the base backups', () => {
  const [container] = json(stack, 'aws_ecs_task_definition', 'archive-task-definition', 'container_definitions') as [
    { command: string[]; environment: { name: string; value: string }[]; secrets: { name: string }[] },
  ];
  const environment = Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));

  it('copy the data directory through the pgBackRest server on the database host, with the retention of the declaration', () => {
    expect(container.command).toEqual(['opskeep', 'archive-backup']);
    expect(environment).toEqual({
      BACKUP: 'database-archive',
      BUCKET: '${aws_s3_bucket.archive-store-bucket.id}',
      TIER: 'base',
      TIME_LIMIT_SECONDS: '5400',
      POSTGRES_MAJOR: '15',
      PGBACKREST_STANZA: 'database',
      PGBACKREST_PG1_HOST: 'db.internal',
      PGBACKREST_PG1_HOST_TYPE: 'tls',
      PGBACKREST_PG1_PATH: '/var/lib/postgresql/15/main',
      PGBACKREST_ARCHIVE_TIMEOUT: '60',
      PGBACKREST_START_FAST: 'y',
      PGBACKREST_REPO1_BUNDLE: 'y',
      PGBACKREST_PROCESS_MAX: '2',
      PGBACKREST_LOG_LEVEL_FILE: 'off',
      PGBACKREST_LOG_LEVEL_CONSOLE: 'info',
      PGBACKREST_REPO1_TYPE: 's3',
      PGBACKREST_REPO1_PATH: '/pgbackrest',
      PGBACKREST_REPO1_S3_BUCKET: '${aws_s3_bucket.archive-store-bucket.id}',
      PGBACKREST_REPO1_S3_REGION: 'eu-west-1',
      PGBACKREST_REPO1_S3_ENDPOINT: 's3.eu-west-1.amazonaws.com',
      PGBACKREST_REPO1_S3_KMS_KEY_ID: '${aws_kms_key.key-key.arn}',
      PGBACKREST_REPO1_S3_KEY_TYPE: 'shared',
      PGBACKREST_REPO1_RETENTION_FULL: '4',
      PGBACKREST_TYPE: 'full',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
  });

  it('show the client certificate of the secret, and no password of the database', () => {
    const { arn: secret } = databaseHost.certificate;
    expect(container.secrets).toEqual([
      { name: 'HOST_CERTIFICATE', valueFrom: `${secret}:certificate::` },
      { name: 'HOST_CERTIFICATE_KEY', valueFrom: `${secret}:key::` },
      { name: 'HOST_AUTHORITY', valueFrom: `${secret}:authority::` },
    ]);
  });

  it('leave to the program what only a running task knows: its credentials, files and folders', () => {
    const names = [...Object.keys(environment), ...container.secrets.map(({ name }) => name)];
    expect(names.filter((name) => Object.values<string>(pgbackrestOptions).includes(name))).toEqual([]);
  });

  it('end within the life of their credentials, which pgBackRest cannot renew', () => {
    const limited = (minutes: number) => (scope: Parameters<typeof sampleArchive>[0]) =>
      void sampleArchive(scope, { archive: { ...declared, longestRun: Duration.minutes(minutes) } });
    expect(rules(limited(180))).toEqual([]);
    expect(rules(limited(181))).toEqual(['vendor-limit: longestRun 3 h 1 min']);
  });

  it('are full and incremental at their own times', () => {
    const runs = ['full', 'incremental'].map((id) => {
      const schedule = resource(stack, 'aws_scheduler_schedule', `archive-task-schedules-${id}`);
      const { input } = schedule.target as { input: string };
      return [schedule.name, schedule.schedule_expression, JSON.parse(input)];
    });
    const override = (tier: string, type: string) => ({
      containerOverrides: [
        {
          name: 'job',
          environment: [
            { name: 'TIER', value: tier },
            { name: 'PGBACKREST_TYPE', value: type },
          ],
        },
      ],
    });
    expect(runs).toEqual([
      ['shop-production-database-archive-full', 'cron(0 1 ? * SUN *)', override('base', 'full')],
      ['shop-production-database-archive-incremental', 'cron(30 1 * * ? *)', override('incremental', 'incr')],
    ]);
  });
});

describe('WalArchive', () => {
  it('says what the server needs, with segments closed in time for the RPO', () => {
    render((scope) => {
      expect(sampleArchive(scope).serverSettings).toEqual({
        wal_level: 'replica',
        archive_mode: 'on',
        archive_command: 'pgbackrest --stanza=database archive-push %p',
        archive_timeout: '300s',
      });
    });
  });

  it('records what the archive meets', () => {
    render((scope) => {
      const wal = sampleArchive(scope);
      expect(recordedMeets(wal.node.findChild('store').node.findChild('bucket'))).toEqual(['R-WAL']);
      expect(recordedMeets(wal.task.node.findChild('schedules').node.findChild('full'))).toEqual(['R-WAL']);
    });
  });

  it('refuses a managed server, which has no archive_command', () => {
    const managed = { ...declared, source: { ...declared.source, managed: true } };
    expect(rules((scope) => void sampleArchive(scope, { archive: managed }))).toEqual(['no-archive-command: store "database" is managed']);
  });
});
