import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import type { StoreCall } from './store-proxy';

/** What IAM asks for an operation of S3, where both have different names. */
const actions: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  CompleteMultipartUpload: 's3:PutObject',
  CopyObject: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  DeleteObjects: 's3:DeleteObject',
  HeadObject: 's3:GetObject',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  ListObjectsV2: 's3:ListBucket',
  UploadPart: 's3:PutObject',
  UploadPartCopy: 's3:PutObject',
};

export const actionOf = ({ operation }: StoreCall): string => actions[operation] ?? `s3:${operation}`;

/** The policies that decide about a call: of the role that makes it, and of the bucket. */
export interface Policies {
  readonly role: readonly PolicyStatement[];
  readonly bucket: readonly PolicyStatement[];
}

/** Every action that a call needs, and on what: a copy reads its source, and an object that is locked at once is so by a right of its own. */
export function neededBy(call: StoreCall): readonly { readonly action: string; readonly resource: string }[] {
  const arn = `arn:aws:s3:::${call.bucket}`;
  // A request that deletes several objects names them in its body; all of pgBackRest's are of its repository.
  const resource = call.operation.startsWith('List') ? arn : `${arn}/${call.key === '' ? 'pgbackrest/several' : call.key}`;
  const source = call.headers['x-amz-copy-source'];
  return [
    { action: actionOf(call), resource },
    ...(call.headers['x-amz-object-lock-mode'] === undefined ? [] : [{ action: 's3:PutObjectRetention', resource }]),
    ...(typeof source === 'string' ? [{ action: 's3:GetObject', resource: `arn:aws:s3:::${decodeURIComponent(source)}` }] : []),
  ];
}

/** Whether the policies let a call through, as IAM judges within one account. */
export async function isAllowed(call: StoreCall, policies: Policies): Promise<boolean> {
  const verdicts = await Promise.all(neededBy(call).map(({ action, resource }) => isActionAllowed(call, action, resource, policies)));
  return verdicts.every((allowed) => allowed);
}

async function isActionAllowed(call: StoreCall, action: string, resource: string, { role, bucket }: Policies): Promise<boolean> {
  const document = (Statement: readonly PolicyStatement[]) => ({ Version: '2012-10-17', Statement });
  const ofBucket = call.operation.startsWith('List');
  const judged = await runSimulation(
    {
      identityPolicies: [{ name: 'role', policy: document(role) }],
      resourcePolicy: document(bucket),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        principal: 'arn:aws:iam::123456789012:role/under-test',
        action,
        resource: { resource, accountId: '123456789012' },
        contextVariables: {
          'aws:SecureTransport': 'true',
          ...(ofBucket ? {} : { 's3:TlsVersion': '1.3' }),
          ...(action.startsWith('s3:PutObject') ? said(call) : {}),
        },
      },
    },
    {},
  );
  if (judged.resultType === 'error') throw new Error(JSON.stringify(judged.errors));
  return judged.overallResult === 'Allowed';
}

/** What conditions see of the headers of a put: encryption and lock. */
function said({ headers }: StoreCall): Readonly<Record<string, string>> {
  const encryption = 'x-amz-server-side-encryption';
  const named = [encryption, `${encryption}-aws-kms-key-id`].flatMap((name) =>
    typeof headers[name] === 'string' ? [[`s3:${name}`, headers[name]] as const] : [],
  );
  const mode = headers['x-amz-object-lock-mode'];
  const until = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
  const lock: Readonly<Record<string, string>> =
    typeof mode === 'string'
      ? { 's3:object-lock-mode': mode, 's3:object-lock-remaining-retention-days': String(Math.ceil((until - Date.now()) / 86_400_000)) }
      : {};
  return { ...Object.fromEntries(named), ...lock };
}
