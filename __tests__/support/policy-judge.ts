import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import type { StoreCall } from './store-proxy';

/** Account of whoever is judged. */
export const account = '123456789012';

/** One thing that a call needs the right to: an action of IAM on a resource. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

/** What AWS documents as the permissions of each operation: a copy reads its source, and an object that is locked at once is so by a right of its own. */
export function neededBy(call: StoreCall): readonly Need[] {
  const bucket = `arn:aws:s3:::${call.bucket}`;
  const copied = copySource(call);
  const read =
    copied === undefined
      ? []
      : [{ action: copied.version ? 's3:GetObjectVersion' : 's3:GetObject', resource: `arn:aws:s3:::${copied.path}` }];
  // A request that deletes several objects names them in its body; all of pgBackRest's are of its repository.
  if (call.operation === 'DeleteObjects') return [{ action: 's3:DeleteObject', resource: `${bucket}/pgbackrest/several` }];
  const actions = call.key === '' ? bucketActions[call.operation] : objectActions(call);
  if (actions === undefined) throw new Error(`it is not known here which rights ${call.operation} needs`);
  return [...actions.map((action) => ({ action, resource: call.key === '' ? bucket : `${bucket}/${call.key}` })), ...read];
}

/** The action that an operation is named after. */
export const actionOf = (call: StoreCall): string => neededBy(call)[0]?.action ?? '';

/** The policies that decide about a call: of the role that makes it, and of the bucket. */
export interface Policies {
  readonly role: readonly PolicyStatement[];
  readonly bucket: readonly PolicyStatement[];
}

/** Whether the policies let a call through, as IAM judges within one account. */
export async function isAllowed(call: StoreCall, { role, bucket }: Policies): Promise<boolean> {
  const document = (Statement: readonly unknown[]) => ({ Version: '2012-10-17', Statement });
  const judged = { principal: 'under-test', identity: document(role), resourcePolicy: document(bucket) };
  const verdicts = await Promise.all(neededBy(call).map((need) => mayDo(need, judged, contextOf(need.action, call))));
  return verdicts.every((allowed) => allowed);
}

/** Who is judged, and by what. */
export interface Judged {
  /** Name of the role. */
  readonly principal: string;
  readonly identity: object;
  /** Policy of what the call is about. @default none */
  readonly resourcePolicy?: object;
}

export async function mayDo({ action, resource }: Need, judged: Judged, context: Readonly<Record<string, string>>): Promise<boolean> {
  const { principal, identity, resourcePolicy } = judged;
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${account}:role/${principal}`,
        action,
        resource: { resource, accountId: account },
        contextVariables: context,
      },
      identityPolicies: [{ name: 'role', policy: identity }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`${action} on ${resource} cannot be judged: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}

const bucketActions: Readonly<Record<string, readonly string[]>> = {
  ListObjectsV2: ['s3:ListBucket'],
  HeadBucket: ['s3:ListBucket'],
  ListObjectVersions: ['s3:ListBucketVersions'],
  ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
  GetObjectLockConfiguration: ['s3:GetBucketObjectLockConfiguration'],
  GetBucketLifecycleConfiguration: ['s3:GetLifecycleConfiguration'],
  PutObjectLockConfiguration: ['s3:PutBucketObjectLockConfiguration'],
  PutBucketLifecycleConfiguration: ['s3:PutLifecycleConfiguration'],
  PutBucketPolicy: ['s3:PutBucketPolicy'],
  PutBucketVersioning: ['s3:PutBucketVersioning'],
  DeleteBucket: ['s3:DeleteBucket'],
};

function objectActions({ operation, query, headers }: StoreCall): readonly string[] | undefined {
  const version = query.has('versionId') ? 'Version' : '';
  const locks = headers['x-amz-object-lock-mode'] === undefined ? [] : ['s3:PutObjectRetention'];
  const bypasses = headers['x-amz-bypass-governance-retention'] === undefined ? [] : ['s3:BypassGovernanceRetention'];
  const put = ['s3:PutObject', ...locks];
  const actions: Readonly<Record<string, readonly string[]>> = {
    PutObject: put,
    CopyObject: put,
    CreateMultipartUpload: put,
    UploadPart: ['s3:PutObject'],
    UploadPartCopy: ['s3:PutObject'],
    CompleteMultipartUpload: ['s3:PutObject'],
    AbortMultipartUpload: ['s3:AbortMultipartUpload'],
    ListParts: ['s3:ListMultipartUploadParts'],
    GetObject: [`s3:GetObject${version}`],
    HeadObject: [`s3:GetObject${version}`],
    GetObjectAttributes:
      version === '' ? ['s3:GetObject', 's3:GetObjectAttributes'] : ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
    GetObjectRetention: ['s3:GetObjectRetention'],
    PutObjectRetention: ['s3:PutObjectRetention', ...bypasses],
    PutObjectLegalHold: ['s3:PutObjectLegalHold'],
    PutObjectAcl: ['s3:PutObjectAcl'],
    PutObjectTagging: ['s3:PutObjectTagging'],
    DeleteObject: [`s3:DeleteObject${version}`, ...bypasses],
    RestoreObject: ['s3:RestoreObject'],
  };
  return actions[operation];
}

function copySource({ headers }: StoreCall): { readonly path: string; readonly version: boolean } | undefined {
  const header = headers['x-amz-copy-source'];
  if (typeof header !== 'string') return undefined;
  const [path = '', version] = decodeURIComponent(header).replace(/^\//, '').split('?versionId=');
  return { path, version: version !== undefined };
}

/** Headers that conditions of a bucket policy look at. */
const conditionHeaders = [
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
];

/** What AWS knows about a request besides its action and resource. Requests reach AWS itself through TLS. */
export function contextOf(action: string, { headers, query }: StoreCall): Record<string, string> {
  const common = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
  if (action === 's3:ListBucket') return { ...common, 's3:prefix': query.get('prefix') ?? '' };
  if (!['s3:PutObject', 's3:PutObjectRetention'].includes(action)) return common;
  const named = conditionHeaders.flatMap((name) => (typeof headers[name] === 'string' ? [[`s3:${name}`, headers[name]] as const] : []));
  const mode = headers['x-amz-object-lock-mode'];
  const until = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
  const lock: Record<string, string> =
    typeof mode !== 'string' || Number.isNaN(until)
      ? {}
      : {
          's3:object-lock-mode': mode,
          's3:object-lock-retain-until-date': new Date(until).toISOString(),
          's3:object-lock-remaining-retention-days': String(Math.ceil((until - Date.now()) / 86_400_000)),
        };
  return { ...common, ...Object.fromEntries(named), ...lock };
}
