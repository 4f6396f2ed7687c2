import { S3Client } from '@aws-sdk/client-s3';
import { pgbackrestOptions } from '../../model/job-settings';
import { inWords, JobError } from '../exit';
import type { Environment } from '../settings';

/** Credentials that pgBackRest gets through its environment. It reads them once at its start and cannot renew them. */
export interface TaskCredentials {
  readonly variables: Environment;
  /** Undefined where they hold for ever. */
  readonly expire: Date | undefined;
}

/**
 * The credentials of the task by the SDK's own chain, which asks AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (ECS) or _FULL_URI. Asked anew for
 * every call of pgBackRest, so that each starts with as much of their life as there is.
 */
export async function taskCredentials(): Promise<TaskCredentials> {
  const client = new S3Client({});
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await client.config.credentials();
    const { s3Key, s3KeySecret, s3Token } = pgbackrestOptions;
    const token = sessionToken === undefined ? {} : { [s3Token]: sessionToken };
    return { variables: { [s3Key]: accessKeyId, [s3KeySecret]: secretAccessKey, ...token }, expire: expiration };
  } catch (error) {
    throw new JobError('store', `the task gets no credentials: ${inWords(error)}`);
  } finally {
    client.destroy();
  }
}
