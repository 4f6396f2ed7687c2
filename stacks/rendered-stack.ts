import type { TerraformResource } from 'cdktf';
import { placeholder } from '../constructs/inputs';
import type { BaseStack } from './base-stack';

export type Block = Readonly<Record<string, unknown>>;

/** A stack as it is written. */
export interface RenderedStack {
  readonly stack: BaseStack;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A resource of a stack as it is written. */
export interface RenderedResource {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  readonly block: Block;
  /** `<stack>: <type>.<id>`. */
  readonly address: string;
}

const noResources: Readonly<Record<string, Readonly<Record<string, Block>>>> = {};

/** The resources of a stack whose type the expression matches. */
export function resourcesOf({ stack, json }: RenderedStack, types: RegExp): readonly RenderedResource[] {
  const name = stack.node.id;
  const all = (json['resource'] ?? noResources) as typeof noResources;
  return Object.entries(all)
    .filter(([type]) => types.test(type))
    .flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, block]) => ({ stack: name, type, id, block, address: `${name}: ${type}.${id}` })),
    );
}

/** The address of a construct in the written stack. */
export const addressOf = (stack: BaseStack, resource: TerraformResource): string =>
  `${stack.node.id}: ${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

/** The address that a text refers to, e.g. `allodoc-production-backup: aws_s3_bucket.bucket` for `${aws_s3_bucket.bucket.arn}/*`. */
export function referenceIn(stack: string, text: unknown): string | undefined {
  const [, type, id] = /^\$\{([a-z0-9_]+)\.([\w-]+)\.[\w.]+\}/.exec(String(text)) ?? [];
  return type === undefined || id === undefined || type === 'data' ? undefined : `${stack}: ${type}.${id}`;
}

/** A text of a stack with the values of those variables that the settings give: two stacks may call one project by two variables. */
export function settled({ json }: RenderedStack, value: unknown): string {
  const variables = (json['variable'] ?? {}) as Readonly<Record<string, { readonly default?: unknown }>>;
  return textOf(value).replace(/\$\{var\.(\w+)\}/g, (reference, name: string) => {
    const known = variables[name]?.default;
    return typeof known === 'string' && known !== placeholder ? known : reference;
  });
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Blocks that Terraform writes as one or as a list of them. */
export const blocksOf = (value: unknown): readonly Block[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Block[]) : [value as Block];

/** What Terraform writes as one value or as a list of them. */
export function listOf(value: unknown): readonly string[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
}
