import { TerraformElement, TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import { recordedMeets } from '../constructs/coverage';
import type { BaseStack } from './base-stack';

/** Requirement id to the Terraform addresses that meet it, as `<stack>: <type>.<name>`, both sorted. */
export type CoverageMap = Readonly<Record<string, readonly string[]>>;

/** Gathers what the constructs of all stacks recorded. */
export function coverageMap(stacks: readonly BaseStack[]): CoverageMap {
  const addresses = new Map<string, Set<string>>();
  const visit = (construct: IConstruct, stack: BaseStack): void => {
    for (const requirement of recordedMeets(construct)) {
      const known = addresses.get(requirement) ?? new Set();
      for (const address of addressesOf(construct)) known.add(`${stack.node.id}: ${address}`);
      addresses.set(requirement, known);
    }
    for (const child of construct.node.children) visit(child, stack);
  };
  for (const stack of stacks) visit(stack, stack);
  return Object.fromEntries([...addresses].sort(([a], [b]) => compare(a, b)).map(([id, places]) => [id, [...places].sort(compare)]));
}

/** The address of an element; of a construct without one, those of all resources below it. */
function addressesOf(construct: IConstruct): readonly string[] {
  if (TerraformResource.isTerraformResource(construct)) return [`${construct.terraformResourceType}.${construct.friendlyUniqueId}`];
  if (TerraformElement.isTerraformElement(construct)) return [construct.friendlyUniqueId];
  return construct.node.children.flatMap(addressesOf);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
