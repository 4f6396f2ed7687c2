import type { SourceAccess } from '../constructs/backup/aws/backup-source';
import type { PostgresConnection } from '../constructs/backup/aws/job-inputs';
import type { DatabaseHost } from '../constructs/backup/aws/pgbackrest';
import { type Backup, type BackupSource, databaseOf } from '../model/backup';
import type { EnvironmentInputs } from './environment-inputs';

/** How jobs on AWS reach what they copy. A setting becomes an input of the stack only when a job asks for it. */
export class AwsSources {
  constructor(
    private readonly values: EnvironmentInputs,
    private readonly backups: readonly Backup[],
  ) {}

  databaseHost(): DatabaseHost {
    return {
      address: this.values.text('aws.databaseHost'),
      dataPath: this.values.text('aws.databasePath'),
      certificate: { arn: this.values.text('aws.pgbackrestSecretArn') },
      roleArn: this.values.text('aws.databaseHostRoleArn'),
    };
  }

  connection(): PostgresConnection {
    return { host: this.values.text('aws.databaseHost'), secret: { arn: this.values.text('aws.databaseSecretArn') } };
  }

  accessOf(source: BackupSource): SourceAccess {
    switch (source.kind) {
      case 'postgres':
        return { postgres: this.connection() };
      case 'files':
      case 'configuration':
        return this.fileSystem();
      case 'full-system':
        return { ...this.database(), ...this.fileSystem() };
      default:
        return {};
    }
  }

  private database(): SourceAccess {
    const source = databaseOf(this.backups);
    return source === undefined ? {} : { postgres: this.connection(), fullSystemDatabase: source };
  }

  private fileSystem(): SourceAccess {
    return { fileSystem: { fileSystemId: this.values.text('aws.fileSystemId'), accessPointId: this.values.text('aws.accessPointId') } };
  }
}
