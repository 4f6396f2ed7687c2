import type { ContinuousArchive } from '../../../model/backup';
import { jobSettings, repositoryFolder } from '../../../model/job-settings';
import type { ContainerSecret, SecretReference } from './job-inputs';

/** Options of pgBackRest, or settings of the server, by name. */
export type Options = Readonly<Record<string, string>>;

/**
 * The machine or container of the database, with the pgBackRest server on its port 8432: of the same version as that in the job image,
 * started with `tls-server-auth=<common name of the client certificate>=<stanza>`. Port and socket of the database are options there, not here.
 */
export interface DatabaseHost {
  /** Host name, as the certificate of the pgBackRest server names it. */
  readonly address: string;
  /** Data directory of the server, as the host names it. */
  readonly dataPath: string;
  /** JSON with the keys `certificate`, `key` and `authority`, each PEM: client certificate, its key, and who signed the server's. */
  readonly certificate: SecretReference;
  /** Role of the host in the same account, which gets the rights to archive write-ahead log and to restore. */
  readonly roleArn: string;
}

/** Where the repository of an archive is. */
export const repositoryOptions = (bucket: string, region: string, keyArn: string): Options => ({
  'repo1-type': 's3',
  'repo1-path': repositoryFolder,
  'repo1-s3-bucket': bucket,
  'repo1-s3-region': region,
  'repo1-s3-endpoint': `s3.${region}.amazonaws.com`,
  'repo1-s3-kms-key-id': keyArn,
});

/**
 * What a task of the job image sets for pgBackRest besides. Its key type is `shared`: a program hands over the credentials of the task.
 * By default pgBackRest works with one process, and writes a log into a folder that containers do not have.
 */
export const taskOptions = (stanza: string, processes: number): Options => ({
  stanza,
  'repo1-s3-key-type': 'shared',
  'process-max': String(Math.max(1, Math.floor(processes))),
  'log-level-file': 'off',
  'log-level-console': 'info',
});

/** What a task needs to copy the data directory from the database host. */
export const hostVariables = (host: DatabaseHost, archive: ContinuousArchive, processes: number): Record<string, string> =>
  variablesOf({
    ...taskOptions(archive.store, processes),
    'pg1-host': host.address,
    'pg1-host-type': 'tls',
    'pg1-path': host.dataPath,
    // The last segment of a backup is waited for as long as an upload may take; the next checkpoint is not waited for.
    'archive-timeout': String(archive.uploadTime.seconds),
    'start-fast': 'y',
    // Small files go together: a request for each of thousands takes longer than their bytes.
    'repo1-bundle': 'y',
    'repo1-retention-full': String(archive.keepFullBackups),
  });

export const hostSecrets = ({ certificate: secret }: DatabaseHost): readonly ContainerSecret[] => [
  { variable: jobSettings.hostCertificate, secret, key: 'certificate' },
  { variable: jobSettings.hostCertificateKey, secret, key: 'key' },
  { variable: jobSettings.hostAuthority, secret, key: 'authority' },
];

/** Settings of the server, under their names in postgresql.conf. */
export const serverSettings = (archive: ContinuousArchive): Options => ({
  wal_level: 'replica',
  archive_mode: 'on',
  archive_command: `pgbackrest --stanza=${archive.store} archive-push %p`,
  archive_timeout: `${archive.archiveTimeout.seconds}s`,
});

/** pgBackRest takes its options from variables of these names too: `PGBACKREST_REPO1_TYPE`. */
export const variablesOf = (options: Options): Record<string, string> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [`PGBACKREST_${name.toUpperCase().replaceAll('-', '_')}`, value]));
