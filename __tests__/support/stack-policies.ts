import { account, contextOf, mayDo, type Need, neededBy } from './policy-judge';
import type { StackJson } from './schema-provider';
import type { StoreCall, Verdict } from './store-proxy';
import { resourcesOf } from './synth';

/** Region of whatever is judged. */
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

  private needs(call: StoreCall): readonly Need[] {
    // Nothing is asked of the key by name: it is the bucket's default, and S3 uses it for the caller.
    const encrypted = (keyActions[call.operation] ?? []).map((action) => ({ action, resource: this.policies.key.arn }));
    return [...neededBy(call), ...encrypted];
  }

  private async allows(need: Need, call: StoreCall): Promise<boolean> {
    const { role: principal, identity, buckets, key } = this.policies;
    if (need.action.startsWith('kms:')) {
      const context = { 'kms:ViaService': `s3.${region}.amazonaws.com`, 'kms:CallerAccount': account };
      return await mayDo(need, { principal, identity, resourcePolicy: key.policy }, context);
    }
    const policy = buckets[need.resource.split(':').at(-1)?.split('/')[0] ?? ''];
    const judged = { principal, identity, ...(policy === undefined ? {} : { resourcePolicy: policy }) };
    return await mayDo(need, judged, contextOf(need.action, call));
  }
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
