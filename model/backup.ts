import type { Bytes } from './bytes';
import type { Duration } from './duration';
import type { RetentionTier } from './retention';
import type { Schedule } from './schedule';

/** One start of a backup and the tier that its result goes to. */
export interface BackupRun {
  readonly schedule: Schedule;
  readonly tier: RetentionTier;
  readonly meets: readonly string[];
}

/** A check that a drill makes on what it restored. */
export type DrillCheck =
  | { readonly kind: 'rows'; readonly table: string; readonly atLeast: number; readonly meets: readonly string[] }
  | { readonly kind: 'http'; readonly path: string; readonly status: number; readonly meets: readonly string[] }
  | { readonly kind: 'command'; readonly command: readonly string[]; readonly meets: readonly string[] }
  | { readonly kind: 'documents'; readonly collection: string; readonly atLeast: number; readonly meets: readonly string[] };

/**
 * A rehearsal of the restore. A scheduled one restores the newest verified backup into a scratch place by itself; a recorded
 * one is done by people, who record its result, and only its age is watched.
 */
export interface Drill {
  /** Name in gauges and alarms, e.g. `weekly-restore`. */
  readonly name: string;
  readonly title: string;
  /** Undefined for drills that people do. */
  readonly schedule?: Schedule;
  /** The tier whose newest verified copy is restored. */
  readonly tier: RetentionTier;
  /** Age of the newest good result above which the drill is overdue. */
  readonly overdueAfter: Duration;
  /** Longest duration that still meets the objective; undefined watches none. */
  readonly atMost?: Duration;
  /** Duration from which on a warning says that the objective is nearly missed. */
  readonly warnAbove?: Duration;
  readonly checks: readonly DrillCheck[];
  readonly meets: readonly string[];
}

/** A PostgreSQL server, as a job reaches it. */
export interface PostgresSource {
  readonly kind: 'postgres';
  /** Major version; client and server must have the same. */
  readonly major: number;
  readonly port: number;
  readonly database: string;
  /** Whether the provider runs it; managed servers offer no archive_command. */
  readonly managed: boolean;
  /** Whether a schema-only object is written beside each dump. */
  readonly schemaObject: boolean;
}

/** A folder tree behind a file system access point that settings name. */
export interface FileTreeSource {
  readonly kind: 'files';
  /** Its parts: each a folder or file below the access point, named as `treePart` says. */
  readonly contents: readonly string[];
}

/** All stores and releases of a product together, described by a manifest of the parts. */
export interface FullSystemSource {
  readonly kind: 'full-system';
  /** `database` is dumped; on AWS each of the others is a folder or file below the access point, named as `treePart` says. */
  readonly parts: readonly string[];
}

export interface FirestoreSource {
  readonly kind: 'firestore';
  readonly database: string;
}

/** Accounts of Firebase Auth with their hash parameters, without which password hashes are worthless. */
export interface FirebaseAuthSource {
  readonly kind: 'firebase-auth';
}

/** Settings of the product: remote config, rules, indexes, configuration folder. */
export interface ConfigurationSource {
  readonly kind: 'configuration';
  /** On AWS each is a folder or file below the access point, named as `treePart` says. */
  readonly contents: readonly string[];
}

/** The repository as a verified git bundle. */
export interface CodeBundleSource {
  readonly kind: 'code-bundle';
}

export type BackupSource =
  | PostgresSource
  | FileTreeSource
  | FullSystemSource
  | FirestoreSource
  | FirebaseAuthSource
  | ConfigurationSource
  | CodeBundleSource;

/**
 * Where copies end, which decides what they survive: the backup bucket of the environment, a bucket in an account or project of its own,
 * or the disk of the host that they copy (never enough alone).
 */
export type BackupTarget = 'bucket' | 'foreign-bucket' | 'local-disk';

/**
 * A backup with all that makes it one. Nothing here is optional that a restore at 3 a.m. would miss:
 * without tier, owner, limits or drill the declaration does not compile.
 */
export interface Backup {
  /** Name in job, gauge and alarm names, unique within the product. */
  readonly name: string;
  readonly title: string;
  /** The store that is copied, as objectives name it. */
  readonly store: string;
  readonly source: BackupSource;
  /** Role of the person who answers for it. */
  readonly owner: string;
  readonly runs: readonly [BackupRun, ...BackupRun[]];
  /** Where runs that people start go; undefined forbids them. */
  readonly onDemand?: RetentionTier;
  /** First part of the object name, before `_<yyyymmdd_hhmmss>`. */
  readonly objectName: string;
  /** Longest run; a longer one alerts. */
  readonly longestRun: Duration;
  /** Fewest bytes of a credible copy; fewer alert, as does less than half of the previous one. */
  readonly minimumSize: Bytes;
  /** Bytes that the job has to expect; the multipart part size follows from it. */
  readonly expectedSize: Bytes;
  /** Whether the age of this copy carries the RPO of its store; then its loss is critical. */
  readonly carriesRpo: boolean;
  readonly target: BackupTarget;
  readonly drills: readonly [Drill, ...Drill[]];
  /** Requirements that the backup itself meets, beyond those of its runs. */
  readonly meets: readonly string[];
  /** Requirements that its alarms meet. */
  readonly alarmsMeet: readonly string[];
  /** Requirements that its "failed" alarm meets besides. */
  readonly failedAlarmMeets?: readonly string[];
  /** What the runbook called a failed backup, where it said less than error. */
  readonly runbookSeverity?: string;
}

/** A rehearsal of the physical restore by a machine: the newest base backup and all write-ahead log after it. It has no tier. */
export interface ArchiveDrill extends Omit<Drill, 'tier' | 'schedule'> {
  readonly schedule: Schedule;
}

/** Physical base backups and the stream of write-ahead log after them: restores to any second. */
export interface ContinuousArchive {
  /** The store that it protects, as objectives name it. */
  readonly store: string;
  readonly source: PostgresSource;
  readonly owner: string;
  /** Longest time that a commit waits until its WAL segment is closed (archive_timeout). */
  readonly archiveTimeout: Duration;
  /** Longest time that a closed segment takes to reach the archive. */
  readonly uploadTime: Duration;
  readonly fullBackup: Schedule;
  readonly incrementalBackup?: Schedule;
  /** Full backups that pgBackRest keeps, with all WAL that they need. */
  readonly keepFullBackups: number;
  /** Longest run of a base backup; a longer one alerts. */
  readonly longestRun: Duration;
  /** Fewest bytes of the data directory in a credible base backup, before compression; fewer alert, as does less than half of the one before. */
  readonly minimumSize: Bytes;
  /** Bytes of the data directory that a restore must have room for. */
  readonly expectedSize: Bytes;
  /** Measures the recovery time of the store, which rests on the physical restore. */
  readonly drill: ArchiveDrill;
  /** Ages of pending WAL at which an alert fires. */
  readonly lag: { readonly error: Duration; readonly critical: Duration };
  readonly meets: readonly string[];
  /** Requirements that the alarms on its base backups and its drill meet. */
  readonly alarmsMeet: readonly string[];
  /**
   * Anchor of the section of the runbook that says how to restore it, where the server runs otherwise than the generated steps assume: on
   * its host, under `pg_ctl`. @default the generated steps
   */
  readonly restoreSection?: string;
  readonly lagAlarmsMeet: readonly string[];
}

/** Name of the archive of a store in gauges, alarms and tasks, where backups have theirs. */
export const archiveName = ({ store }: Pick<ContinuousArchive, 'store'>): string => `${store}-archive`;

/** Base backups of one kind. Each kind is watched by itself: a full backup that fails for weeks must not hide behind incremental ones. */
export interface BaseBackups {
  /** What pgBackRest calls them. */
  readonly type: 'full' | 'incr';
  /** Their label in gauges and alarms. */
  readonly tier: string;
  readonly schedule: Schedule;
}

export function baseBackupsOf({ fullBackup, incrementalBackup }: ContinuousArchive): readonly [BaseBackups, ...BaseBackups[]] {
  const incremental = incrementalBackup === undefined ? [] : [{ type: 'incr', tier: 'incremental', schedule: incrementalBackup } as const];
  return [{ type: 'full', tier: 'base', schedule: fullBackup }, ...incremental];
}

/** Recovery to any minute from inside of the database service: gone when the database is gone. */
export interface PointInTimeRecovery {
  readonly store: string;
  readonly window: Duration;
  readonly granularity: Duration;
  readonly meets: readonly string[];
}

/** Every tier that the runs of a backup or people fill, once each. */
export function filledTiers({ runs, onDemand }: Backup): readonly RetentionTier[] {
  const tiers = [...runs.map((run) => run.tier), ...(onDemand === undefined ? [] : [onDemand])];
  return [...new Map(tiers.map((tier) => [tier.name, tier])).values()];
}

/** The PostgreSQL database among what the backups copy. */
export function databaseOf(backups: readonly Backup[]): PostgresSource | undefined {
  return backups.map((backup) => backup.source).find((source) => source.kind === 'postgres');
}
