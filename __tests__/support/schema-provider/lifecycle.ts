/**
 * What a provider does with values when there is nothing behind it: everything it decides follows from the schema.
 * There are no provider defaults, and every change is an update in place, because a schema says nothing about either.
 */
import { createHash } from 'node:crypto';
import type { AttributeSchema, AttributeType, BlockSchema, NestedBlockSchema } from './schema';
import { type ObjectValue, UNKNOWN } from './values';

/**
 * The planned state: what Terraform proposes, with "known after apply" for what the provider computes. Terraform has
 * already put the prior value where a computed attribute is not configured, so null means that there is none yet.
 */
export function planned(block: BlockSchema, proposed: ObjectValue): ObjectValue {
  return mapBlock(block, proposed, (value, attribute) => {
    if (attribute.write_only) return null;
    return attribute.computed && value === null ? UNKNOWN : value;
  });
}

/** The state after apply: the plan, with a made-up value for each unknown, the same in each run. */
export function applied(typeName: string, block: BlockSchema, plan: ObjectValue): ObjectValue {
  const seed = digest(JSON.stringify(plan));
  return mapBlock(block, plan, (value, attribute, path) => known(value, attribute.type, `${typeName}/${path}/${seed}`));
}

/** What a data source answers: its configuration, and a made-up value for everything that it would look up. */
export function lookedUp(typeName: string, block: BlockSchema, config: ObjectValue): ObjectValue {
  return applied(typeName, block, planned(block, config));
}

/** A stored state in the shape of the schema: what is absent becomes null (blocks: none), what is surplus is dropped. */
export function upgraded(block: BlockSchema, stored: ObjectValue): ObjectValue {
  return mapBlock(block, stored, (value) => value);
}

type AttributeMapper = (value: unknown, attribute: AttributeSchema, path: string) => unknown;

function mapBlock(block: BlockSchema, value: ObjectValue, mapper: AttributeMapper, path = ''): ObjectValue {
  const result: ObjectValue = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    result[name] = mapper(value[name] ?? null, attribute, path + name);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    result[name] = mapNested(nested, value[name] ?? null, mapper, path + name);
  }
  return result;
}

function mapNested(nested: NestedBlockSchema, value: unknown, mapper: AttributeMapper, path: string): unknown {
  const element = (fields: unknown, key: number | string): ObjectValue =>
    mapBlock(nested.block, fields as ObjectValue, mapper, `${path}.${key}.`);
  // A dynamic block over an unknown collection is unknown as a whole.
  if (value === UNKNOWN) return UNKNOWN;
  switch (nested.nesting_mode) {
    case 'single':
    case 'group':
      return value === null ? null : mapBlock(nested.block, value as ObjectValue, mapper, `${path}.`);
    case 'map':
      return Object.fromEntries(Object.entries((value ?? {}) as ObjectValue).map(([key, fields]) => [key, element(fields, key)]));
    case 'list':
    case 'set':
      return ((value ?? []) as readonly unknown[]).map(element);
  }
}

function known(value: unknown, type: AttributeType, seed: string): unknown {
  if (value === UNKNOWN) return madeUp(type, seed);
  if (value === null || typeof type === 'string') return value;
  switch (type[0]) {
    case 'list':
    case 'set':
      return (value as readonly unknown[]).map((item, index) => known(item, type[1], `${seed}/${index}`));
    case 'map':
      return mapFields(value as ObjectValue, (item, key) => known(item, type[1], `${seed}/${key}`));
    case 'object':
      return mapFields(type[1], (field, key) => known((value as ObjectValue)[key] ?? null, field, `${seed}/${key}`));
    case 'tuple':
      return type[1].map((item, index) => known((value as readonly unknown[])[index] ?? null, item, `${seed}/${index}`));
  }
}

function madeUp(type: AttributeType, seed: string): unknown {
  if (typeof type === 'string') {
    if (type === 'number') return Number.parseInt(digest(seed).slice(0, 6), 16);
    return type === 'bool' ? false : seed;
  }
  switch (type[0]) {
    case 'list':
      // A computed list of objects is how a provider hands out the details of one thing: configurations read its first entry.
      return Array.isArray(type[1]) && type[1][0] === 'object' ? [madeUp(type[1], `${seed}/0`)] : [];
    case 'set':
      return [];
    case 'map':
      return {};
    case 'object':
      return mapFields(type[1], (field, key) => madeUp(field, `${seed}/${key}`));
    case 'tuple':
      return type[1].map((item, index) => madeUp(item, `${seed}/${index}`));
  }
}

function mapFields<T>(fields: Readonly<Record<string, T>>, mapper: (field: T, key: string) => unknown): ObjectValue {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, mapper(field, key)]));
}

/** Short enough to read in a plan, long enough that no two resources of a stack share it. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
