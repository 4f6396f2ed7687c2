import type { BaseStack } from '../stacks/base-stack';
import type { Environment } from './machine';

/** What one stack needs before it can be planned, read from what it is rendered to, so that it cannot differ from that. */
export interface StackNeeds {
  readonly stack: string;
  readonly providers: ReadonlySet<string>;
  /** Input variables with the value that a plan would take: from the environment, else from the settings. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Login addresses that are looked up in PagerDuty. */
  readonly pagerDutyUsers: readonly string[];
  /** Accounts that the AWS provider allows. */
  readonly awsAccounts: readonly string[];
  /** Projects of Google Cloud with their numbers, where the stack asks for one. */
  readonly googleProjects: readonly { readonly project: string; readonly projectNumber: string | undefined }[];
}

export interface Variable {
  readonly name: string;
  /** Undefined while it stands on its placeholder or, for a secret, is not in the environment. */
  readonly value: string | undefined;
  readonly secret: boolean;
  readonly meaning: string;
}

type Block = Readonly<Record<string, unknown>>;
type Section = Readonly<Record<string, Block>>;

export function needsOf(stack: BaseStack, environment: Environment): StackNeeds {
  stack.prepareStack();
  const json = stack.toTerraform() as Readonly<Record<string, Section>>;
  const unset = new Set(stack.inputs.unset.map(({ name }) => name));
  const variables = new Map(
    Object.entries(json['variable'] ?? {}).map(([name, block]) => [name, variable(name, block, unset.has(name), environment)]),
  );
  /** The value behind `${var.name}`, or a text that is none. */
  const resolved = (text: unknown): string | undefined => {
    const [, name] = /^\$\{var\.(\w+)\}$/.exec(String(text)) ?? [];
    return name === undefined ? String(text) : variables.get(name)?.value;
  };
  const users = Object.values((json['data']?.['pagerduty_user'] ?? {}) as Section).map(({ email }) => resolved(email));
  const aws = Object.values((json['provider']?.['aws'] ?? []) as unknown as readonly Block[]);
  const known = (values: readonly (string | undefined)[]): readonly string[] => [...new Set(values.filter((value) => value !== undefined))];
  return {
    stack: stack.node.id,
    providers: new Set(Object.keys(json['provider'] ?? {})),
    variables,
    pagerDutyUsers: known(users),
    awsAccounts: known(aws.flatMap(({ allowed_account_ids: ids }) => (ids as readonly unknown[]).map(resolved))),
    googleProjects: [...variables.values()].flatMap(({ name, value }) =>
      /(^|_)google_(backup_)?project$/.test(name) && value !== undefined
        ? [{ project: value, projectNumber: variables.get(`${name}_number`)?.value }]
        : [],
    ),
  };
}

function variable(name: string, block: Block, unset: boolean, environment: Environment): Variable {
  const given = environment[`TF_VAR_${name}`];
  const secret = block['sensitive'] === true;
  const standing = unset || secret ? undefined : plain(block['default']);
  return { name, value: given ?? standing, secret, meaning: String(block['description']) };
}

function plain(value: unknown): string | undefined {
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Names of stacks in a message: the first ones, and how many more. */
export function naming(stacks: readonly string[]): string {
  const shown = 3;
  const rest = stacks.length - shown;
  return rest > 0 ? `${stacks.slice(0, shown).join(', ')} and ${rest} more` : stacks.join(', ');
}

/** What several stacks ask for, each once, with the stacks that ask. */
export function askedBy<T>(needs: readonly StackNeeds[], asks: (need: StackNeeds) => readonly T[]): ReadonlyMap<T, readonly string[]> {
  const asked = new Map<T, readonly string[]>();
  for (const need of needs) for (const thing of new Set(asks(need))) asked.set(thing, [...(asked.get(thing) ?? []), need.stack]);
  return asked;
}
