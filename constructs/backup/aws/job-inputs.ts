/** What jobs are given from outside. All texts may be tokens: they are never parsed. */

/** The image of the job programs. */
export interface JobImage {
  /** With its digest: `<registry>/<name>@sha256:<64 hexadecimal digits>`. */
  readonly uri: string;
  /** ARN of its ECR repository, which the execution role may then read. @default an image that needs no log-in */
  readonly repositoryArn?: string;
}

/** Where tasks are attached. Tasks never get a public address: the subnets need a way to S3, ECR, logs and the stores. */
export interface TaskNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** A secret in AWS Secrets Manager. Only its ARN is known here. */
export interface SecretReference {
  readonly arn: string;
  /** ARN of the customer key that it is encrypted under. @default the key that AWS manages */
  readonly keyArn?: string;
}

/** A secret, or one key of a secret that holds JSON, as an environment variable of a container. */
export interface ContainerSecret {
  readonly variable: string;
  readonly secret: SecretReference;
  /** @default the whole secret */
  readonly key?: string;
}

/** A PostgreSQL server to connect to: directly, since a pooler in transaction mode breaks dumps. */
export interface PostgresConnection {
  readonly host: string;
  /** JSON with the keys `username` and `password`. */
  readonly secret: SecretReference;
}

/** A file tree behind an EFS access point. */
export interface FileSystemAccess {
  readonly fileSystemId: string;
  readonly accessPointId: string;
}

/** A git repository. */
export interface RepositoryAccess {
  readonly url: string;
  /** A token that may read it. */
  readonly token: SecretReference;
}

/** The variables that libpq reads; the password comes as a secret. */
export function postgresEnvironment(
  connection: PostgresConnection,
  source: { readonly port: number; readonly database: string },
): Record<string, string> {
  return { PGHOST: connection.host, PGPORT: String(source.port), PGDATABASE: source.database };
}

export function postgresSecrets(connection: PostgresConnection): readonly ContainerSecret[] {
  return [
    { variable: 'PGUSER', secret: connection.secret, key: 'username' },
    { variable: 'PGPASSWORD', secret: connection.secret, key: 'password' },
  ];
}
