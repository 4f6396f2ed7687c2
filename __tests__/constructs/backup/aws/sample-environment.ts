import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, type TerraformStack } from 'cdktf';
import { RestoreRole } from '../../../../constructs/backup/aws/access';
import { AccessLogBucket } from '../../../../constructs/backup/aws/access-log-bucket';
import { BackupAlarms } from '../../../../constructs/backup/aws/backup-alarms';
import { BackupBucket } from '../../../../constructs/backup/aws/backup-bucket';
import { BackupJob } from '../../../../constructs/backup/aws/backup-job';
import { BackupKey, OperationsKey } from '../../../../constructs/backup/aws/customer-key';
import { DeadManSwitch } from '../../../../constructs/backup/aws/dead-man-switch';
import { JobCluster } from '../../../../constructs/backup/aws/job-cluster';
import { PageTopic } from '../../../../constructs/backup/aws/page-topic';
import { ArchiveDrill, isScheduled, RestoreDrill } from '../../../../constructs/backup/aws/restore-drill';
import { RoutineTask } from '../../../../constructs/backup/aws/routine-task';
import { StoreWatcher } from '../../../../constructs/backup/aws/store-watcher';
import { WalArchive } from '../../../../constructs/backup/aws/wal-archive';
import { Inputs } from '../../../../constructs/inputs';
import type { Backup } from '../../../../model/backup';
import { Duration } from '../../../../model/duration';
import type { RecoveryObjective } from '../../../../model/objective';
import { Schedule } from '../../../../model/schedule';
import { databaseBackup, weeklyRestore } from '../../../support/sample-product';
import { declaredArchive as archive, daily, integrityCheck, monthly } from './sample';

const prefix = 'shop-production';
const scope = { product: 'shop', environment: 'production' };
const objectives: readonly RecoveryObjective[] = [
  { name: 'database', store: 'database', rpo: Duration.hours(24), assumed: false, meets: [] },
];

const database: Backup = {
  ...databaseBackup,
  runs: [
    { schedule: Schedule.daily('02:00', 'UTC'), tier: daily, meets: [] },
    { schedule: Schedule.monthly(1, '05:00', 'UTC'), tier: monthly, meets: [] },
  ],
  onDemand: daily,
};
const files: Backup = {
  ...database,
  name: 'files',
  source: { kind: 'files', contents: ['uploads'] },
  drills: [{ ...weeklyRestore, tier: daily }],
};

/** Every construct of the folder once, with all values that differ between deployments as input variables. */
export function sampleEnvironment(stack: TerraformStack): void {
  const inputs = new Inputs(stack);
  const text = (name: string, example: string): string =>
    inputs.text({ name, meaning: name, pattern: '.', example, setting: name, value: example });
  const list = (name: string, example: string) =>
    inputs.list({ name, meaning: name, pattern: '.', example, setting: name, value: [example] });
  const place = { accountId: text('account_id', '123456789012'), region: text('region', 'eu-west-1') };
  const copyRegion = text('copy_region', 'eu-central-1');
  new AwsProvider(stack, 'aws', { region: place.region });
  const provider = new AwsProvider(stack, 'aws-copy', { region: copyRegion, alias: 'copy' });

  const key = new BackupKey(stack, 'key', { place, prefix, deletionProtection: true });
  const publisherArn = text('publisher_arn', 'arn:aws:iam::123456789012:role/grafana');
  const operations = new OperationsKey(stack, 'operations', { place, prefix, deletionProtection: true, publisherArn });
  const named = (name: string): string => `${text('bucket_prefix', 'acme-')}${prefix}-${name}`;
  const sources = [named('backups'), named('wal')];
  const accessLogs = new AccessLogBucket(stack, 'access-logs', { place, bucketName: named('logs'), sources, deletionProtection: true });
  const bucket = new BackupBucket(stack, 'bucket', {
    place,
    prefix,
    bucketName: named('backups'),
    key,
    tiers: [daily, monthly],
    lock: Duration.days(30),
    deletionProtection: true,
    copy: { provider, region: copyRegion, bucketName: named('backups-copy') },
    accessLogs,
  });
  new RestoreRole(stack, 'restore', { place, prefix, bucket });

  const topic = new PageTopic(stack, 'page', {
    place,
    prefix,
    key: operations,
    endpoint: inputs.secret('pager_endpoint', 'address of the pager'),
  });
  const setting = {
    cluster: new JobCluster(stack, 'cluster', { place, prefix, key: operations }),
    image: {
      uri: text('job_image', `opskeep@sha256:${'a'.repeat(64)}`),
      repositoryArn: text('image_repository_arn', 'arn:aws:ecr:eu-west-1:123456789012:repository/opskeep'),
    },
    network: { subnetIds: list('subnet_ids', 'subnet-0a1b2c3d'), securityGroupIds: list('security_group_ids', 'sg-0a1b2c3d') },
    topic,
  };
  const postgres = {
    host: text('database_host', 'db.internal'),
    secret: { arn: text('database_secret_arn', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:backup') },
  };
  const fileSystem = { fileSystemId: text('file_system_id', 'fs-0a1b2c3d'), accessPointId: text('access_point_id', 'fsap-0a1b2c3d') };
  const backups = [database, files];
  for (const backup of backups) {
    const job = new BackupJob(stack, `${backup.name}-job`, { ...setting, backup, bucket, access: { postgres, fileSystem } });
    new TerraformOutput(stack, `${backup.name}-on-demand`, { value: job.onDemandCommand });
    for (const drill of backup.drills.filter(isScheduled)) {
      new RestoreDrill(stack, `${backup.name}-${drill.name}`, { ...setting, backup, drill, bucket });
    }
  }
  const wal = new WalArchive(stack, 'wal', {
    ...setting,
    archive,
    bucketName: named('wal'),
    copy: { provider, region: copyRegion, bucketName: named('wal-copy') },
    key,
    host: {
      address: postgres.host,
      dataPath: text('database_path', '/var/lib/postgresql/15/main'),
      certificate: { arn: text('pgbackrest_secret_arn', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pgbackrest') },
      roleArn: text('database_host_role_arn', 'arn:aws:iam::123456789012:role/database-host'),
    },
    deletionProtection: true,
    accessLogs,
  });
  new ArchiveDrill(stack, 'wal-drill', { ...setting, archive: wal, bucket });
  const source = { kind: 'postgres', major: 15, port: 5432, database: 'shop', managed: false, schemaObject: true } as const;
  new RoutineTask(stack, 'routine', { ...setting, routine: integrityCheck, bucket, scope, database: { connection: postgres, source } });
  const enrolled = inputs.flag({ name: 'enrolled', meaning: 'enrolled', setting: 'enrolled', value: true }, false);
  new StoreWatcher(stack, 'watcher', {
    ...setting,
    bucket,
    scope,
    backups,
    archives: [wal],
    routines: [integrityCheck],
    objectives,
    enrolled,
  });
  const runbook = 'https://runbooks.example/shop.md';
  new DeadManSwitch(stack, 'switch', { prefix, key: operations, publisherArn, interval: Duration.minutes(5), runbook, topic, enrolled });
  new BackupAlarms(stack, 'alarms', {
    prefix,
    scope,
    backups,
    archives: [archive],
    objectives,
    runbook,
    topic,
  });
}
