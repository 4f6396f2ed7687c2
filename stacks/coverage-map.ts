import { TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { recordedMeets } from '../constructs/coverage';
import { type DeclaredProduct, isActive } from '../model/product';
import type { BaseStack } from './base-stack';

/** Requirement id to what meets it, both sorted: Terraform addresses as `<stack>: <type>.<name>`, or parts of a declaration. */
export type CoverageMap = Readonly<Record<string, readonly string[]>>;

/** What is declared for people rather than for Terraform, by what it is. */
function declaredFor(product: DeclaredProduct): Readonly<Record<string, readonly { readonly meets: readonly string[] }[]>> {
  const { contacts, notices, stores, incidentClasses, objectives, vendors } = product;
  return { contacts, notices, stores, vendors, 'incident classes': incidentClasses, objectives };
}

/** Gathers what the constructs of all stacks recorded, what the declarations say to people, and what else is known to meet something. */
export function coverageMap(stacks: readonly BaseStack[], products: readonly DeclaredProduct[], also: CoverageMap = {}): CoverageMap {
  const addresses = new Map(Object.entries(also).map(([requirement, places]) => [requirement, new Set(places)]));
  const visit = (construct: IConstruct, stack: BaseStack): void => {
    for (const requirement of recordedMeets(construct)) {
      const known = addresses.get(requirement) ?? new Set();
      for (const address of addressesOf(construct)) known.add(`${stack.node.id}: ${address}`);
      addresses.set(requirement, known);
    }
    for (const child of construct.node.children) visit(child, stack);
  };
  for (const stack of stacks.filter(({ isRetired }) => !isRetired)) visit(stack, stack);
  for (const product of products.filter(isActive)) {
    for (const [what, entries] of Object.entries(declaredFor(product))) {
      for (const requirement of entries.flatMap((entry) => entry.meets))
        addresses.set(requirement, new Set([...(addresses.get(requirement) ?? []), `${product.name}: ${what}`]));
    }
  }
  return Object.fromEntries([...addresses.keys()].sort().map((id) => [id, [...(addresses.get(id) ?? [])].sort()]));
}

/** The address of an element; of a construct without one, those of all resources below it; of a stack, all of it. */
export function addressesOf(construct: IConstruct): readonly string[] {
  if (TerraformStack.isStack(construct)) return ['*'];
  if (TerraformResource.isTerraformResource(construct)) return [`${construct.terraformResourceType}.${construct.friendlyUniqueId}`];
  if (TerraformElement.isTerraformElement(construct)) return [construct.friendlyUniqueId];
  return construct.node.children.flatMap(addressesOf);
}
