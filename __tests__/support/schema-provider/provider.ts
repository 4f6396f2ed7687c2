/** The calls of Terraform's provider protocol, answered from a schema alone. */
import { applied, lookedUp, planned, upgraded } from './lifecycle';
import { schemaMessage } from './protocol';
import type { BlockSchema, ProviderSchema, TypeSchema } from './schema';
import { type DynamicValue, decodeValue, encodeValue, type ObjectValue } from './values';

/**
 * Checks that a schema cannot express (enumerations, formats), run at validate and plan.
 * @returns one sentence a problem; values that are not known yet are `UNKNOWN`
 */
export type ConfigProblems = (typeName: string, config: ObjectValue) => readonly string[];

interface TypedRequest {
  readonly type_name: string;
}
interface ConfigRequest extends TypedRequest {
  readonly config: DynamicValue;
}
interface UpgradeRequest extends TypedRequest {
  readonly raw_state: { readonly json: Uint8Array };
}
interface ReadRequest extends TypedRequest {
  readonly current_state: DynamicValue;
}
interface PlanRequest extends TypedRequest {
  readonly proposed_new_state: DynamicValue;
}
interface ApplyRequest extends TypedRequest {
  readonly planned_state: DynamicValue;
}
interface ImportRequest extends TypedRequest {
  readonly id: string;
}

export type Call = (request: never) => object;

/** One function a call of the protocol; each may throw, which the server reports to Terraform. */
export function providerCalls(schema: ProviderSchema, problems: ConfigProblems): Record<string, Call> {
  const message = schemaMessage(schema);
  const resource = ({ type_name }: TypedRequest): BlockSchema => blockOf(schema.resources, type_name);
  const dataSource = ({ type_name }: TypedRequest): BlockSchema => blockOf(schema.dataSources, type_name);
  /** What has been applied, which an import finds again by its id. */
  const made = new Map<string, ObjectValue>();
  const identity = (typeName: string, { id }: ObjectValue): string => `${typeName} ${id}`;

  return {
    GetSchema: () => message,
    PrepareProviderConfig: ({ config }: ConfigRequest) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: (request: ConfigRequest) => ({
      diagnostics: problems(request.type_name, decodeValue(request.config) ?? {}).map((detail) => ({
        severity: 'ERROR',
        summary: `Invalid ${request.type_name}`,
        detail,
      })),
    }),
    ValidateDataSourceConfig: () => ({}),
    UpgradeResourceState: (request: UpgradeRequest) => ({
      upgraded_state: encodeValue(upgraded(resource(request), decodeValue(request.raw_state) ?? {})),
    }),
    Configure: () => ({}),
    ReadResource: ({ current_state }: ReadRequest) => ({ new_state: current_state }),
    PlanResourceChange: (request: PlanRequest) => {
      const proposed = decodeValue(request.proposed_new_state);
      return { planned_state: encodeValue(proposed && planned(resource(request), proposed)) };
    },
    ApplyResourceChange: (request: ApplyRequest) => {
      const plan = decodeValue(request.planned_state);
      const state = plan && applied(request.type_name, resource(request), plan);
      if (state !== null) made.set(identity(request.type_name, state), state);
      return { new_state: encodeValue(state) };
    },
    ImportResourceState: (request: ImportRequest) => ({
      imported_resources: [
        {
          type_name: request.type_name,
          state: encodeValue(upgraded(resource(request), made.get(identity(request.type_name, { id: request.id })) ?? { id: request.id })),
        },
      ],
    }),
    ReadDataSource: (request: ConfigRequest) => ({
      state: encodeValue(lookedUp(request.type_name, dataSource(request), decodeValue(request.config) ?? {})),
    }),
    Stop: () => ({}),
  };
}

function blockOf(types: Readonly<Record<string, TypeSchema>>, typeName: string): BlockSchema {
  const type = types[typeName];
  if (type === undefined) throw new Error(`the schema has no ${typeName}`);
  return type.block;
}
