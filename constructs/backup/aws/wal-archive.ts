import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { archiveName, baseBackupsOf, type ContinuousArchive } from '../../../model/backup';
import { type Bytes, mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { reportFinding } from '../../../model/finding';
import { jobCommand, jobPrograms, jobSettings } from '../../../model/job-settings';
import { messages } from '../../../model/messages';
import { recordCopies, recordMayRemove } from '../../copies';
import { fittedName } from '../checks';
import { type ArchiveStore, archiveStatements, hostStatements } from './archive-access';
import { type BucketCopy, BucketReplica, type Protections } from './bucket-copy';
import { noncurrentOnlyLifecycle } from './bucket-lifecycle';
import { noRemoval, onlyThisKey, tlsOnly } from './bucket-policy';
import type { BackupKey } from './customer-key';
import { type DatabaseHost, hostSecrets, hostVariables, type Options, repositoryOptions, serverSettings, variablesOf } from './pgbackrest';
import { policyDocument } from './policy';
import { type BucketMeets, type LogTarget, ProtectedBucket } from './protected-bucket';
import { ScheduledTask, type TaskSetting } from './scheduled-task';
import { ServiceRole, taskTrust } from './service-role';
import { type TaskSize, taskCredentialsLast } from './vendor-limits';

export interface WalArchiveProps extends TaskSetting {
  readonly archive: ContinuousArchive;
  /** Name of the archive's bucket, unique in the world. */
  readonly bucketName: string;
  readonly key: BackupKey;
  readonly host: DatabaseHost;
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

/**
 * Base backups and the stream of write-ahead log after them, by pgBackRest. It must read and delete its own files, so it has a bucket that
 * neither locks nor expires by age, and a role that deletes objects but no versions of them: what a thief deletes can be brought back.
 *
 * Base backups are taken by a task, which reaches the data directory through the pgBackRest server on the database host. Write-ahead log is
 * sent by the host itself, whose role gets the rights for it: pgBackRest cannot assume a role.
 */
export class WalArchive extends Construct implements ArchiveStore {
  readonly archive: ContinuousArchive;
  readonly name: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly key: BackupKey;
  /** Role of the task that takes base backups. */
  readonly roleArn: string;
  readonly task: ScheduledTask;
  /** Where the repository is, as options of pgBackRest. */
  readonly repository: Options;
  /** Settings that the database server must have; it archives nothing without them. */
  readonly serverSettings: Options;
  /** Options in the file of pgBackRest on the database host, whose role is that of its instance. */
  readonly hostOptions: Options;

  constructor(scope: Construct, id: string, props: WalArchiveProps) {
    super(scope, id);
    const { archive, key, cluster, host } = props;
    if (archive.source.managed) reportFinding(messages.managedArchive(this.node.path, `store "${archive.store}" is managed`), undefined);
    const { bucket, replica } = this.store(props);
    const copy = replica === undefined ? undefined : { name: archiveName(archive), bucketArn: replica.arn, key: replica.key };
    this.archive = archive;
    this.name = archiveName(archive);
    recordCopies(this, [archive.store]);
    this.bucketName = bucket.bucketName;
    this.bucketArn = bucket.arn;
    this.key = key;
    this.repository = repositoryOptions(bucket.bucketName, cluster.place.region, key.arn);
    this.serverSettings = serverSettings(archive);
    this.hostOptions = { ...this.repository, 'repo1-s3-key-type': 'auto', 'pg1-path': host.dataPath };
    const named = `${cluster.prefix}-${this.name}`;
    const role = new ServiceRole(this, 'role', {
      name: named,
      description: `pgBackRest of ${archive.store} of ${cluster.prefix}`,
      trust: [taskTrust(cluster.place)],
      policyName: 'archive-store',
      statements: archiveStatements(this),
    });
    recordMayRemove(role, {
      bucket: bucket.bucketName,
      actions: ['s3:DeleteObject'],
      because: 'pgBackRest expires its own files; their versions stay for a time',
    });
    this.roleArn = role.arn;
    new IamRolePolicy(this, 'host-policy', {
      name: fittedName('iamRole', `${named}-host`),
      role: Fn.basename(host.roleArn),
      policy: policyDocument(hostStatements(this, copy)),
    });
    this.task = this.baseBackups(props);
  }

  private store(props: WalArchiveProps): { readonly bucket: ProtectedBucket; readonly replica?: BucketReplica } {
    const { archive, key, cluster, deletionProtection } = props;
    const protections = (keyArn: string): Protections => ({
      keyArn,
      objectLock: undefined,
      lifecycle: noncurrentOnlyLifecycle(this.node.path, props.keepDeleted ?? Duration.days(30)),
      policy: (arn) => [...tlsOnly(arn), ...onlyThisKey(arn, keyArn), ...noRemoval(arn)],
      deletionProtection,
      meets: { ...props.meets, store: [...new Set([...archive.meets, ...(props.meets?.store ?? [])])] },
    });
    const bucket = new ProtectedBucket(this, 'store', {
      ...protections(key.arn),
      bucketName: props.bucketName,
      accessLogs: props.accessLogs,
      provider: undefined,
    });
    if (props.copy === undefined) return { bucket };
    const replica = new BucketReplica(this, 'replica', {
      place: cluster.place,
      prefix: `${cluster.prefix}-${archiveName(archive)}`,
      copy: props.copy,
      source: bucket,
      sourceKey: key,
      protections,
      hideDeleted: true,
      deletionProtection,
      meets: props.meets?.copies ?? [],
    });
    return { bucket, replica };
  }

  private baseBackups(props: WalArchiveProps): ScheduledTask {
    const { archive, cluster, image, network, topic, host } = props;
    const size = props.size ?? { vcpu: 2, memory: mebibytes(8192) };
    const [first, ...others] = baseBackupsOf(archive).map(({ type, tier, schedule }) => ({
      name: type === 'full' ? 'full' : 'incremental',
      schedule,
      environment: { [jobSettings.tier]: tier, ...variablesOf({ type }) },
      meets: archive.meets,
    }));
    return new ScheduledTask(this, 'task', {
      cluster,
      image,
      network,
      ...(topic === undefined ? {} : { topic }),
      name: this.name,
      command: jobCommand(jobPrograms.archive),
      environment: {
        [jobSettings.backup]: this.name,
        [jobSettings.bucket]: this.bucketName,
        [jobSettings.timeLimit]: String(this.timeLimit(archive.longestRun).seconds),
        [jobSettings.postgresMajor]: String(archive.source.major),
        ...hostVariables(host, archive, size.vcpu),
        ...variablesOf(this.repository),
        ...first?.environment,
      },
      secrets: hostSecrets(host),
      taskRoleArn: this.roleArn,
      size,
      ...(props.scratch === undefined ? {} : { scratch: props.scratch }),
      runs: [...(first === undefined ? [] : [first]), ...others],
      meets: archive.meets,
    });
  }

  /** Twice the longest run, so that a slow one still ends and tells by how much, and within the life of the credentials that it holds. */
  private timeLimit(longestRun: Duration): Duration {
    if (!longestRun.isLongerThan(taskCredentialsLast.times(0.5))) return longestRun.times(2);
    const allowed = `half of the ${taskCredentialsLast} for which the credentials of a task hold, which pgBackRest cannot renew (Amazon ECS)`;
    const mend = 'make base backups more often incremental, or give the task more processors';
    return reportFinding(
      messages.vendorLimit(this.node.path, 'a base backup that outlives its credentials', `longestRun ${longestRun}`, allowed, mend),
      taskCredentialsLast,
    );
  }
}
