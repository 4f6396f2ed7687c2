import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import type { S3Call } from './s3-proxy';

/** What IAM asks for an operation of S3, where both have different names. */
const actions: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  CompleteMultipartUpload: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  DeleteObjects: 's3:DeleteObject',
  HeadObject: 's3:GetObject',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  ListObjectsV2: 's3:ListBucket',
  UploadPart: 's3:PutObject',
};

export const actionOf = ({ operation }: S3Call): string => actions[operation] ?? `s3:${operation}`;

/** The policies that decide about a call: of the role that makes it, and of the bucket. */
export interface Policies {
  readonly role: readonly PolicyStatement[];
  readonly bucket: readonly PolicyStatement[];
}

/** Whether the policies let a call through, as IAM judges within one account. */
export async function isAllowed(call: S3Call, { role, bucket }: Policies): Promise<boolean> {
  const { headers } = call;
  const encryption = 'x-amz-server-side-encryption';
  const named = [encryption, `${encryption}-aws-kms-key-id`].flatMap((name) =>
    typeof headers[name] === 'string' ? [[`s3:${name}`, headers[name]] as const] : [],
  );
  const arn = `arn:aws:s3:::${call.bucket}`;
  const ofBucket = call.operation.startsWith('List');
  const document = (Statement: readonly PolicyStatement[]) => ({ Version: '2012-10-17', Statement });
  const judged = await runSimulation(
    {
      identityPolicies: [{ name: 'role', policy: document(role) }],
      resourcePolicy: document(bucket),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        principal: 'arn:aws:iam::123456789012:role/under-test',
        action: actionOf(call),
        // A request that deletes several objects names them in its body; all of pgBackRest's are of its repository.
        resource: { resource: ofBucket ? arn : `${arn}/${call.key === '' ? 'pgbackrest/several' : call.key}`, accountId: '123456789012' },
        contextVariables: { 'aws:SecureTransport': 'true', ...(ofBucket ? {} : { 's3:TlsVersion': '1.3' }), ...Object.fromEntries(named) },
      },
    },
    {},
  );
  if (judged.resultType === 'error') throw new Error(JSON.stringify(judged.errors));
  return judged.overallResult === 'Allowed';
}
