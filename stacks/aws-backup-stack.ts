import { type App, TerraformOutput, type TerraformProvider } from 'cdktf';
import { RestoreRole } from '../constructs/backup/aws/access';
import { AccessLogBucket } from '../constructs/backup/aws/access-log-bucket';
import { BackupAlarms } from '../constructs/backup/aws/backup-alarms';
import { BackupBucket } from '../constructs/backup/aws/backup-bucket';
import { BackupJob } from '../constructs/backup/aws/backup-job';
import type { BucketCopy } from '../constructs/backup/aws/bucket-copy';
import { BackupKey } from '../constructs/backup/aws/customer-key';
import { JobCluster } from '../constructs/backup/aws/job-cluster';
import type { AwsPlace } from '../constructs/backup/aws/place';
import { ArchiveDrill, RestoreDrill } from '../constructs/backup/aws/restore-drill';
import { RoutineTask } from '../constructs/backup/aws/routine-task';
import type { TaskSetting } from '../constructs/backup/aws/scheduled-task';
import { StoreWatcher } from '../constructs/backup/aws/store-watcher';
import { WalArchive } from '../constructs/backup/aws/wal-archive';
import { recordCopies } from '../constructs/copies';
import { recordMeets } from '../constructs/coverage';
import { type Backup, databaseOf } from '../model/backup';
import { archiveBucketName, copyBucketName } from '../model/bucket-names';
import { Duration } from '../model/duration';
import { type ProductEnvironment, tiersIn } from '../model/product-environment';
import type { RetentionTier } from '../model/retention';
import type { Settings } from '../settings/settings';
import { AwsSources } from './aws-sources';
import { BaseStack } from './base-stack';
import { EnvironmentInputs } from './environment-inputs';
import type { OnCallStack } from './on-call-stack';
import { handOver } from './outputs';
import { addPagePath } from './page-path';
import { addAwsProvider } from './providers';

/** Name of the output that copies with another provider read. */
export const backupBucketOutput = 'backup_bucket';

/** Name of the output that whoever runs a database with a continuous archive takes over, by store. */
export const archiveSettingsOutput = 'database_archive_settings';

/** Stack `<product>-<environment>-backup` on AWS: where copies go, who makes, checks and watches them, and who is told. */
export class AwsBackupStack extends BaseStack {
  private readonly place: AwsPlace;
  private readonly values: EnvironmentInputs;
  private readonly sources: AwsSources;

  constructor(
    app: App,
    private readonly environment: ProductEnvironment,
    settings: Settings,
    onCall: OnCallStack | undefined,
  ) {
    super(app, `${environment.id}-backup`, { state: settings.state, product: environment.product, environment: environment.environment });
    const { product, backups } = environment;
    this.values = new EnvironmentInputs(this, settings, product, environment.environment);
    this.sources = new AwsSources(this.values, backups);
    this.place = { accountId: this.values.text('aws.accountId'), region: this.values.text('aws.region') };
    addAwsProvider(this, environment, this.values, { id: 'aws', region: this.place.region });

    const named = { place: this.place, prefix: environment.id, deletionProtection: environment.posture.deletionProtection };
    const key = new BackupKey(this, 'key', { ...named, meets: product.meets.encryption });
    const { key: operationsKey, topic } = addPagePath(this, { environment, settings, values: this.values, place: this.place, onCall });
    const accessLogs = this.addAccessLogs();
    const bucket = this.bucket(key, accessLogs);
    const cluster = new JobCluster(this, 'jobs', { ...named, key: operationsKey });
    const setting: TaskSetting = {
      cluster,
      image: { uri: this.values.text('aws.jobImage'), repositoryArn: this.values.text('aws.imageRepositoryArn') },
      network: { subnetIds: this.values.list('aws.subnetIds'), securityGroupIds: this.values.list('aws.securityGroupIds') },
      ...(topic === undefined ? {} : { topic }),
    };
    for (const backup of backups) this.addBackup(backup, bucket, setting);
    const archives = this.addArchives(key, bucket, accessLogs, setting);
    const scope = { product: product.id, environment: environment.environment };
    const { routines, objectives } = product;
    const pushUrl = this.values.text('prometheus.pushUrl');
    for (const routine of routines) {
      const source = routine.readsDatabase === true ? databaseOf(backups) : undefined;
      const database = source === undefined ? {} : { database: { connection: this.sources.connection(), source } };
      new RoutineTask(this, `routine-${routine.name}`, { ...setting, routine, bucket, scope, pushUrl, ...database });
    }
    const enrolled = topic === undefined ? {} : { enrolled: this.values.flag('watcher.enrolled') };
    const watched = { backups, archives, routines: [...routines, ...environment.duties], objectives };
    new StoreWatcher(this, 'watcher', { ...setting, bucket, scope, ...watched, pushUrl, ...enrolled });
    new RestoreRole(this, 'restore', { ...named, bucket });
    new BackupAlarms(this, 'alarms', {
      prefix: environment.id,
      scope,
      backups,
      archives: environment.archives,
      objectives: product.objectives,
      runbook: `${this.values.global('runbooks.baseUrl')}/${product.name}.md`,
      ...(topic === undefined ? {} : { topic }),
    });
    handOver(this, backupBucketOutput, bucket.bucketName, { sensitive: false, description: 'Name of the backup bucket' });
    recordMeets(this, [...product.meets.environments, ...product.meets.schedules]);
    this.contents.backups = backups.length + environment.archives.length;
  }

  /** A bucket name with the prefix that makes it unique in the world. */
  private bucketNamed(name: string): string {
    return `${this.values.optional('aws.bucketPrefix')}${name}`;
  }

  private addAccessLogs(): AccessLogBucket {
    const { archives, bucketName, posture } = this.environment;
    const name = this.bucketNamed(bucketName);
    return new AccessLogBucket(this, 'access-logs', {
      place: this.place,
      bucketName: `${name}-logs`,
      sources: [name, ...archives.map((archive) => this.archiveBucket(archive.store))],
      deletionProtection: posture.deletionProtection,
    });
  }

  private bucket(key: BackupKey, accessLogs: AccessLogBucket): BackupBucket {
    const { bucketName, posture, product } = this.environment;
    const [first, ...others] = tiersIn(this.environment, 'bucket');
    if (first === undefined) throw new RangeError('a stack of backups without a tier');
    const name = this.bucketNamed(bucketName);
    const bucket = new BackupBucket(this, 'bucket', {
      place: this.place,
      prefix: this.environment.id,
      bucketName: name,
      key,
      tiers: [first, ...others],
      keepRecords: this.keepRecords([first, ...others]),
      lock: posture.lockAtLeast,
      deletionProtection: posture.deletionProtection,
      accessLogs,
      meets: { store: product.meets.store, encryption: product.meets.encryption, copies: product.meets.copies },
      ...this.copyOf(name),
    });
    const held = this.environment.backups.filter((backup) => backup.target === 'bucket').map((backup) => backup.store);
    recordCopies(bucket, [...new Set(held)]);
    return bucket;
  }

  /** Results of a quarterly drill and records of a quarterly duty must still be there when they are overdue. */
  private keepRecords([first, ...others]: readonly [RetentionTier, ...RetentionTier[]]): Duration {
    const { backups, archives, duties } = this.environment;
    const drills = [...backups.flatMap((backup) => backup.drills), ...archives.map((archive) => archive.drill)];
    return Duration.longest(
      first.keep,
      ...others.map((tier) => tier.keep),
      ...[...drills, ...duties].map(({ overdueAfter }) => overdueAfter),
    );
  }

  private archiveBucket(store: string): string {
    return this.bucketNamed(archiveBucketName(this.environment.id, store));
  }

  private copyOf(name: string): { readonly copy?: BucketCopy } {
    if (!this.environment.posture.copies) return {};
    this.copyProvider ??= this.addCopyProvider();
    return { copy: { provider: this.copyProvider, region: this.values.text('aws.copyRegion'), bucketName: copyBucketName(name) } };
  }

  private copyProvider: TerraformProvider | undefined;

  private addCopyProvider(): TerraformProvider {
    return addAwsProvider(this, this.environment, this.values, {
      id: 'aws-copy',
      alias: 'copy',
      region: this.values.text('aws.copyRegion'),
    });
  }

  private addBackup(backup: Backup, bucket: BackupBucket, setting: TaskSetting): void {
    new BackupJob(this, `backup-${backup.name}`, { ...setting, backup, bucket, access: this.sources.accessOf(backup.source) });
    if (!this.environment.posture.drills) return;
    for (const drill of backup.drills) {
      const { schedule } = drill;
      if (schedule !== undefined)
        new RestoreDrill(this, `drill-${backup.name}-${drill.name}`, { ...setting, backup, drill: { ...drill, schedule }, bucket });
    }
  }

  private addArchives(key: BackupKey, bucket: BackupBucket, accessLogs: AccessLogBucket, setting: TaskSetting): readonly WalArchive[] {
    const { archives: declared, posture, product } = this.environment;
    const archives = declared.map(
      (archive) =>
        new WalArchive(this, `archive-${archive.store}`, {
          ...setting,
          archive,
          bucketName: this.archiveBucket(archive.store),
          key,
          host: this.sources.databaseHost(),
          deletionProtection: posture.deletionProtection,
          accessLogs,
          ...this.copyOf(this.archiveBucket(archive.store)),
          meets: { copies: product.meets.copies, encryption: product.meets.encryption },
        }),
    );
    if (posture.drills)
      for (const archive of archives) new ArchiveDrill(this, `archive-drill-${archive.archive.store}`, { ...setting, archive, bucket });
    if (archives.length > 0) this.handOverSettings(archives);
    return archives;
  }

  /** What the server and pgBackRest on the database host must be set to: opskeep does not run the database. */
  private handOverSettings(archives: readonly WalArchive[]): void {
    const settings = archives.map((one) => [one.archive.store, { postgresql: one.serverSettings, pgbackrest: one.hostOptions }] as const);
    const output = new TerraformOutput(this, archiveSettingsOutput, {
      value: Object.fromEntries(settings),
      description: 'Settings of the database server and options of pgBackRest on its host, without which nothing is archived',
    });
    output.overrideLogicalId(archiveSettingsOutput);
    recordMeets(output, [...new Set(archives.flatMap(({ archive }) => archive.meets))]);
  }
}
