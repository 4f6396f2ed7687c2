/** The two .proto files as gRPC service definitions, and a schema as the protocol's message. */
import { join } from 'node:path';
import { loadPackageDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { AttributeSchema, BlockSchema, NestedBlockSchema, ProviderSchema, TypeSchema } from './schema';

interface ProtocolPackages {
  readonly tfplugin5: { readonly Provider: { readonly service: ServiceDefinition } };
  readonly plugin: Readonly<Record<'GRPCController' | 'GRPCStdio' | 'GRPCBroker', { readonly service: ServiceDefinition }>>;
}

const packages = loadPackageDefinition(
  loadSync(
    ['tfplugin5.proto', 'go-plugin.proto'].map((file) => join(__dirname, file)),
    { keepCase: true, longs: Number, enums: String },
  ),
) as unknown as ProtocolPackages;

export const providerService = packages.tfplugin5.Provider.service;
export const controllerService = packages.plugin.GRPCController.service;
export const stdioService = packages.plugin.GRPCStdio.service;
export const brokerService = packages.plugin.GRPCBroker.service;

/** The answer to GetSchema. */
export function schemaMessage(schema: ProviderSchema): object {
  return {
    provider: typeMessage(schema.provider),
    resource_schemas: mapValues(schema.resources, typeMessage),
    data_source_schemas: mapValues(schema.dataSources, typeMessage),
    // Lets Terraform ask once for each command instead of once for each use.
    server_capabilities: { get_provider_schema_optional: true },
  };
}

function typeMessage({ version, block }: TypeSchema): object {
  return { version: version ?? 0, block: blockMessage(block) };
}

function blockMessage(block: BlockSchema): object {
  return {
    attributes: Object.entries(block.attributes ?? {}).map(([name, attribute]) => attributeMessage(name, attribute)),
    block_types: Object.entries(block.block_types ?? {}).map(([name, nested]) => nestedMessage(name, nested)),
    deprecated: block.deprecated ?? false,
  };
}

function attributeMessage(name: string, attribute: AttributeSchema): object {
  if (attribute.type === undefined) {
    throw new Error(`attribute ${name} has no type: nested attributes exist in protocol 6 only, this provider speaks 5`);
  }
  return { ...attribute, name, type: Buffer.from(JSON.stringify(attribute.type)) };
}

function nestedMessage(typeName: string, nested: NestedBlockSchema): object {
  return {
    type_name: typeName,
    block: blockMessage(nested.block),
    nesting: nested.nesting_mode.toUpperCase(),
    min_items: nested.min_items ?? 0,
    max_items: nested.max_items ?? 0,
  };
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, mapper: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, mapper(value)]));
}
