/** Synthesized stacks copied to a scratch folder, where a real terraform can work on them without the network. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Reattach } from './reattach';
import type { StackJson } from './schema-provider';
import { type CommandResult, runTerraform, TerraformError } from './terraform';

const STACK_FILE = 'cdk.tf.json';
const PLAN_FILE = 'test.tfplan';

/** The JSON of a synthesized stack. */
export function readStack(folder: string): StackJson {
  return JSON.parse(readFileSync(join(folder, STACK_FILE), 'utf8')) as StackJson;
}

export interface WorkspaceProps {
  /** Running providers, from `serveSavedProviders()` or `startAwsProvider()`. @default none */
  readonly reattach?: Reattach;
  /** Folder with provider packages for whatever is not attached. @default an empty one: init fails instead of downloading */
  readonly mirror?: string | undefined;
  /** Terraform input variables. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  /** More environment, for instance credentials for an emulator. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Bound of each command in milliseconds. @default 120000 */
  readonly timeoutMs?: number;
}

/**
 * One scratch folder, in the layout of a project (`cdktf.out/stacks/<name>`), so that relative backend paths which lead
 * out of cdktf.out stay inside the scratch folder and stacks that read each other's state find it.
 */
export class Workspace {
  readonly root: string;
  private readonly env: Readonly<Record<string, string>>;

  constructor(private readonly props: WorkspaceProps = {}) {
    this.root = mkdtempSync(join(tmpdir(), 'opskeep-terraform-'));
    const mirror = props.mirror ?? join(this.root, 'no-providers');
    mkdirSync(mirror, { recursive: true });
    const cliConfig = join(this.root, 'terraform.rc');
    writeFileSync(
      cliConfig,
      `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    const variables = Object.entries(props.variables ?? {}).map(([name, value]) => [`TF_VAR_${name}`, value]);
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: this.root,
      TMPDIR: tmpdir(),
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: cliConfig,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_REATTACH_PROVIDERS: JSON.stringify(props.reattach ?? {}),
      ...Object.fromEntries(variables),
      ...props.env,
    };
  }

  /** Copies a synthesized stack: a folder with a cdk.tf.json, and assets if there are any. Changes nothing in it. */
  stack(folder: string): WorkspaceStack {
    if (!existsSync(join(folder, STACK_FILE))) throw new Error(`${folder} holds no ${STACK_FILE}`);
    const copy = this.stackFolder(basename(folder));
    cpSync(folder, copy, { recursive: true });
    return this.open(copy);
  }

  /** A stack from its JSON. */
  stackFromJson(name: string, json: StackJson): WorkspaceStack {
    const folder = this.stackFolder(name);
    writeFileSync(join(folder, STACK_FILE), JSON.stringify(json, null, 2));
    return this.open(folder);
  }

  /** Removes the scratch folder. */
  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private stackFolder(name: string): string {
    const folder = join(this.root, 'cdktf.out', 'stacks', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  private open(folder: string): WorkspaceStack {
    return new WorkspaceStack(folder, (args) => runTerraform(args, { cwd: folder, env: this.env, timeoutMs: this.props.timeoutMs }));
  }
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** Resource address, where Terraform knows it. */
  readonly address?: string;
}

export interface Validation {
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    /** For instance ["create"], ["update"], ["delete", "create"], ["no-op"]. */
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly after_unknown: unknown;
  };
}

/** `terraform show -json` of a plan, the parts that tests read. */
export interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** `terraform show -json` of a state, the parts that tests read. */
export interface State {
  readonly values?: {
    readonly root_module: { readonly resources?: readonly StateResource[] };
    readonly outputs?: Readonly<Record<string, { readonly value: unknown; readonly sensitive: boolean }>>;
  };
}

export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Terraform's commands on one stack. Each rejects with a `TerraformError` that holds what terraform printed. */
export class WorkspaceStack {
  constructor(
    /** The copy that terraform works in. */
    readonly folder: string,
    private readonly run: (args: readonly string[]) => Promise<CommandResult>,
  ) {}

  /** @param backend false leaves the backend alone: enough for `validate`, needed offline where it is a bucket */
  async init({ backend = true } = {}): Promise<void> {
    await this.succeed(['init', '-no-color', '-input=false', `-backend=${backend}`]);
  }

  /** Does not reject for an invalid stack: the answer says so. */
  async validate(): Promise<Validation> {
    const result = await this.run(['validate', '-json']);
    // An invalid stack is exit code 1 with an answer; a crash is exit code 1 without one.
    if (!result.stdout.trimStart().startsWith('{')) throw new TerraformError('validate', result);
    return JSON.parse(result.stdout) as Validation;
  }

  /** Plans and keeps the plan for the next `apply`. */
  async plan(): Promise<Plan> {
    await this.succeed(['plan', '-no-color', '-input=false', `-out=${PLAN_FILE}`]);
    return this.showJson<Plan>([PLAN_FILE]);
  }

  /** Applies the plan made last, or plans and applies. @returns the state afterwards */
  async apply(): Promise<State> {
    const planFile = join(this.folder, PLAN_FILE);
    const planned = existsSync(planFile);
    await this.succeed(['apply', '-no-color', '-input=false', '-auto-approve', ...(planned ? [PLAN_FILE] : [])]);
    rmSync(planFile, { force: true });
    return this.show();
  }

  async destroy(): Promise<void> {
    await this.succeed(['destroy', '-no-color', '-input=false', '-auto-approve']);
  }

  /** The state. */
  show(): Promise<State> {
    return this.showJson<State>([]);
  }

  /** `terraform providers schema -json`, unparsed. */
  async providerSchemas(): Promise<string> {
    return (await this.succeed(['providers', 'schema', '-json'])).stdout;
  }

  private async showJson<T>(args: readonly string[]): Promise<T> {
    const { stdout } = await this.succeed(['show', '-json', ...args]);
    return JSON.parse(stdout) as T;
  }

  private async succeed(args: readonly string[]): Promise<CommandResult> {
    const result = await this.run(args);
    if (result.code !== 0) throw new TerraformError(args[0] ?? '', result);
    return result;
  }
}

/** Addresses of the resources that a plan would touch; empty for a plan that changes nothing. */
export function changedAddresses(plan: Plan): readonly string[] {
  return (plan.resource_changes ?? [])
    .filter(({ change }) => change.actions.some((action) => action !== 'no-op' && action !== 'read'))
    .map(({ address }) => address);
}

/** Errors of a validation as text, one line each: made for `expect(errorsOf(v)).toEqual([...])`. */
export function errorsOf(validation: Validation): readonly string[] {
  return validation.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ summary, detail }) => `${summary}: ${detail.replace(/\s+/g, ' ')}`);
}
