import type { App } from 'cdktf';
import { Construct } from 'constructs';
import { AlertPolicies } from '../constructs/backup/google/alert-policies';
import { BackupBucket } from '../constructs/backup/google/backup-bucket';
import type { BucketReference } from '../constructs/backup/google/bucket-access';
import { BucketCopy } from '../constructs/backup/google/bucket-copy';
import { CloudRunBackupJob, type CloudRunBackupJobProps } from '../constructs/backup/google/cloud-run-backup-job';
import { BackupCryptoKey, BackupKeyRing } from '../constructs/backup/google/crypto-key';
import { FirestoreExport } from '../constructs/backup/google/firestore-export';
import { FirestoreProtection } from '../constructs/backup/google/firestore-protection';
import { exportFailures, LogMetric } from '../constructs/backup/google/log-metric';
import { PagerDutyChannel } from '../constructs/backup/google/pagerduty-channel';
import type { GooglePlace, GoogleProps } from '../constructs/backup/google/place';
import { ProjectServices } from '../constructs/backup/google/project-services';
import { hasCommands, RestoreDrill } from '../constructs/backup/google/restore-drill';
import { RoutineJob } from '../constructs/backup/google/routine-job';
import type { JobRuntime } from '../constructs/backup/google/scheduled-job';
import { SchedulerIdentity } from '../constructs/backup/google/scheduler-identity';
import { ScratchDatabase } from '../constructs/backup/google/scratch-database';
import { StoreWatcher } from '../constructs/backup/google/store-watcher';
import { UploadsBucketProtection } from '../constructs/backup/google/uploads-bucket-protection';
import { VerifiedBucket } from '../constructs/backup/google/verified-bucket';
import { recordCopies } from '../constructs/copies';
import { recordMeets } from '../constructs/coverage';
import type { Backup, BackupTarget } from '../model/backup';
import { alarmsOf, watchOf } from '../model/backup-alarms';
import { copyBucketName, offProjectBucketName, recordsBucketName } from '../model/bucket-names';
import { Duration } from '../model/duration';
import { jobSettings } from '../model/job-settings';
import { type ProductEnvironment, tiersIn } from '../model/product-environment';
import { incidentTier } from '../model/retention';
import type { Settings } from '../settings/settings';
import { BaseStack } from './base-stack';
import { EnvironmentInputs } from './environment-inputs';
import { computeOfRoutine, databaseVariable, variablesOfRoutine } from './google-routines';
import { type OnCallStack, onCallOutputs } from './on-call-stack';
import { takeOver } from './outputs';
import { addGoogleProvider, tagsOf } from './providers';

/** Stack `<product>-<environment>-backup` on Google Cloud: where copies go, who makes, checks and watches them, and who is told. */
export class GoogleBackupStack extends BaseStack {
  private readonly values: EnvironmentInputs;
  private readonly common: GoogleProps;
  private readonly scheduler: SchedulerIdentity;
  private readonly runtime: JobRuntime;
  private readonly records: VerifiedBucket;
  private readonly buckets: Partial<Record<BackupTarget, BackupBucket>>;
  private readonly uploads: UploadsBucketProtection;

  constructor(
    app: App,
    private readonly environment: ProductEnvironment,
    private readonly settings: Settings,
    private readonly onCall: OnCallStack | undefined,
  ) {
    super(app, `${environment.id}-backup`, { state: settings.state, product: environment.product, environment: environment.environment });
    const { product, posture, bucketName } = environment;
    this.values = new EnvironmentInputs(this, settings, product, environment.environment);
    const place: GooglePlace = {
      project: this.values.text('google.project', product.meets.environments),
      projectNumber: this.values.text('google.projectNumber'),
      location: this.values.text('google.location', product.locations?.meets),
    };
    this.common = {
      product: product.id,
      environment: environment.environment,
      place,
      labels: tagsOf(environment),
      protect: posture.deletionProtection,
    };
    addGoogleProvider(this, place);
    if (onCall !== undefined) this.addDependency(onCall);

    const key = this.key('key', place);
    this.records = new VerifiedBucket(this, 'records', { ...this.common, name: recordsBucketName(bucketName), key });
    recordCopies(this.records, []);
    this.buckets = { bucket: this.bucket('bucket', bucketName, key, 'bucket'), ...this.foreignBucket() };
    this.copyElsewhere();
    this.scheduler = new SchedulerIdentity(this, 'scheduler', this.common);
    this.runtime = { image: this.values.text('google.jobImage') };
    this.uploads = new UploadsBucketProtection(this, 'uploads', {
      ...this.common,
      bucketName: this.values.text('google.uploadsBucket'),
      meets: product.stores.find((store) => store.name === 'uploads')?.meets ?? [],
    });
    const workflows = environment.backups.flatMap((backup) => this.addBackup(backup));
    this.addDrills();
    for (const routine of product.routines) {
      new RoutineJob(this, `routine-${routine.name}`, {
        ...this.common,
        routine,
        records: this.records,
        runtime: { ...this.runtime, ...computeOfRoutine(routine) },
        scheduler: this.scheduler,
        roles: ['roles/monitoring.metricWriter', ...(routine.roles ?? [])],
        variables: variablesOfRoutine(routine, environment),
      });
    }
    this.watch(workflows);
    recordMeets(this, [...product.meets.environments, ...product.meets.schedules]);
    this.contents.backups = environment.backups.length;
    // Last, because it makes every resource of the stack wait for the API that it needs.
    new ProjectServices(this, 'services', {
      place,
      also: ['identitytoolkit', 'firebaserules', 'firebaseremoteconfig', 'firebasehosting'],
    }).serve(this);
  }

  private key(id: string, place: GooglePlace, scope: Construct = this): BackupCryptoKey {
    const ring = new BackupKeyRing(scope, `${id}-ring`, { ...this.common, place });
    return new BackupCryptoKey(scope, id, { ...this.common, ring, meets: this.environment.product.meets.encryption });
  }

  private bucket(
    id: string,
    name: string,
    key: BackupCryptoKey,
    target: BackupTarget,
    place: GooglePlace = this.common.place,
    scope: Construct = this,
  ): BackupBucket {
    const tiers = tiersIn(this.environment, target);
    const locks = tiers.flatMap((tier) => tier.lock ?? this.environment.posture.lockAtLeast ?? []);
    const [first, ...others] = locks;
    const bucket = new BackupBucket(scope, id, {
      ...this.common,
      place,
      name,
      key,
      tiers: [...tiers, ...(target === 'bucket' && this.environment.pointInTimeRecovery.length > 0 ? [incidentTier] : [])],
      ...(first === undefined ? {} : { lock: Duration.shortest(first, ...others) }),
      meets: [...this.environment.product.meets.store, ...this.environment.product.meets.encryption],
    });
    const held = this.environment.backups.filter((backup) => backup.target === target).map((backup) => backup.store);
    recordCopies(bucket, [...new Set(held)], target === 'foreign-bucket');
    return bucket;
  }

  /** The bucket in a project of its own, which outlives the project of the source. */
  private foreignBucket(): Partial<Record<BackupTarget, BackupBucket>> {
    if (tiersIn(this.environment, 'foreign-bucket').length === 0) return {};
    const place = {
      ...this.common.place,
      project: this.values.text('google.backupProject'),
      projectNumber: this.values.text('google.backupProjectNumber'),
    };
    const offProject = new Construct(this, 'off-project');
    const name = offProjectBucketName(this.environment.bucketName);
    const bucket = this.bucket('bucket', name, this.key('key', place, offProject), 'foreign-bucket', place, offProject);
    new ProjectServices(offProject, 'services', { place }).serve(offProject);
    return { 'foreign-bucket': bucket };
  }

  /** A second bucket in another location, where the posture asks for one. */
  private copyElsewhere(): void {
    const { environment, common } = this;
    const source = this.buckets.bucket;
    if (!environment.posture.copies || source === undefined) return;
    const place = { ...common.place, location: this.values.text('google.copyLocation') };
    const copy = this.bucket('copy', copyBucketName(environment.bucketName), this.key('copy-key', place), 'bucket', place);
    new BucketCopy(this, 'copying', {
      title: `${environment.product.title} ${environment.environment} backups`,
      place: common.place,
      source,
      copy,
      meets: environment.product.meets.copies,
    });
  }

  private bucketOf(backup: Backup): BucketReference {
    return this.buckets[backup.target] ?? this.records;
  }

  /** Names of the workflows that the backup runs as. */
  private addBackup(backup: Backup): readonly string[] {
    const common = { ...this.common, backup, records: this.records, scheduler: this.scheduler };
    if (backup.source.kind === 'firestore') {
      const created = new FirestoreExport(this, `backup-${backup.name}`, {
        ...common,
        database: backup.source.database,
        target: this.bucketOf(backup),
      });
      return [created.workflowName];
    }
    new CloudRunBackupJob(this, `backup-${backup.name}`, {
      ...common,
      bucket: this.bucketOf(backup),
      runtime: this.runtime,
      ...this.sourceOf(backup),
    });
    return [];
  }

  /** What the job of a backup reads besides the services of the project, and how it is told of it. */
  private sourceOf({ source }: Backup): Pick<CloudRunBackupJobProps, 'reads' | 'secrets' | 'variables'> {
    const uploads = { [jobSettings.sourceBucket]: this.uploads.bucketName };
    switch (source.kind) {
      case 'files':
        return { reads: [this.uploads], variables: uploads };
      case 'code-bundle':
        return this.repository({});
      case 'configuration':
        return this.repository(databaseVariable(this.environment));
      case 'full-system':
        return { reads: [this.uploads], ...this.repository({ ...uploads, ...databaseVariable(this.environment) }) };
      case 'firebase-auth':
      case 'firestore':
      case 'postgres':
        return {};
    }
  }

  /** The token of the repository is a secret that a person puts into Secret Manager under this name. */
  private repository(variables: Readonly<Record<string, string>>): Pick<CloudRunBackupJobProps, 'secrets' | 'variables'> {
    return {
      secrets: { [jobSettings.repositoryToken]: { secretId: `${this.environment.id}-repository-token` } },
      variables: { ...variables, [jobSettings.repositoryUrl]: this.values.text('google.repositoryUrl') },
    };
  }

  private addDrills(): void {
    const { environment, common } = this;
    const [recovery] = environment.pointInTimeRecovery;
    if (environment.backups.some((backup) => backup.source.kind === 'firestore')) {
      new FirestoreProtection(this, 'firestore', { ...common, ...(recovery === undefined ? {} : { pointInTimeRecovery: recovery }) });
    }
    if (!environment.posture.drills) return;
    const scratch = new ScratchDatabase(this, 'scratch', common);
    for (const backup of environment.backups) {
      for (const drill of backup.drills) {
        const { schedule } = drill;
        if (schedule === undefined) continue;
        new RestoreDrill(this, `drill-${backup.name}-${drill.name}`, {
          ...common,
          backup,
          drill: { ...drill, schedule },
          bucket: this.bucketOf(backup),
          records: this.records,
          runtime: this.runtime,
          scheduler: this.scheduler,
          scratch,
          ...(hasCommands(drill) ? this.repository({}) : {}),
        });
      }
    }
  }

  private watch(workflows: readonly string[]): void {
    const { environment, common } = this;
    const { product, backups } = environment;
    const watch = watchOf('google', backups, product.objectives);
    const { interval } = watch;
    const watcher = new StoreWatcher(this, 'watcher', {
      ...common,
      stores: backups.map((backup) => ({ backup, bucket: this.bucketOf(backup) })),
      routines: [...product.routines, ...environment.duties],
      records: this.records,
      interval,
      zone: product.zone,
      runtime: this.runtime,
      scheduler: this.scheduler,
    });
    const { values } = this;
    const exportFailed = new LogMetric(this, 'export-failed', {
      place: common.place,
      // Asked for only if the filter reads it.
      get deployIdentity() {
        return values.text('google.deployIdentity');
      },
      metric: exportFailures(workflows),
    });
    new AlertPolicies(this, 'alerts', {
      ...common,
      alarms: alarmsOf(backups, product.objectives, watch),
      watchInterval: interval,
      gauges: watcher.gauges,
      logAlerts: [{ metric: exportFailed, severity: 'error', meets: backups[0]?.alarmsMeet ?? [] }],
      ...this.channel(),
      runbookUrl: `${this.values.global('runbooks.baseUrl')}/${product.name}.md`,
    });
  }

  private channel(): { readonly channel?: PagerDutyChannel } {
    if (this.onCall === undefined) return {};
    const serviceKey = takeOver(this, this.onCall.node.id, onCallOutputs.eventsKey(this.environment.environment), this.settings.state);
    return { channel: new PagerDutyChannel(this, 'page', { ...this.common, serviceKey }) };
  }
}
