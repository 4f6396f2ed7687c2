import type { TerraformStack } from 'cdktf';
import { AlertPolicies } from '../../../../constructs/backup/google/alert-policies';
import { AuditLog } from '../../../../constructs/backup/google/audit-log';
import { BackupBucket } from '../../../../constructs/backup/google/backup-bucket';
import { BucketCopy } from '../../../../constructs/backup/google/bucket-copy';
import { CloudRunBackupJob } from '../../../../constructs/backup/google/cloud-run-backup-job';
import { BackupCryptoKey, BackupKeyRing } from '../../../../constructs/backup/google/crypto-key';
import { FirestoreExport } from '../../../../constructs/backup/google/firestore-export';
import { FirestoreProtection } from '../../../../constructs/backup/google/firestore-protection';
import { exportFailures, LogMetric } from '../../../../constructs/backup/google/log-metric';
import { PagerDutyChannel } from '../../../../constructs/backup/google/pagerduty-channel';
import type { GooglePlace, GoogleProps } from '../../../../constructs/backup/google/place';
import { ProjectServices } from '../../../../constructs/backup/google/project-services';
import { isScheduled, RestoreDrill } from '../../../../constructs/backup/google/restore-drill';
import { RoutineJob } from '../../../../constructs/backup/google/routine-job';
import { SchedulerIdentity } from '../../../../constructs/backup/google/scheduler-identity';
import { ScratchDatabase } from '../../../../constructs/backup/google/scratch-database';
import { SecondProviderCopy } from '../../../../constructs/backup/google/second-provider-copy';
import { StoreWatcher } from '../../../../constructs/backup/google/store-watcher';
import { UploadsBucketProtection } from '../../../../constructs/backup/google/uploads-bucket-protection';
import { UptimeChecks } from '../../../../constructs/backup/google/uptime-checks';
import { VerifiedBucket } from '../../../../constructs/backup/google/verified-bucket';
import type { Backup, BackupSource, Drill } from '../../../../model/backup';
import { backupAlarms } from '../../../../model/backup-alarms';
import { gigabytes, megabytes } from '../../../../model/bytes';
import { Duration } from '../../../../model/duration';
import type { Probe } from '../../../../model/probe';
import { Retention } from '../../../../model/retention';
import type { Routine } from '../../../../model/routine';
import { Schedule } from '../../../../model/schedule';
import { logBasedMetrics } from '../../../../signals/log-based-metrics';

/** A shop on Firebase in Vietnam: small, with one of everything. */

export const zone = 'Asia/Ho_Chi_Minh';
export const place: GooglePlace = { project: 'shop-prod', projectNumber: '100000000001', location: 'asia-southeast1' };
export const vault: GooglePlace = { project: 'shop-vault', projectNumber: '200000000002', location: 'asia-southeast1' };
export const secondPlace: GooglePlace = { ...place, location: 'asia-southeast2' };
export const common: GoogleProps = { product: 'shop', environment: 'production', place, labels: { owner: 'lead' } };
export const labels = { product: 'shop', environment: 'production', owner: 'lead' };
export const image = `asia-southeast1-docker.pkg.dev/shop-prod/jobs/opskeep@sha256:${'a'.repeat(64)}`;
export const runtime = { image };
export const deployIdentity = 'deploy@shop-prod.iam.gserviceaccount.com';

export const daily = Retention.cycle('daily', 30);
export const weekly = Retention.cycle('weekly', 12);
export const frequent = Retention.tier('frequent', Duration.days(30), { meets: ['TIER'] });

export const drill: Drill = {
  name: 'weekly-restore',
  title: 'Weekly restore',
  schedule: Schedule.weekly('sunday', '02:00', zone),
  tier: daily,
  overdueAfter: Duration.days(8),
  atMost: Duration.minutes(30),
  checks: [{ kind: 'documents', collection: 'orders', atLeast: 1, meets: ['CHECK'] }],
  meets: ['DRILL'],
};

export function backupOf(name: string, source: BackupSource, changes: Partial<Backup> = {}): Backup {
  return {
    name,
    title: `Backup of ${name}`,
    store: 'database',
    source,
    owner: 'lead',
    runs: [{ schedule: Schedule.daily('03:00', zone), tier: daily, meets: ['RUN'] }],
    objectName: `shop_${name.replaceAll('-', '_')}`,
    longestRun: Duration.minutes(15),
    minimumSize: megabytes(1),
    expectedSize: gigabytes(1),
    carriesRpo: false,
    target: 'bucket',
    drills: [drill],
    meets: ['BACKUP'],
    alarmsMeet: ['ALARM'],
    ...changes,
  };
}

export const firestore = backupOf(
  'firestore',
  { kind: 'firestore', database: '(default)' },
  {
    runs: [
      { schedule: Schedule.daily('03:00', zone), tier: daily, meets: ['RUN-1'] },
      { schedule: Schedule.daily('18:00', zone), tier: daily, meets: ['RUN-2'] },
    ],
  },
);
export const offProject = backupOf(
  'off-project',
  { kind: 'firestore', database: '(default)' },
  {
    runs: [{ schedule: Schedule.every(Duration.minutes(30), zone), tier: frequent, meets: [] }],
    target: 'foreign-bucket',
    carriesRpo: true,
  },
);
export const auth = backupOf('auth', { kind: 'firebase-auth' });
export const fullSystem = backupOf(
  'full-system',
  { kind: 'full-system', parts: ['firestore', 'auth'] },
  { runs: [{ schedule: Schedule.weekly('sunday', '04:00', zone), tier: weekly, meets: [] }] },
);

export const routine: Routine = {
  name: 'daily-report',
  title: 'Daily report',
  schedule: Schedule.daily('18:00', zone),
  command: ['opskeep', 'daily-report'],
  longestRun: Duration.minutes(10),
  missedAfter: Duration.hours(25),
  owner: 'lead',
  meets: ['ROUTINE'],
};

export const probe: Probe = {
  name: 'health',
  component: 'hosting',
  host: 'shop.example',
  path: '/health',
  port: 443,
  tls: true,
  interval: Duration.minutes(1),
  status: 200,
  meets: ['PROBE'],
};

export interface Stores {
  readonly key: BackupCryptoKey;
  readonly backups: BackupBucket;
  readonly records: VerifiedBucket;
  readonly scheduler: SchedulerIdentity;
}

/** What every job needs. */
export function stores(stack: TerraformStack): Stores {
  const ring = new BackupKeyRing(stack, 'ring', common);
  const key = new BackupCryptoKey(stack, 'key', { ...common, ring });
  return {
    key,
    backups: new BackupBucket(stack, 'backups', { ...common, name: 'shop-backups', key, tiers: [daily, weekly], lock: Duration.days(30) }),
    records: new VerifiedBucket(stack, 'records', { ...common, name: 'shop-backup-records', key }),
    scheduler: new SchedulerIdentity(stack, 'scheduler', common),
  };
}

/** Everything of the folder in one stack, put together as a product would. */
export function everything(stack: TerraformStack): void {
  const { backups, records, scheduler } = stores(stack);
  const foreign = vaultBucket(stack);
  const copyRing = new BackupKeyRing(stack, 'copy-ring', { ...common, place: secondPlace });
  const copyKey = new BackupCryptoKey(stack, 'copy-key', { ...common, ring: copyRing });
  const copy = new BackupBucket(stack, 'second', {
    ...common,
    place: secondPlace,
    name: 'shop-backups-second',
    key: copyKey,
    tiers: [daily, weekly],
  });
  new BucketCopy(stack, 'copy', { title: 'shop backups', place, source: backups, copy });
  const s3 = { bucketName: 'shop-aws-backups', roleArn: 'arn:aws:iam::111111111111:role/transfer' };
  new SecondProviderCopy(stack, 'second-provider', { ...common, name: 'shop-second-provider', source: s3, tier: weekly });
  const uploads = new UploadsBucketProtection(stack, 'uploads', { ...common, bucketName: 'shop-uploads' });
  const { database } = new FirestoreProtection(stack, 'firestore', common);
  const exports = [
    new FirestoreExport(stack, 'export', { ...common, backup: firestore, database, target: backups, records, scheduler }),
    new FirestoreExport(stack, 'off-project', { ...common, backup: offProject, database, target: foreign, records, scheduler }),
  ];
  const secrets = { REPOSITORY_TOKEN: { secretId: 'shop-repository' } };
  new CloudRunBackupJob(stack, 'auth', { ...common, backup: auth, bucket: backups, records, runtime, scheduler });
  new CloudRunBackupJob(stack, 'full-system', {
    ...common,
    backup: fullSystem,
    bucket: backups,
    records,
    runtime,
    scheduler,
    reads: [uploads],
    secrets,
  });
  const scratch = new ScratchDatabase(stack, 'scratch', common);
  if (isScheduled(drill))
    new RestoreDrill(stack, 'drill', { ...common, drill, backup: firestore, bucket: backups, records, runtime, scheduler, scratch });
  new RoutineJob(stack, 'report', { ...common, routine, records, runtime, scheduler, roles: ['roles/monitoring.metricWriter'] });
  const interval = Duration.minutes(15);
  const watched = [
    { backup: firestore, bucket: backups },
    { backup: offProject, bucket: foreign },
  ];
  const watcher = new StoreWatcher(stack, 'watcher', {
    ...common,
    stores: watched,
    routines: [routine],
    records,
    interval,
    zone,
    runtime,
    scheduler,
  });
  new UptimeChecks(stack, 'uptime', { ...common, probes: [probe] });
  monitoring(stack, watcher, interval, exports);
  new ProjectServices(stack, 'services', { place, also: ['identitytoolkit'] }).serve(stack);
}

/** A bucket in a project of its own, which survives the first one. */
export function vaultBucket(stack: TerraformStack): BackupBucket {
  const ring = new BackupKeyRing(stack, 'vault-ring', { ...common, place: vault });
  const key = new BackupCryptoKey(stack, 'vault-key', { ...common, ring });
  return new BackupBucket(stack, 'vault', { ...common, place: vault, name: 'shop-vault', key, tiers: [frequent] });
}

function monitoring(stack: TerraformStack, watcher: StoreWatcher, interval: Duration, exports: readonly FirestoreExport[]): void {
  for (const metric of Object.values(logBasedMetrics))
    new LogMetric(stack, metric.name.replaceAll('_', '-'), { place, metric, deployIdentity });
  const failures = exportFailures(exports.map((each) => each.workflowName));
  const metric = new LogMetric(stack, 'export-failures', { place, metric: failures, deployIdentity });
  new AuditLog(stack, 'audit', { place });
  const channel = new PagerDutyChannel(stack, 'pager', { ...common, serviceKey: '${var.pager}' });
  const objectives = [{ name: 'database', store: 'database', rpo: Duration.hours(1), assumed: false, meets: [] }];
  const alarms = [firestore, offProject].flatMap((backup) => backupAlarms(backup, objectives, { interval, startWithin: Duration.zero }));
  new AlertPolicies(stack, 'alerts', {
    ...common,
    alarms,
    watchInterval: interval,
    gauges: watcher.gauges,
    channel,
    logAlerts: [{ metric, severity: 'error', meets: [] }],
  });
}
