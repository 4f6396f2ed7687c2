import type { App } from 'cdktf';
import { GcsBackend, LocalBackend, S3Backend, TerraformBackend, TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { Inputs, type UnsetInput } from '../constructs/inputs';
import type { EnvironmentName } from '../model/environment';
import { type DeclaredProduct, isActive } from '../model/product';
import type { ProductEnvironment } from '../model/product-environment';
import type { StateSettings } from '../settings/check-settings';
import { TokenResolver } from './resolve-tokens';
import { keptElements, releasedAddresses } from './retirement';

export interface BaseStackProps {
  /** Where the state is kept. */
  readonly state: StateSettings;
  /** @default the stack serves no product, but what deploys all of them */
  readonly product?: DeclaredProduct;
  /** @default the stack serves all environments of the product */
  readonly environment?: EnvironmentName;
}

/** What a stack holds, in the words of its users. */
export interface StackContents {
  backups: number;
  alerts: number;
  dashboards: number;
}

/**
 * A stack of opskeep: one state, relative to nothing but itself, with the input variables that its resources ask for.
 *
 * It resolves each element once. cdktf's own stack resolves three times, which is half of a synth; that is needed only for implicit
 * references between stacks, and opskeep hands values over through named outputs instead.
 */
export abstract class BaseStack extends TerraformStack {
  readonly inputs: Inputs;
  private readonly declared: StackContents = { backups: 0, alerts: 0, dashboards: 0 };

  protected constructor(
    app: App,
    id: string,
    private readonly props: BaseStackProps,
  ) {
    super(app, id);
    this.inputs = new Inputs(this);
    addBackend(this, id, props.state);
  }

  /** Whether the stack serves the product environment, alone or among others. */
  belongsTo({ product, environment }: ProductEnvironment): boolean {
    return this.props.product?.id === product.id && (this.props.environment ?? environment) === environment;
  }

  override prepareStack(): void {
    this.ensureBackendExists();
  }

  override toTerraform(): Record<string, unknown> {
    const elements = this.elements();
    const tokens = this.tokens();
    // The metadata is what the cdktf command line reads: the kind of backend, and the names of outputs.
    const metadata: Record<string, unknown> = { version: this.node.tryGetContext('cdktfVersion'), stackName: this.node.id };
    const merged: Record<string, unknown> = { '//': { metadata, outputs: { [this.node.id]: outputNames(elements) } } };
    for (const element of elements) {
      if (TerraformBackend.isBackend(element)) mergeInto(metadata, tokens.resolve(element.toMetadata()));
      mergeInto(merged, tokens.resolve(element.toTerraform()));
    }
    mergeInto(merged, this.overrides);
    if (this.isRetired) mergeInto(merged, removals(releasedAddresses(this.allElements())));
    if (this.props.product?.state === 'emptied') allowDestruction(merged['resource']);
    return merged;
  }

  private tokens(): TokenResolver {
    return new TokenResolver(this);
  }

  /** What the stack holds, in the words of its users: nothing that runs or tells once the product has retired. */
  get contents(): StackContents {
    return this.isRetired ? { backups: 0, alerts: 0, dashboards: 0 } : this.declared;
  }

  /** Whether the product has retired: then only its copies are left. */
  get isRetired(): boolean {
    return this.props.product !== undefined && !isActive(this.props.product);
  }

  /** Inputs that stand on their placeholder and are asked for. */
  get unset(): readonly UnsetInput[] {
    if (!this.isRetired) return this.inputs.unset;
    const asked = new Set(this.elements().map((element) => element.node.id));
    return this.inputs.unset.filter(({ name }) => asked.has(name));
  }

  /** What `addOverride` was told, applied after all elements. */
  private readonly overrides: Record<string, unknown> = {};

  override addOverride(path: string, value: unknown): void {
    mergeInto(
      this.overrides,
      path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
    );
  }

  /** The Terraform elements of the stack, in the order of the tree; of a retired product those that are left. */
  elements(): readonly TerraformElement[] {
    if (!this.isRetired) return this.allElements();
    const tokens = this.tokens();
    return keptElements(this.allElements(), (element) => tokens.resolve(element.toTerraform()));
  }

  private allElements(): readonly TerraformElement[] {
    const found: TerraformElement[] = [];
    const visit = (construct: IConstruct): void => {
      if (TerraformElement.isTerraformElement(construct)) found.push(construct);
      for (const child of construct.node.children) visit(child);
    };
    visit(this);
    return found;
  }
}

/** The path of a local state leads out of cdktf.out, which may be deleted at any time, from `cdktf.out/stacks/<stack>`. */
export function localStatePath(stack: string): string {
  return `../../../.state/${stack}.tfstate`;
}

function addBackend(stack: TerraformStack, id: string, state: StateSettings): void {
  switch (state.backend) {
    case 'local':
      new LocalBackend(stack, { path: localStatePath(id) });
      return;
    case 's3':
      // Without `encrypt`, which asks for the key of S3 itself: the default of the bucket is a better one.
      new S3Backend(stack, {
        bucket: state.bucket,
        key: `${id}.tfstate`,
        region: state.region,
        allowedAccountIds: [state.accountId],
      });
      // The lock is an object beside the state; cdktf 0.21 has no property for it yet.
      stack.addOverride('terraform.backend.s3.use_lockfile', true);
      return;
    case 'gcs':
      new GcsBackend(stack, { bucket: state.bucket, prefix: id });
  }
}

function outputNames(elements: readonly TerraformElement[]): Record<string, string> {
  return Object.fromEntries(
    elements.filter((element) => TerraformOutput.isTerraformOutput(element)).map((output) => [output.node.id, output.friendlyUniqueId]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds the entries of one tree to another; objects are joined by key, lists (providers of one kind, imports) one after the other. */
function mergeInto(target: Record<string, unknown>, source: unknown): void {
  if (!isPlain(source)) return;
  for (const [key, value] of Object.entries(source)) {
    const present = target[key];
    if (isPlain(present) && isPlain(value)) mergeInto(present, value);
    else if (Array.isArray(present) && Array.isArray(value)) target[key] = [...present, ...value];
    else target[key] = value;
  }
}

function removals(addresses: readonly string[]): Record<string, unknown> {
  return addresses.length === 0 ? {} : { removed: addresses.map((from) => ({ from, lifecycle: { destroy: false } })) };
}

/** Takes away what makes Terraform refuse to destroy a resource; what a cloud refuses by itself stays. */
function allowDestruction(section: unknown): void {
  if (!isPlain(section)) return;
  for (const blocks of Object.values(section)) {
    for (const block of isPlain(blocks) ? Object.values(blocks) : []) {
      if (isPlain(block) && isPlain(block['lifecycle'])) delete block['lifecycle']['prevent_destroy'];
    }
  }
}
