/** Provider schemas in the format of `terraform providers schema -json`, and the part of one that a stack needs. */
import { readFileSync } from 'node:fs';

/** A type constraint: `"string"`, `["list", "string"]`, `["object", { port: "number" }]`... */
export type AttributeType =
  | string
  | readonly ['list' | 'set' | 'map', AttributeType]
  | readonly ['object', Readonly<Record<string, AttributeType>>]
  | readonly ['tuple', readonly AttributeType[]];

export interface AttributeSchema {
  readonly type: AttributeType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly write_only?: boolean;
}

export interface NestedBlockSchema {
  readonly nesting_mode: 'single' | 'list' | 'set' | 'map' | 'group';
  readonly block: BlockSchema;
  readonly min_items?: number;
  readonly max_items?: number;
}

export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, NestedBlockSchema>>;
  readonly deprecated?: boolean;
}

export interface TypeSchema {
  readonly version?: number;
  readonly block: BlockSchema;
}

/** One provider: its own configuration, its resources and its data sources. */
export interface ProviderSchema {
  /** Full address in lower case, for instance `registry.terraform.io/grafana/grafana`. */
  readonly address: string;
  readonly provider: TypeSchema;
  readonly resources: Readonly<Record<string, TypeSchema>>;
  readonly dataSources: Readonly<Record<string, TypeSchema>>;
}

interface SchemaFile {
  readonly provider_schemas: Readonly<
    Record<
      string,
      {
        readonly provider: TypeSchema;
        readonly resource_schemas?: Readonly<Record<string, TypeSchema>>;
        readonly data_source_schemas?: Readonly<Record<string, TypeSchema>>;
      }
    >
  >;
}

/** Every provider in a schema file. */
export function readProviderSchemas(file: string): readonly ProviderSchema[] {
  const { provider_schemas } = JSON.parse(readFileSync(file, 'utf8')) as SchemaFile;
  return Object.entries(provider_schemas).map(([address, schema]) => ({
    address,
    provider: schema.provider,
    resources: schema.resource_schemas ?? {},
    dataSources: schema.data_source_schemas ?? {},
  }));
}

/** A stack as Terraform reads it: the content of a cdk.tf.json. */
export interface StackJson {
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, unknown>>; readonly backend?: unknown };
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/**
 * The schema cut down to the resource and data source types of the given stacks. Terraform transfers and decodes the
 * whole schema for every command, which costs a second for AWS and next to nothing for the few dozen types in use.
 * A type that the provider does not have stays absent, so Terraform still refuses it.
 */
export function schemaForStacks(schema: ProviderSchema, stacks: readonly StackJson[]): ProviderSchema {
  return {
    ...schema,
    resources: pick(
      schema.resources,
      stacks.flatMap((stack) => Object.keys(stack.resource ?? {})),
    ),
    dataSources: pick(
      schema.dataSources,
      stacks.flatMap((stack) => Object.keys(stack.data ?? {})),
    ),
  };
}

function pick<T>(from: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  const picked: Record<string, T> = {};
  for (const key of keys) {
    const value = from[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}
