import { Construct } from 'constructs';
import type { ContinuousArchive } from '../../../model/backup';
import { type Bytes, mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { reportFinding } from '../../../model/finding';
import { jobCommand, jobPrograms, jobSettings } from '../../../model/job-settings';
import { messages } from '../../../model/messages';
import { type BucketCopy, BucketReplica, type Protections } from './bucket-copy';
import { noncurrentOnlyLifecycle } from './bucket-lifecycle';
import { onlyThisKey, tlsOnly } from './bucket-policy';
import type { BackupKey } from './customer-key';
import { type PostgresConnection, postgresEnvironment, postgresSecrets } from './job-inputs';
import type { PolicyStatement } from './policy';
import { type BucketMeets, type LogTarget, ProtectedBucket } from './protected-bucket';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import { ServiceRole, taskTrust } from './service-role';
import type { TaskSize } from './vendor-limits';

export interface WalArchiveProps extends TaskSetting {
  readonly archive: ContinuousArchive;
  /** Name of the archive's bucket, unique in the world. */
  readonly bucketName: string;
  readonly key: BackupKey;
  readonly connection: PostgresConnection;
  /** Roles that archive from the database host and may assume the archive's role. @default only the scheduled tasks */
  readonly hostRoleArns?: readonly [string, ...string[]];
  /** How long what pgBackRest deleted or replaced can be brought back, in whole days. @default 30 d */
  readonly keepDeleted?: Duration;
  readonly deletionProtection: boolean;
  /** A copy in a second region. @default none */
  readonly copy?: BucketCopy;
  /** @default none are written */
  readonly accessLogs?: LogTarget;
  /** @default 2 vCPU with 8192 MiB */
  readonly size?: TaskSize;
  /** @default the least that can be asked for: base backups stream */
  readonly scratch?: Bytes;
  /** Requirements that the bucket meets, beside those of the archive. @default none */
  readonly meets?: BucketMeets;
}

/** Folder of the repository in the bucket. */
const repositoryPath = '/pgbackrest';

/**
 * Base backups and the stream of write-ahead log after them, by pgBackRest. It must read and delete its own files, so it has a bucket that
 * neither locks nor expires by age, and a role that deletes objects but no versions of them: what a thief deletes can be brought back.
 */
export class WalArchive extends Construct {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** Role of pgBackRest, for tasks and for the database host. */
  readonly roleArn: string;
  readonly task: ScheduledTask;
  /** Settings that the database server must have; it archives nothing without them. */
  readonly serverSettings: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: WalArchiveProps) {
    super(scope, id);
    const { archive, key, cluster, image, network, topic } = props;
    if (archive.source.managed) reportFinding(messages.managedArchive(this.node.path, `store "${archive.store}" is managed`), undefined);
    const meets = [...new Set([...archive.meets, ...(props.meets?.store ?? [])])];
    const protections = (keyArn: string): Protections => ({
      keyArn,
      objectLock: undefined,
      lifecycle: noncurrentOnlyLifecycle(this.node.path, props.keepDeleted ?? Duration.days(30)),
      policy: (arn) => [...tlsOnly(arn), ...onlyThisKey(arn, keyArn)],
      deletionProtection: props.deletionProtection,
      meets: { ...props.meets, store: meets },
    });
    const bucket = new ProtectedBucket(this, 'store', {
      ...protections(key.arn),
      bucketName: props.bucketName,
      accessLogs: props.accessLogs,
      provider: undefined,
    });
    if (props.copy !== undefined) {
      new BucketReplica(this, 'replica', {
        place: cluster.place,
        prefix: `${cluster.prefix}-${archive.store}-archive`,
        copy: props.copy,
        source: bucket,
        sourceKey: key,
        protections,
        hideDeleted: true,
        deletionProtection: props.deletionProtection,
        meets: props.meets?.copies ?? [],
      });
    }
    const role = new ServiceRole(this, 'role', {
      name: `${cluster.prefix}-${archive.store}-archive`,
      description: `pgBackRest of ${archive.store} of ${cluster.prefix}`,
      trust: [taskTrust(cluster.place), ...(props.hostRoleArns === undefined ? [] : [hostTrust(props.hostRoleArns)])],
      policyName: 'archive-store',
      statements: archiveStatements(bucket.arn, key),
    });
    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.arn;
    this.roleArn = role.arn;
    this.serverSettings = serverSettings(archive);
    this.task = new ScheduledTask(this, 'task', {
      cluster,
      image,
      network,
      ...(topic === undefined ? {} : { topic }),
      name: `${archive.store}-archive`,
      command: jobCommand(jobPrograms.archive),
      environment: {
        ...repositoryEnvironment(archive, bucket.bucketName, cluster.place.region, key.arn),
        ...backupType('full'),
        ...postgresEnvironment(props.connection, archive.source),
        [jobSettings.postgresMajor]: String(archive.source.major),
        [jobSettings.archiveTimeout]: String(archive.archiveTimeout.seconds),
      },
      secrets: postgresSecrets(props.connection),
      taskRoleArn: role.arn,
      size: props.size ?? { vcpu: 2, memory: mebibytes(8192) },
      ...(props.scratch === undefined ? {} : { scratch: props.scratch }),
      runs: [
        { name: 'full', schedule: archive.fullBackup, environment: backupType('full'), meets: archive.meets },
        ...(archive.incrementalBackup === undefined
          ? []
          : [{ name: 'incremental', schedule: archive.incrementalBackup, environment: backupType('incr'), meets: archive.meets }]),
      ],
      meets: archive.meets,
    });
  }
}

/** pgBackRest takes its options from variables of these names. */
function repositoryEnvironment(archive: ContinuousArchive, bucket: string, region: string, keyArn: string): Record<string, string> {
  return {
    PGBACKREST_STANZA: archive.store,
    PGBACKREST_REPO1_TYPE: 's3',
    PGBACKREST_REPO1_PATH: repositoryPath,
    PGBACKREST_REPO1_S3_BUCKET: bucket,
    PGBACKREST_REPO1_S3_REGION: region,
    PGBACKREST_REPO1_S3_ENDPOINT: `s3.${region}.amazonaws.com`,
    PGBACKREST_REPO1_S3_KMS_KEY_ID: keyArn,
    PGBACKREST_REPO1_RETENTION_FULL: String(archive.keepFullBackups),
  };
}

const backupType = (type: 'full' | 'incr'): Record<string, string> => ({ PGBACKREST_TYPE: type });

function serverSettings(archive: ContinuousArchive): Record<string, string> {
  return {
    wal_level: 'replica',
    archive_mode: 'on',
    archive_command: `pgbackrest --stanza=${archive.store} archive-push %p`,
    archive_timeout: `${archive.archiveTimeout.seconds}s`,
  };
}

/** All that pgBackRest needs, and not the right to delete a version. */
function archiveStatements(bucketArn: string, key: BackupKey): readonly PolicyStatement[] {
  return [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn },
    {
      Sid: 'Files',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `${bucketArn}${repositoryPath}/*`,
    },
    key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

const hostTrust = (roleArns: readonly string[]): PolicyStatement => ({
  Sid: 'DatabaseHost',
  Effect: 'Allow',
  Principal: { AWS: roleArns },
  Action: 'sts:AssumeRole',
});
