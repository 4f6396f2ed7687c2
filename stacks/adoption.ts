import { TerraformResource } from 'cdktf';
import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import type { BaseStack } from './base-stack';

/**
 * Turns what exists already into import blocks: Terraform takes it over with the next deployment instead of making a second one. A path
 * that no resource has is a finding, since it would make that second one without a word.
 */
export function adopt(stacks: readonly BaseStack[], adopted: Readonly<Record<string, string>>): Finding[] {
  const entries = Object.entries(adopted);
  if (entries.length === 0) return [];
  const resources = new Map(
    stacks.flatMap((stack) =>
      stack
        .elements()
        .filter(isResource)
        .map((found) => [found.node.path, found] as const),
    ),
  );
  const taken = new Set<string>();
  return entries.flatMap(([path, id]) => {
    const resource = resources.get(path);
    if (resource === undefined) return [messages.unknownResource(path, [...resources.keys()])];
    const identity = [path.split('/')[0], resource.terraformResourceType, resource.provider?.fqn, id].join(' ');
    if (taken.has(identity)) return [messages.adoptedTwice(path, id)];
    taken.add(identity);
    resource.importFrom(id, resource.provider);
    return [];
  });
}

const isResource = (element: unknown): element is TerraformResource => TerraformResource.isTerraformResource(element);
