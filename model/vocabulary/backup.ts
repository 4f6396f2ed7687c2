import type { ArchiveDrill, Backup, BackupRun, BackupSource, ContinuousArchive, Drill, DrillCheck, PostgresSource } from '../backup';
import type { Duration } from '../duration';
import type { RecoveryObjective } from '../objective';
import type { Store } from '../product';
import type { RetentionTier } from '../retention';
import type { Schedule } from '../schedule';

/** What every backup says, whatever it copies. */
export interface BackupOptions
  extends Pick<Backup, 'owner' | 'runs' | 'longestRun' | 'minimumSize' | 'expectedSize' | 'drills' | 'objectName'> {
  /** Requirements that its alarms meet. @default none */
  readonly alarmsMeet?: readonly string[];
  /** @default the name, in words */
  readonly title?: string;
  /** @default the name of the backup */
  readonly store?: string;
  /** @default people cannot start it */
  readonly onDemand?: RetentionTier;
  /** @default false */
  readonly carriesRpo?: boolean;
  /** @default the backup bucket of the environment */
  readonly target?: Backup['target'];
  readonly meets?: readonly string[];
  readonly failedAlarmMeets?: readonly string[];
  readonly runbookSeverity?: string;
}

function backup(name: string, source: BackupSource, options: BackupOptions): Backup {
  return {
    name,
    title: options.title ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' '),
    store: options.store ?? name,
    source,
    owner: options.owner,
    runs: options.runs,
    ...(options.onDemand === undefined ? {} : { onDemand: options.onDemand }),
    objectName: options.objectName,
    longestRun: options.longestRun,
    minimumSize: options.minimumSize,
    expectedSize: options.expectedSize,
    carriesRpo: options.carriesRpo ?? false,
    target: options.target ?? 'bucket',
    drills: options.drills,
    meets: options.meets ?? [],
    alarmsMeet: options.alarmsMeet ?? [],
    ...(options.failedAlarmMeets === undefined ? {} : { failedAlarmMeets: options.failedAlarmMeets }),
    ...(options.runbookSeverity === undefined ? {} : { runbookSeverity: options.runbookSeverity }),
  };
}

/** A self-hosted PostgreSQL unless `managed` says otherwise, with a schema-only object beside each dump. */
export function postgres(
  options: Pick<PostgresSource, 'major' | 'database'> & Partial<Pick<PostgresSource, 'port' | 'managed' | 'schemaObject'>>,
): PostgresSource {
  return {
    kind: 'postgres',
    major: options.major,
    database: options.database,
    port: options.port ?? 5432,
    managed: options.managed ?? false,
    schemaObject: options.schemaObject ?? true,
  };
}

/** A logical dump of a database in PostgreSQL's custom format, with roles and grants. */
export const postgresBackup = (name: string, source: PostgresSource, options: BackupOptions): Backup => backup(name, source, options);

/** A folder tree as one archive. */
export const filesBackup = (name: string, contents: readonly string[], options: BackupOptions): Backup =>
  backup(name, { kind: 'files', contents }, options);

/** The settings of the product. */
export const configurationBackup = (name: string, contents: readonly string[], options: BackupOptions): Backup =>
  backup(name, { kind: 'configuration', contents }, options);

/** Everything that makes the product, with a manifest of the parts. */
export const fullSystemBackup = (name: string, parts: readonly string[], options: BackupOptions): Backup =>
  backup(name, { kind: 'full-system', parts }, options);

/** An export of Firestore as it was at one minute. */
export const firestoreBackup = (name: string, options: BackupOptions): Backup =>
  backup(name, { kind: 'firestore', database: '(default)' }, options);

/** The accounts of Firebase Auth with their hash parameters. */
export const firebaseAuthBackup = (name: string, options: BackupOptions): Backup => backup(name, { kind: 'firebase-auth' }, options);

/** The repository as a git bundle. */
export const codeBackup = (name: string, options: BackupOptions): Backup => backup(name, { kind: 'code-bundle' }, options);

/** One start of a backup into a tier. */
export const run = (schedule: Schedule, tier: RetentionTier, ...meets: readonly string[]): BackupRun => ({ schedule, tier, meets });

export interface DrillOptions {
  readonly title: string;
  readonly tier: RetentionTier;
  readonly overdueAfter: Duration;
  readonly atMost?: Duration;
  readonly warnAbove?: Duration;
  readonly checks?: readonly DrillCheck[];
  readonly meets?: readonly string[];
}

function drill(name: string, options: DrillOptions, schedule?: Schedule): Drill {
  return {
    name,
    title: options.title,
    ...(schedule === undefined ? {} : { schedule }),
    tier: options.tier,
    overdueAfter: options.overdueAfter,
    ...(options.atMost === undefined ? {} : { atMost: options.atMost }),
    ...(options.warnAbove === undefined ? {} : { warnAbove: options.warnAbove }),
    checks: options.checks ?? [],
    meets: options.meets ?? [],
  };
}

/** A drill that a job does on its own. */
export const scheduledDrill = (name: string, schedule: Schedule, options: DrillOptions): Drill => drill(name, options, schedule);

/** A drill that people do and record; only its age and duration are watched. */
export const recordedDrill = (name: string, options: DrillOptions): Drill => drill(name, options);

/** A drill of an archive: a job restores the newest base backup and the write-ahead log after it. */
export const archiveDrill = (name: string, schedule: Schedule, { checks, meets, ...given }: Omit<DrillOptions, 'tier'>): ArchiveDrill => ({
  ...given,
  name,
  schedule,
  checks: checks ?? [],
  meets: meets ?? [],
});

/** At least so many rows in a table of the restored copy. */
export const rowsIn = (table: string, atLeast: number, ...meets: readonly string[]): DrillCheck => ({
  kind: 'rows',
  table,
  atLeast,
  meets,
});

/** At least so many documents in a collection of the restored copy. */
export const documentsIn = (collection: string, atLeast: number, ...meets: readonly string[]): DrillCheck => ({
  kind: 'documents',
  collection,
  atLeast,
  meets,
});

/** A path of the application, started on the restored copy, answers with 200. */
export const answers = (path: string, ...meets: readonly string[]): DrillCheck => ({ kind: 'http', path, status: 200, meets });

/**
 * A command of the product that must end with 0. It runs in a checkout of the repository, those of a drill one after the other, and finds
 * restored documents by the variables `GOOGLE_CLOUD_PROJECT` and `FIRESTORE_DATABASE`, a restored database by those of libpq; on restored
 * files it runs where they stand. Tasks on AWS have no repository: people run the command in a drill that they record.
 */
export const succeeds = (command: readonly string[], ...meets: readonly string[]): DrillCheck => ({ kind: 'command', command, meets });

export interface ArchiveOptions
  extends Pick<ContinuousArchive, 'store' | 'owner' | 'archiveTimeout' | 'uploadTime' | 'fullBackup' | 'keepFullBackups' | 'lag'>,
    Pick<ContinuousArchive, 'longestRun' | 'minimumSize' | 'expectedSize' | 'drill'> {
  readonly incrementalBackup?: Schedule;
  readonly meets?: readonly string[];
  readonly restoreSection?: string;
  readonly alarmsMeet?: readonly string[];
  readonly lagAlarmsMeet?: readonly string[];
}

/** Base backups and the write-ahead log after them, by pgBackRest. */
export function walArchive(source: PostgresSource, options: ArchiveOptions): ContinuousArchive {
  const { meets, alarmsMeet, lagAlarmsMeet, ...given } = options;
  return { ...given, source, meets: meets ?? [], alarmsMeet: alarmsMeet ?? [], lagAlarmsMeet: lagAlarmsMeet ?? [] };
}

/** A store with backups, or a disposable one with the reason why it has none. */
export function store(
  name: string,
  title: string,
  options: { readonly component?: string; readonly disposable?: string; readonly meets?: readonly string[] } = {},
): Store {
  return {
    name,
    title,
    ...(options.component === undefined ? {} : { component: options.component }),
    ...(options.disposable === undefined ? {} : { disposable: options.disposable }),
    meets: options.meets ?? [],
  };
}

/** An objective of the runbook, or an assumed one. */
export function objective(
  name: string,
  options: Omit<RecoveryObjective, 'name' | 'assumed' | 'meets'> & { readonly assumed?: boolean; readonly meets?: readonly string[] },
): RecoveryObjective {
  const { assumed, meets, ...given } = options;
  return { name, ...given, assumed: assumed ?? false, meets: meets ?? [] };
}
