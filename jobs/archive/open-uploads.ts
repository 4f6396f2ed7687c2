import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../settings';
import { clientConfig } from '../store/s3-store';

/** Time for it after the order to stop; ECS kills 30 s after that order. */
const patience = 5000;

/**
 * Takes back the uploads in parts that a base backup began and did not complete, which pgBackRest leaves behind when it is stopped. What was
 * begun later than `until` belongs to another run.
 */
export async function takeBackUploads(bucket: string, prefix: string, until: Date, environment: Environment): Promise<void> {
  const client = new S3Client({ ...clientConfig(environment), maxAttempts: 5 });
  const abortSignal = AbortSignal.timeout(patience);
  try {
    // One page of 1,000 is enough: a run has one under way for each of its processes.
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }), { abortSignal });
    for (const { Key, UploadId, Initiated = until } of Uploads) {
      if (Initiated <= until) await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), { abortSignal });
    }
  } finally {
    client.destroy();
  }
}
