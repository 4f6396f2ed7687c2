import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { StackJson } from './schema-provider';
import type { StoreCall, Verdict } from './store-proxy';
import { resourcesOf } from './synth';

/** Account and region of whatever is judged. */
const account = '123456789012';
const region = 'eu-west-1';

/** One statement of a policy, as far as tests change it. */
export interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** The policies that decide about a call, as a stack declares them, with its references resolved. */
export interface Policies {
  /** Name of the role, as AWS knows it. */
  readonly role: string;
  readonly identity: Policy;
  /** Policy of the bucket by its name. */
  readonly buckets: Readonly<Record<string, Policy>>;
  /** Policy of the key that the buckets encrypt with by default. */
  readonly key: { readonly arn: string; readonly policy: Policy };
}

type Block = Readonly<Record<string, unknown>>;

/**
 * Reads the policies of a role out of a rendered stack.
 * @param names logical ids of the role's policy and of the key
 */
export function policiesOf(stack: StackJson, names: { readonly rolePolicy: string; readonly key: string }): Policies {
  const block = (type: string, id: string): Block => {
    const found = resourcesOf(stack, type)[id];
    if (found === undefined) throw new Error(`no ${type}.${id}; there are ${Object.keys(resourcesOf(stack, type)).join(', ')}`);
    return found;
  };
  const resolved = (text: unknown): string =>
    String(text).replace(/\$\{(\w+)\.([\w-]+)\.(\w+)\}/g, (_, type: string, id: string, attribute: string) => {
      if (type === 'aws_s3_bucket') return `${attribute === 'arn' ? 'arn:aws:s3:::' : ''}${String(block(type, id)['bucket'])}`;
      if (type === 'aws_kms_key') return `arn:aws:kms:${region}:${account}:key/${id}`;
      if (type === 'aws_iam_role') return String(block(type, id)['name']);
      throw new Error(`${type}.${id}.${attribute} is not resolved here`);
    });
  const policy = (text: unknown): Policy => JSON.parse(resolved(text)) as Policy;
  const { role, policy: identity } = block('aws_iam_role_policy', names.rolePolicy);
  return {
    role: resolved(role),
    identity: policy(identity),
    buckets: Object.fromEntries(
      Object.values(resourcesOf(stack, 'aws_s3_bucket_policy')).map((found) => [resolved(found['bucket']), policy(found['policy'])]),
    ),
    key: { arn: resolved(`\${aws_kms_key.${names.key}.arn}`), policy: policy(block('aws_kms_key', names.key)['policy']) },
  };
}

/** The identity policy without one action, wherever it stands. */
export function without(action: string, policies: Policies): Policies {
  const identity = {
    ...policies.identity,
    Statement: policies.identity.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((name) => name !== action),
    })).filter(({ Action }) => Action.length > 0),
  };
  return { ...policies, identity };
}

/** Every action that the identity policy names. */
export const actionsOf = ({ identity }: Policies): readonly string[] =>
  [...new Set(identity.Statement.flatMap(({ Action }) => Action))].sort();

/** One thing that a call needs the right to: an action of IAM on a resource. */
interface Need {
  readonly action: string;
  readonly resource: string;
}

/** Judges requests to S3 as AWS does: by the policies of the role, of the bucket and of the key. Whatever one of them lacks is answered with 403. */
export class PolicyJudge {
  /** Actions that were asked for and granted. */
  readonly granted = new Set<string>();
  /** Actions that were asked for and denied. */
  readonly denied = new Set<string>();

  constructor(private readonly policies: Policies) {}

  readonly judge = async (call: StoreCall): Promise<Verdict> => {
    for (const need of this.needs(call)) {
      const allowed = await this.allows(need, call);
      (allowed ? this.granted : this.denied).add(need.action);
      if (!allowed) return { status: 403, code: 'AccessDenied' };
    }
    return 'pass';
  };

  /** What AWS documents as the permissions of each operation. */
  private needs(call: StoreCall): readonly Need[] {
    const bucket = `arn:aws:s3:::${call.bucket}`;
    const actions = call.key === '' ? bucketActions[call.operation] : objectActions(call);
    if (actions === undefined) throw new Error(`it is not known here which rights ${call.operation} needs`);
    const own = actions.map((action) => ({ action, resource: call.key === '' ? bucket : `${bucket}/${call.key}` }));
    const copied = copySource(call);
    const read =
      copied === undefined
        ? []
        : [{ action: copied.version ? 's3:GetObjectVersion' : 's3:GetObject', resource: `arn:aws:s3:::${copied.path}` }];
    // Nothing is asked of the key by name: it is the bucket's default, and S3 uses it for the caller.
    const encrypted = (keyActions[call.operation] ?? []).map((action) => ({ action, resource: this.policies.key.arn }));
    return [...own, ...read, ...encrypted];
  }

  private async allows({ action, resource }: Need, call: StoreCall): Promise<boolean> {
    const kms = action.startsWith('kms:');
    const { role, identity, buckets, key } = this.policies;
    const bucketPolicy = buckets[resource.split(':').at(-1)?.split('/')[0] ?? ''];
    const result = await runSimulation(
      {
        request: {
          principal: `arn:aws:iam::${account}:role/${role}`,
          action,
          resource: { resource, accountId: account },
          contextVariables: kms
            ? { 'kms:ViaService': `s3.${region}.amazonaws.com`, 'kms:CallerAccount': account }
            : contextOf(action, call),
        },
        identityPolicies: [{ name: 'role', policy: identity }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(kms ? { resourcePolicy: key.policy } : bucketPolicy === undefined ? {} : { resourcePolicy: bucketPolicy }),
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(`${action} on ${resource} cannot be judged: ${JSON.stringify(result.errors)}`);
    return result.overallResult === 'Allowed';
  }
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

/** An upload in parts is encrypted with the data key of its beginning, which each part decrypts (Amazon S3, permissions for multipart uploads). */
const keyActions: Readonly<Record<string, readonly string[]>> = {
  PutObject: ['kms:GenerateDataKey'],
  CopyObject: ['kms:Decrypt', 'kms:GenerateDataKey'],
  CreateMultipartUpload: ['kms:GenerateDataKey'],
  UploadPart: ['kms:Decrypt'],
  UploadPartCopy: ['kms:Decrypt'],
  CompleteMultipartUpload: ['kms:Decrypt'],
  GetObject: ['kms:Decrypt'],
};

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
function contextOf(action: string, { headers, query }: StoreCall): Record<string, string> {
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
