import type { Backup, PostgresSource } from '../../../model/backup';
import { reportFinding } from '../../../model/finding';
import { jobSettings } from '../../../model/job-settings';
import { messages } from '../../../model/messages';
import {
  type ContainerSecret,
  type FileSystemAccess,
  type PostgresConnection,
  postgresEnvironment,
  postgresSecrets,
  type RepositoryAccess,
} from './job-inputs';
import { type AwsPlace, regionalArn } from './place';
import type { PolicyStatement } from './policy';

/** How jobs reach what they copy. Each backup takes what its source needs; what is missing is a finding. */
export interface SourceAccess {
  /** For backups of PostgreSQL, and for the database as a part of a full system. */
  readonly postgres?: PostgresConnection;
  /** The database that a full-system backup holds. @default none */
  readonly fullSystemDatabase?: PostgresSource;
  /** For backups of files, and for files and configuration as parts. */
  readonly fileSystem?: FileSystemAccess;
  /** For code bundles. */
  readonly repository?: RepositoryAccess;
}

/** What a task needs for the source of its backup. */
export interface SourceSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly ContainerSecret[];
  readonly fileSystem: FileSystemAccess | undefined;
}

const nothing: SourceSettings = { environment: {}, secrets: [], fileSystem: undefined };

/** Settings of the task by the kind of source. */
export function sourceSettings(where: string, backup: Backup, access: SourceAccess): SourceSettings {
  const { source } = backup;
  switch (source.kind) {
    case 'postgres':
      return postgres(where, source, access);
    case 'files':
      return { ...nothing, fileSystem: needed(where, 'fileSystem', access.fileSystem), environment: contents(source.contents) };
    case 'configuration':
      return { ...nothing, fileSystem: needed(where, 'fileSystem', access.fileSystem), environment: contents(source.contents) };
    case 'full-system': {
      const database = access.fullSystemDatabase === undefined ? nothing : postgres(where, access.fullSystemDatabase, access);
      return { ...database, fileSystem: access.fileSystem, environment: { ...database.environment, ...contents(source.parts) } };
    }
    case 'code-bundle': {
      const repository = needed(where, 'repository', access.repository);
      if (repository === undefined) return nothing;
      const environment = { [jobSettings.repositoryUrl]: repository.url };
      return { ...nothing, environment, secrets: [{ variable: jobSettings.repositoryToken, secret: repository.token }] };
    }
    case 'firestore':
    case 'firebase-auth': {
      const allowed = 'postgres, files, configuration, full-system, code-bundle';
      return reportFinding(
        messages.vendorLimit(where, 'a source that has no job on AWS', source.kind, allowed, 'back it up on Google Cloud'),
        nothing,
      );
    }
  }
}

function postgres(where: string, source: PostgresSource, access: SourceAccess): SourceSettings {
  const connection = needed(where, 'postgres', access.postgres);
  if (connection === undefined) return nothing;
  const environment = {
    ...postgresEnvironment(connection, source),
    [jobSettings.postgresMajor]: String(source.major),
    [jobSettings.schemaObject]: String(source.schemaObject),
  };
  return { environment, secrets: postgresSecrets(connection), fileSystem: undefined };
}

const contents = (parts: readonly string[]): Record<string, string> => ({ [jobSettings.contents]: JSON.stringify(parts) });

function needed<T>(where: string, name: keyof SourceAccess, value: T | undefined): T | undefined {
  if (value !== undefined) return value;
  const mend = `give access.${name}`;
  return reportFinding(
    messages.vendorLimit(where, 'a backup that cannot reach its source', `no access.${name}`, `access.${name}`, mend),
    undefined,
  );
}

/** What the writer needs to read a mounted tree: through its access point, never to write. */
export function readTree(place: AwsPlace, { fileSystemId, accessPointId }: FileSystemAccess): PolicyStatement {
  return {
    Sid: 'Tree',
    Effect: 'Allow',
    Action: 'elasticfilesystem:ClientMount',
    Resource: regionalArn(place, 'elasticfilesystem', `file-system/${fileSystemId}`),
    Condition: {
      StringEquals: { 'elasticfilesystem:AccessPointArn': regionalArn(place, 'elasticfilesystem', `access-point/${accessPointId}`) },
      Bool: { 'aws:SecureTransport': 'true' },
    },
  };
}
