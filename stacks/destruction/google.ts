import type { MayRemove } from '../../constructs/copies';
import type { Principal, Removal } from '../../model/proofs/destruction';
import { listOf, type RenderedResource, type RenderedStack, referenceIn, resourcesOf, settled, textOf } from '../rendered-stack';
import { cloudKmsDangers, googleBecoming, predefinedRoles, projectDangers, storageDangers } from './dangers';
import { Rights, reasonFor } from './rights';

/** A bucket of Cloud Storage that holds copies. */
interface Bucket {
  readonly address: string;
  readonly project: string;
  readonly key: string | undefined;
  readonly ring: string | undefined;
}

/** A role that is granted to members on something. Conditions are left out: one that limits a grant to some objects leaves it dangerous to those. */
interface Grant {
  readonly at: RenderedResource;
  readonly role: string;
  readonly members: readonly string[];
}

/** What the grants of Google Cloud allow, and the roles of which nobody here can tell what they allow. */
export interface GoogleRights {
  readonly principals: readonly Principal[];
  readonly unjudged: readonly { readonly address: string; readonly role: string }[];
}

/** Everybody who has a right by the grants of the stacks, with the copies that the right removes. */
export function googleRights(
  stacks: readonly RenderedStack[],
  places: ReadonlySet<string>,
  recorded: ReadonlyMap<string, MayRemove>,
): GoogleRights {
  const buckets = stacks.flatMap((stack) => bucketsOf(stack, places));
  if (buckets.length === 0) return { principals: [], unjudged: [] };
  const accounts = new Map(stacks.flatMap(accountsOf));
  const rights = new Rights();
  const unjudged: { address: string; role: string }[] = [];
  for (const stack of stacks) {
    const name = stack.stack.node.id;
    const who = (text: string): string => settled(stack, withEmails(name, text, accounts));
    for (const { at, role, members } of grantsOf(stack)) {
      const permissions = permissionsOf(stack, role);
      if (permissions === undefined) {
        unjudged.push({ address: at.address, role });
        continue;
      }
      const project = settled(stack, at.block['project']);
      const removals = removalsBy(at, project, permissions, buckets, recorded.get(at.address));
      const becoming = permissions.some((permission) => googleBecoming.includes(permission)) ? actsAs(at, project, accounts) : [];
      for (const member of members.map(who)) {
        for (const removal of removals) rights.give(member, removal);
        for (const account of becoming) rights.become(member, account);
      }
    }
  }
  return { principals: rights.principals(), unjudged };
}

function bucketsOf(stack: RenderedStack, places: ReadonlySet<string>): readonly Bucket[] {
  const name = stack.stack.node.id;
  const keys = new Map(resourcesOf(stack, /^google_kms_crypto_key$/).map(({ address, block }) => [address, block]));
  return resourcesOf(stack, /^google_storage_bucket$/)
    .filter(({ address }) => places.has(address))
    .map(({ address, block }) => {
      const key = referenceIn(name, /\$\{google_kms_crypto_key\.[^}]+\}/.exec(JSON.stringify(block['encryption'] ?? ''))?.[0]);
      return { address, project: settled(stack, block['project']), key, ring: referenceIn(name, keys.get(key ?? '')?.['key_ring']) };
    });
}

const grantsOf = (stack: RenderedStack): readonly Grant[] =>
  resourcesOf(stack, /^google_.*_iam_(member|binding)$/).map((at) => ({
    at,
    role: textOf(at.block['role']),
    members: [...listOf(at.block['member']), ...listOf(at.block['members'])],
  }));

/** Permissions of a role that the tree makes, or of one that Google makes; undefined for one that nobody here knows. */
function permissionsOf(stack: RenderedStack, role: string): readonly string[] | undefined {
  const reference = referenceIn(stack.stack.node.id, role);
  if (reference === undefined) return predefinedRoles[role];
  const made = resourcesOf(stack, /^google_(project|organization)_iam_custom_role$/).find(({ address }) => address === reference);
  return made === undefined ? undefined : listOf(made.block['permissions']);
}

function removalsBy(
  { type, stack, block }: RenderedResource,
  project: string,
  permissions: readonly string[],
  buckets: readonly Bucket[],
  recorded: MayRemove | undefined,
): readonly Removal[] {
  const on = (dangers: readonly string[]): readonly string[] => permissions.filter((permission) => dangers.includes(permission));
  const onProject = on([...storageDangers, ...cloudKmsDangers, ...projectDangers]);
  if (onProject.length === 0) return [];
  const removals = (of: Bucket, actions: readonly string[]): readonly Removal[] =>
    actions.map((by) => ({ place: of.address, by, ...reasonFor(by, of.address, recorded) }));
  return buckets.flatMap((bucket) => {
    if (type.startsWith('google_storage_bucket_iam'))
      return referenceIn(stack, block['bucket']) === bucket.address ? removals(bucket, on(storageDangers)) : [];
    if (type.startsWith('google_kms_crypto_key_iam'))
      return referenceIn(stack, block['crypto_key_id']) === bucket.key ? removals(bucket, on(cloudKmsDangers)) : [];
    if (type.startsWith('google_kms_key_ring_iam'))
      return referenceIn(stack, block['key_ring_id']) === bucket.ring ? removals(bucket, on(cloudKmsDangers)) : [];
    const everywhere = /^google_(folder|organization)_iam/.test(type);
    const inProject = type.startsWith('google_project_iam') && project === bucket.project;
    return everywhere || inProject ? removals(bucket, onProject) : [];
  });
}

/** Service accounts of a stack, by their address, with the e-mail address that they will have. */
const accountsOf = (stack: RenderedStack): readonly (readonly [string, string])[] =>
  resourcesOf(stack, /^google_service_account$/).map(({ address, block }) => [
    address,
    `${textOf(block['account_id'])}@${settled(stack, block['project'])}.iam.gserviceaccount.com`,
  ]);

/** A member by its address, so that two stacks mean the same account. */
function withEmails(stack: string, text: string, accounts: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{google_service_account\.[^}]+\}/g,
    (reference) => accounts.get(referenceIn(stack, reference) ?? '') ?? reference,
  );
}

/** The accounts that a grant on one of them, or on their project, lets its members act as. */
function actsAs({ type, stack, block }: RenderedResource, project: string, accounts: ReadonlyMap<string, string>): readonly string[] {
  const all = [...accounts.values()].map((email) => `serviceAccount:${email}`);
  if (!type.startsWith('google_service_account_iam')) {
    return /^google_(project|folder|organization)_iam/.test(type)
      ? all.filter((member) => project === '' || member.includes(`@${project}.`))
      : [];
  }
  const email = accounts.get(referenceIn(stack, block['service_account_id']) ?? '');
  return email === undefined ? all : [`serviceAccount:${email}`];
}
