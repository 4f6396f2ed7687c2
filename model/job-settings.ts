import {
  archiveName,
  type Backup,
  type BackupSource,
  type BaseBackups,
  baseBackupsOf,
  type ContinuousArchive,
  filledTiers,
} from './backup';
import { attemptsOf } from './store-layout';

/**
 * Environment variables by which a scheduled task tells its program what to do. The declaration that sets them and the program that
 * reads them take the names from here, so that they cannot disagree.
 */
export const jobSettings = {
  product: 'PRODUCT',
  environment: 'ENVIRONMENT',
  backup: 'BACKUP',
  /** Name of the bucket. */
  bucket: 'BUCKET',
  tier: 'TIER',
  /** Key prefix of the tier, with its closing slash. */
  prefix: 'PREFIX',
  /** First part of the object name. */
  objectName: 'OBJECT_NAME',
  /** Fewest bytes of a credible copy. */
  minimumBytes: 'MINIMUM_BYTES',
  /** Bytes of one part of a multipart upload. */
  partBytes: 'PART_BYTES',
  /** Seconds after which the program gives up. */
  timeLimit: 'TIME_LIMIT_SECONDS',
  /** Seconds for which a request that writes into a store is tried again; absent means 300. */
  storePatience: 'STORE_PATIENCE_SECONDS',
  /** Days for which the program locks what it writes; absent where nothing is locked. */
  lockDays: 'LOCK_DAYS',
  /** `COMPLIANCE` where the declaration has opted in to locks that nobody can lift; absent means `GOVERNANCE`. */
  lockMode: 'LOCK_MODE',
  /** Folder that the program may write to. */
  scratch: 'SCRATCH',
  /** Folder of the mounted file tree. */
  sourceFolder: 'SOURCE_FOLDER',
  /** Bucket that is copied. */
  sourceBucket: 'SOURCE_BUCKET',
  /** JSON list of what the copy holds. */
  contents: 'CONTENTS',
  postgresMajor: 'POSTGRES_MAJOR',
  /** `true` where a schema-only object is written beside each dump. */
  schemaObject: 'SCHEMA_OBJECT',
  repositoryUrl: 'REPOSITORY_URL',
  repositoryToken: 'REPOSITORY_TOKEN',
  /** Google project whose services the program reads. */
  project: 'PROJECT',
  /** Firestore database that is exported. */
  database: 'DATABASE',
  /** Firestore database that a drill restores into. */
  scratchDatabase: 'SCRATCH_DATABASE',
  /** Bucket of attempts, verified manifests and results; absent where they stand in the backup bucket. */
  recordsBucket: 'RECORDS_BUCKET',
  /** Kind of what the copy was made from. */
  sourceKind: 'SOURCE_KIND',
  drill: 'DRILL',
  /** JSON list of the checks of a drill. */
  checks: 'CHECKS',
  /** Address of the application that is started on what a drill restored; absent where none is. */
  applicationUrl: 'APPLICATION_URL',
  /** Certificate that the program shows to the pgBackRest server on the database host, as PEM; its key, and who signed the server's. */
  hostCertificate: 'HOST_CERTIFICATE',
  hostCertificateKey: 'HOST_CERTIFICATE_KEY',
  hostAuthority: 'HOST_AUTHORITY',
  /** JSON list of what the store watcher looks at. */
  watch: 'WATCH',
  /** JSON list of the routines and duties whose markers the store watcher looks at. */
  routines: 'ROUTINES',
  routine: 'ROUTINE',
  /** JSON list of the figures of a report. */
  figures: 'FIGURES',
  /** Address of a Pushgateway that takes the gauges into Prometheus. */
  pushUrl: 'PUSH_URL',
  /** Namespace of the gauges in CloudWatch. */
  namespace: 'METRIC_NAMESPACE',
} as const;

/** Name of the only container of a task on AWS, for overrides. */
export const jobContainer = 'job';

/** Programs of the job image by what they copy. */
export const backupPrograms: Readonly<Record<BackupSource['kind'], string>> = {
  postgres: 'postgres-backup',
  files: 'files-backup',
  'full-system': 'full-system-backup',
  firestore: 'firestore-backup',
  'firebase-auth': 'firebase-auth-backup',
  configuration: 'configuration-backup',
  'code-bundle': 'code-bundle-backup',
};

/** The other programs of the job image. `record` takes the name of a duty, or of a drill that people do, as its next word. */
export const jobPrograms = { drill: 'restore-drill', watcher: 'store-watcher', archive: 'archive-backup', record: 'record' } as const;

/** Programs of routines, as declarations name them. */
export const routinePrograms = { integrityCheck: 'integrity-check', dailyReport: 'daily-report', lighthouse: 'lighthouse' } as const;

/**
 * Options of pgBackRest that a program sets itself before each call, because pgBackRest reads neither the credentials of an ECS task (its
 * `auto` asks the metadata service of EC2, which Fargate lacks) nor certificates that are no files.
 */
export const pgbackrestOptions = {
  /** AccessKeyId, SecretAccessKey and Token of the task, from the address in AWS_CONTAINER_CREDENTIALS_RELATIVE_URI. */
  s3Key: 'PGBACKREST_REPO1_S3_KEY',
  s3KeySecret: 'PGBACKREST_REPO1_S3_KEY_SECRET',
  s3Token: 'PGBACKREST_REPO1_S3_TOKEN',
  /** Files in the scratch folder, readable by their owner alone, with the settings `hostCertificate`, `hostCertificateKey`, `hostAuthority`. */
  certificateFile: 'PGBACKREST_PG1_HOST_CERT_FILE',
  keyFile: 'PGBACKREST_PG1_HOST_KEY_FILE',
  authorityFile: 'PGBACKREST_PG1_HOST_CA_FILE',
  /** A folder in the scratch folder, the only place that a program may write to. */
  lockPath: 'PGBACKREST_LOCK_PATH',
} as const;

/** Command line of a program of the job image. */
export const jobCommand = (program: string): readonly [string, string] => ['opskeep', program];

/** A figure of a report, as JSON. */
export interface ReportedFigure {
  readonly title: string;
  /** Name of its unit; the query yields its base, e.g. shares of 1 for `percent`. */
  readonly unit: string;
  /** In the language of its data source. */
  readonly query: string;
}

/** What the store watcher has to know of a backup, as JSON. */
export interface WatchedBackup {
  readonly name: string;
  readonly kind: BackupSource['kind'];
  /** Bucket of the copies; absent where it is the bucket of the watcher. */
  readonly bucket?: string;
  readonly objectName: string;
  readonly minimumBytes: number;
  readonly longestRunSeconds: number;
  readonly tiers: readonly { readonly name: string; readonly prefix: string; readonly keepSeconds: number }[];
  readonly drills: readonly string[];
}

/** Every tier that a run or a person fills is watched once. */
export function watchedBackup(backup: Backup): WatchedBackup {
  return {
    name: backup.name,
    kind: backup.source.kind,
    objectName: backup.objectName,
    minimumBytes: backup.minimumSize,
    longestRunSeconds: backup.longestRun.seconds,
    tiers: filledTiers(backup).map(({ name, prefix, keep }) => ({ name, prefix, keepSeconds: keep.seconds })),
    drills: backup.drills.map((drill) => drill.name),
  };
}

/** What an archive is called where the kind of a source is told. */
export const archiveKind = 'wal-archive';

/** Folder of the pgBackRest repository in the bucket of an archive, with its leading slash. */
export const repositoryFolder = '/pgbackrest';

/** What the store watcher has to know of an archive, as JSON. */
export interface WatchedArchive {
  readonly name: string;
  readonly kind: typeof archiveKind;
  readonly bucket: string;
  /** `<folder>/backup/<stanza>/backup.info` lists the base backups with type, size and times; a base backup in it counts as verified. */
  readonly folder: string;
  readonly stanza: string;
  readonly minimumBytes: number;
  readonly longestRunSeconds: number;
  /** `attempt` is the key that each start of such a base backup writes anew. */
  readonly tiers: readonly { readonly name: string; readonly type: BaseBackups['type']; readonly attempt: string }[];
  readonly drills: readonly string[];
}

/** Key under which each start of a base backup leaves its mark in the bucket of the archive. */
export const archiveAttempt = (archive: string, tier: string): string => `${attemptsOf(archive)}${tier}`;

export function watchedArchive(archive: ContinuousArchive, bucket: string): WatchedArchive {
  return {
    name: archiveName(archive),
    kind: archiveKind,
    bucket,
    folder: repositoryFolder,
    stanza: archive.store,
    minimumBytes: archive.minimumSize,
    longestRunSeconds: archive.longestRun.seconds,
    tiers: baseBackupsOf(archive).map(({ tier, type }) => ({ name: tier, type, attempt: archiveAttempt(archiveName(archive), tier) })),
    drills: [archive.drill.name],
  };
}
