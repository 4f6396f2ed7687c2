import type { MayRemove } from '../../constructs/copies';
import type { Principal, Removal } from '../../model/proofs/destruction';
import { listOf, type RenderedResource, type RenderedStack, referenceIn, resourcesOf, textOf } from '../rendered-stack';
import { actionsIn, identityPolicies, type Statement, statementsOf } from './aws-policies';
import { awsBecoming, iamDangers, kmsDangers, s3Dangers } from './dangers';
import { asPattern, overlaps } from './glob';
import { Rights, reasonFor } from './rights';

/** A bucket of Amazon S3 that holds copies. */
interface Bucket {
  readonly address: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly refusals: readonly Statement[];
  /** Buckets that hide what this one hides. */
  readonly hidesWith: readonly string[];
}

/** A role, and what its name can be. */
interface Role {
  readonly address: string;
  readonly name: string;
  readonly pattern: string;
}

/** Roles by their address. */
type Roles = ReadonlyMap<string, Role>;

function roleOf({ address, block }: RenderedResource): Role {
  const name = textOf(block['name']);
  return { address, name, pattern: asPattern(name) };
}

/** Actions on objects; all others are on the bucket. */
const onObjects: readonly string[] = ['s3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectVersion'];

/**
 * Everybody who has a right in the policies of the stacks, with the copies that the right removes. What cannot be told counts as given: a
 * condition on what is allowed can be met, one on what is refused can be avoided, and what is known only after the apply may be anything.
 */
export function awsPrincipals(
  stacks: readonly RenderedStack[],
  places: ReadonlySet<string>,
  recorded: ReadonlyMap<string, MayRemove>,
): readonly Principal[] {
  const buckets = stacks.flatMap((stack) => bucketsOf(stack, places));
  if (buckets.length === 0) return [];
  const roles = new Map(stacks.flatMap((stack) => resourcesOf(stack, /^aws_iam_role$/)).map((role) => [role.address, roleOf(role)]));
  const rights = new Rights();
  for (const stack of stacks) {
    const name = stack.stack.node.id;
    const policies = identityPolicies(stack).map(({ at, holder }) => ({
      at,
      principal: referenceIn(name, holder) ?? `${name}: ${holder}`,
      statements: statementsOf(at.block['policy']),
    }));
    for (const { at, principal, statements } of policies) {
      const refusals = policies.filter((other) => other.principal === principal).flatMap((other) => refusalsIn(other.statements));
      for (const statement of statements.filter(({ allows }) => allows)) {
        for (const removal of removalsBy(statement, name, buckets, refusals, recorded.get(at.address))) rights.give(principal, removal);
        for (const role of becomes(statement, name, roles)) rights.become(principal, role);
      }
    }
    for (const { policy, principal, statement } of resourcePolicies(stack)) {
      // The policy of a key or bucket speaks of itself, whatever it calls it.
      const own = { ...statement, resources: ['*'] };
      const here = buckets.filter(({ address, key }) => policy === address || policy === key);
      for (const removal of removalsBy(own, name, here, [], recorded.get(policy))) rights.give(named(principal, name, roles), removal);
    }
  }
  return rights.principals();
}

function bucketsOf(stack: RenderedStack, places: ReadonlySet<string>): readonly Bucket[] {
  const name = stack.stack.node.id;
  const found = resourcesOf(stack, /^aws_s3_bucket$/).filter(({ address }) => places.has(address));
  if (found.length === 0) return [];
  const of = (types: RegExp, address: string): readonly RenderedResource[] =>
    resourcesOf(stack, types).filter(({ block }) => referenceIn(name, block['bucket']) === address);
  return found.map(({ address, block }) => ({
    address,
    name: asPattern(textOf(block['bucket'])),
    key: of(/^aws_s3_bucket_server_side_encryption_configuration$/, address)
      .map((encryption) => referenceIn(name, /\$\{aws_kms_key\.[^}]+\}/.exec(JSON.stringify(encryption.block['rule']))?.[0]))
      .find((key) => key !== undefined),
    refusals: of(/^aws_s3_bucket_policy$/, address).flatMap(({ block: policy }) =>
      refusalsIn(statementsOf(policy['policy'])).filter(({ principals }) => principals.includes('*')),
    ),
    hidesWith: of(/^aws_s3_bucket_replication_configuration$/, address).flatMap(({ block: replication }) => hiding(name, replication)),
  }));
}

interface ReplicationRule {
  readonly delete_marker_replication?: { readonly status: string };
  readonly destination?: { readonly bucket: string };
}

function hiding(stack: string, { rule }: RenderedResource['block']): readonly string[] {
  return ((rule ?? []) as readonly ReplicationRule[])
    .filter(({ delete_marker_replication: markers }) => markers?.status === 'Enabled')
    .flatMap(({ destination }) => referenceIn(stack, destination?.bucket) ?? []);
}

const refusalsIn = (statements: readonly Statement[]): readonly Statement[] =>
  statements.filter(({ allows, conditional }) => !allows && !conditional);

function removalsBy(
  statement: Statement,
  stack: string,
  buckets: readonly Bucket[],
  refusals: readonly Statement[],
  recorded: MayRemove | undefined,
): readonly Removal[] {
  const onBuckets = actionsIn(statement, s3Dangers);
  const onKeys = actionsIn(statement, kmsDangers);
  const onAccount = actionsIn(statement, iamDangers);
  if (onBuckets.length + onKeys.length + onAccount.length === 0) return [];
  const refused = (action: string, by: readonly Statement[], resources: readonly string[]): boolean =>
    by.some(
      (refusal) =>
        actionsIn(refusal, [action]).length > 0 && refusal.resources.some((resource) => resource === '*' || resources.includes(resource)),
    );
  return buckets.flatMap((bucket) => {
    const arn = `\${${bucket.address.slice(bucket.address.indexOf(' ') + 1)}.arn}`;
    const allowed = (action: string): boolean =>
      !refused(action, refusals, []) && !refused(action, bucket.refusals, [onObjects.includes(action) ? `${arn}/*` : arn]);
    const reached = onBuckets.length > 0 && statement.resources.some((resource) => reachesBucket(resource, stack, bucket));
    const direct = reached ? onBuckets.filter(allowed) : [];
    const opened = onKeys.length > 0 && statement.resources.some((resource) => reachesKey(resource, stack, bucket));
    const byKey = opened ? onKeys : [];
    const explained = (action: string): Pick<Removal, 'because'> => reasonFor(action, bucket.address, recorded);
    const actions = [...direct, ...[...byKey, ...onAccount].filter((action) => !refused(action, refusals, []))];
    const hidden = direct.includes('s3:DeleteObject') ? bucket.hidesWith : [];
    return [
      ...actions.map((by) => ({ place: bucket.address, by, ...explained(by) })),
      ...hidden.map((place) => ({ place, by: 's3:DeleteObject, which is replicated', ...explained('s3:DeleteObject') })),
    ];
  });
}

function reachesBucket(resource: string, stack: string, { address, name }: Bucket): boolean {
  const reference = referenceIn(stack, resource);
  if (reference?.includes(': aws_s3_bucket.') === true) return reference === address;
  const pattern = asPattern(resource);
  return overlaps(pattern, `arn:aws:s3:::${name}`) || overlaps(pattern, `arn:aws:s3:::${name}/*`);
}

function reachesKey(resource: string, stack: string, { key }: Bucket): boolean {
  if (key === undefined) return false;
  const reference = referenceIn(stack, resource);
  if (reference?.includes(': aws_kms_key.') === true) return reference === key;
  return overlaps(asPattern(resource), 'arn:aws:kms:*:*:key/*');
}

/** The roles that a statement lets its holder act as. */
function becomes(statement: Statement, stack: string, roles: Roles): readonly string[] {
  if (actionsIn(statement, awsBecoming).length === 0) return [];
  return statement.resources.flatMap((resource) => {
    const reference = referenceIn(stack, resource);
    if (reference?.includes(': aws_iam_role.') === true) return roles.has(reference) ? [reference] : [];
    // The account is left out: a pattern for it would reach over the name.
    const pattern = asPattern(resource).replace(/^arn:aws:iam::[^:]*:role\//, '');
    return [...roles.values()].filter((role) => overlaps(pattern, role.pattern)).map(({ address }) => address);
  });
}

/** What the policies of buckets and keys allow, but for the account itself: whoever administers it is judged apart. */
function resourcePolicies(stack: RenderedStack): readonly { policy: string; principal: string; statement: Statement }[] {
  const name = stack.stack.node.id;
  return resourcesOf(stack, /^aws_(s3_bucket_policy|kms_key|kms_key_policy)$/).flatMap(({ type, address, block }) => {
    const policy = type === 'aws_kms_key' ? address : (referenceIn(name, block['bucket'] ?? block['key_id']) ?? address);
    return statementsOf(block['policy'])
      .filter(({ allows }) => allows)
      .flatMap((statement) =>
        listOf(statement.principals)
          .filter((principal) => !principal.endsWith(':root'))
          .map((principal) => ({ policy, principal, statement })),
      );
  });
}

/** A role of the tree by its address; anybody else by what the policy calls them. */
function named(principal: string, stack: string, roles: Roles): string {
  const reference = referenceIn(stack, principal);
  if (reference !== undefined) return reference;
  const role = [...roles.values()].find(({ name }) => principal.endsWith(`:role/${name}`));
  return role?.address ?? (principal === '*' ? 'everybody' : principal);
}
