import { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import { type CopyRecords, copyRecords, type MayRemove } from '../../constructs/copies';
import type { Finding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { ProductEnvironment } from '../../model/product-environment';
import { type CopyPlace, checkDestruction, type Principal } from '../../model/proofs/destruction';
import { waiveWritten } from '../../model/proofs/waivers';
import {
  addressOf,
  type Block,
  listOf,
  type RenderedResource,
  type RenderedStack,
  referenceIn,
  resourcesOf,
  settled,
  textOf,
} from '../rendered-stack';
import { TokenResolver } from '../resolve-tokens';
import { awsPrincipals } from './aws';
import { foreignPolicies } from './aws-policies';
import { googleRights } from './google';

/**
 * Judges all policies and grants of the stacks together, as they are written: nobody whom they name may remove every copy of a store. Needs
 * no cloud; what somebody granted by hand, or in another tree, is not seen.
 */
export function proveDestruction(stacks: readonly RenderedStack[], environments: readonly ProductEnvironment[]): Finding[] {
  const holding = stacks.map((stack) => ({ stack, ...recordsOf(stack) })).filter(({ places }) => places.length > 0);
  if (holding.length === 0) return [];
  const places = new Set(holding.flatMap((held) => held.places.map(({ address }) => address)));
  const recorded = new Map(holding.flatMap(({ removals }) => removals));
  const google = googleRights(stacks, places, recorded);
  const whoRemoves = byPlace([...awsPrincipals(stacks, places, recorded), ...google.principals]);
  return [
    ...[...new Set(environments.map(({ product }) => product))].flatMap((product) => {
      const found = environments
        .filter((environment) => environment.product === product)
        .flatMap((environment) => {
          const own = holding.filter(({ stack }) => stack.stack.belongsTo(environment)).flatMap((held) => held.places);
          const principals = whoRemoves(own);
          return checkDestruction({ where: environment.place, places: own, principals, copies: environment.posture.copies });
        });
      return waiveWritten(product, found);
    }),
    ...stacks
      .flatMap(foreignPolicies)
      .map(({ address }) => messages.unjudgedRight(address, 'a policy whose text is not in the tree', 'an inline policy of its own')),
    ...google.unjudged.map(({ address, role }) => messages.unjudgedRight(address, role, 'a role of known permissions')),
  ];
}

/** Those who can remove copies in some places, in the order in which all of them stand: most principals concern one environment. */
function byPlace(principals: readonly Principal[]): (places: readonly CopyPlace[]) => readonly Principal[] {
  const positions = new Map<string, Set<number>>();
  for (const [position, { removals }] of principals.entries())
    for (const { place } of removals) positions.set(place, (positions.get(place) ?? new Set()).add(position));
  return (places) =>
    [...new Set(places.flatMap(({ address }) => [...(positions.get(address) ?? [])]))]
      .sort((a, b) => a - b)
      .flatMap((position) => principals[position] ?? []);
}

interface StackRecords {
  readonly places: CopyPlace[];
  /** By the address of the grant, each with the address of its bucket. */
  readonly removals: [string, MayRemove][];
}

/** The buckets that were recorded to hold copies and that the stack still has, and the grants that were recorded to remove some. */
function recordsOf(stack: RenderedStack): StackRecords {
  const found: StackRecords = { places: [], removals: [] };
  const buckets = new Map(resourcesOf(stack, /^(aws_s3_bucket|google_storage_bucket)$/).map((resource) => [resource.address, resource]));
  if (buckets.size === 0) return found;
  const visit = (construct: IConstruct, above: CopyRecords): void => {
    const records = copyRecords(construct, above);
    const { held, removals } = records;
    if ((held !== undefined || removals !== undefined) && TerraformResource.isTerraformResource(construct)) {
      const address = addressOf(stack.stack, construct);
      const bucket = buckets.get(address);
      if (held !== undefined && bucket !== undefined) found.places.push({ address, account: accountOf(stack, bucket), ...held });
      if (removals !== undefined) found.removals.push([address, { ...removals, bucket: bucketOf(stack, removals) }]);
    }
    for (const child of construct.node.children) visit(child, records);
  };
  visit(stack.stack, { held: undefined, removals: undefined });
  return found;
}

const bucketOf = ({ stack }: RenderedStack, { bucket }: MayRemove): string =>
  referenceIn(stack.node.id, new TokenResolver(stack).resolve(bucket)) ?? bucket;

/** The project of a bucket, or the account that its provider may touch. */
function accountOf(stack: RenderedStack, { type, block }: RenderedResource): string {
  if (type === 'google_storage_bucket') return settled(stack, block['project']);
  const { aws = [] } = (stack.json['provider'] ?? {}) as { readonly aws?: readonly Block[] };
  const alias = textOf(block['provider']).split('.')[1];
  const provider = aws.find((candidate) => candidate['alias'] === alias);
  return settled(stack, listOf(provider?.['allowed_account_ids'])[0]);
}
