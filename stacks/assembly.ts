import { mkdirSync } from 'node:fs';
import { App } from 'cdktf';
import { committedDrills } from '../drills';
import { collectFindings, type Finding } from '../model/finding';
import { messages } from '../model/messages';
import { checkUnique } from '../model/names';
import { type DeclaredProduct, isActive, type Product } from '../model/product';
import { environmentsOf, type ProductEnvironment } from '../model/product-environment';
import { baselineOf, checkBaseline } from '../model/proofs/baseline';
import { checkDrillPlaces, readDrills } from '../model/proofs/drill-results';
import { checkWaivers, waive } from '../model/proofs/waivers';
import type { KnownProduct } from '../settings/check-settings';
import type { Settings } from '../settings/settings';
import { adopt } from './adoption';
import type { BaseStack } from './base-stack';
import { bootstrapStacks } from './bootstrap-stacks';
import { checkCompliance } from './compliance';
import { inputNames } from './environment-inputs';
import { environmentStacks } from './environment-stacks';
import { OnCallStack } from './on-call-stack';
import { checkEnvironment, checkProduct, checkTogether } from './proofs';

/** Everything that a synth made and found, before anything is written. */
export interface Assembly {
  readonly app: App;
  readonly environments: readonly ProductEnvironment[];
  readonly stacks: readonly BaseStack[];
  readonly findings: readonly Finding[];
}

/** What settings may name, for products that can be evaluated. */
export function knownProducts(products: readonly Product[]): readonly KnownProduct[] {
  return products.map((product) => {
    const { declaration } = product.evaluate();
    return {
      name: product.name,
      environments: declaration?.environments ?? [],
      inputs: declaration === undefined ? [] : inputNames(declaration),
    };
  });
}

/**
 * Evaluates the products, proves them and turns them into stacks. Findings of all products are gathered; a product with errors of its
 * own does not hide those of another, and stacks are built of those that can be.
 */
export function assemble(products: readonly Product[], settings: Settings, outdir: string): Assembly {
  // The app makes the folder too, but not those above it.
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const findings: Finding[] = [
    ...checkUnique(
      'products',
      'product',
      products.map((product) => product.name),
    ),
  ];
  const drills = readDrills(committedDrills);
  findings.push(...drills.findings);
  const declared: DeclaredProduct[] = [];
  const sound: DeclaredProduct[] = [];
  for (const product of products) {
    const { declaration, findings: mistakes } = product.evaluate();
    findings.push(...mistakes);
    if (declaration !== undefined) declared.push(declaration);
    // What stands in for a mistake is no declaration to prove.
    if (declaration !== undefined && !mistakes.some(isError)) sound.push(declaration);
  }
  findings.push(
    ...checkUnique(
      'products',
      'product id',
      declared.map((product) => product.id),
    ),
  );
  const environments = declared.flatMap((product) => environmentsOf(product, drills.results));
  const buckets = environments.filter((environment) => environment.backups.length > 0).map((environment) => environment.bucketName);
  findings.push(...(sound.length < products.length ? [] : checkDrillPlaces(drills.results, environments)));
  const stacks: BaseStack[] = [];
  const assembly = { app, environments, stacks, findings };
  findings.push(...checkUnique('products', 'backup bucket', buckets));
  // Names that meet could not stand in one tree. A product that could not be read may be the one that defines the baseline.
  const collide = findings.some(isClash);
  const baseline = sound.length === products.length ? baselineOf(sound) : undefined;

  for (const product of sound) {
    const own = environments.filter((environment) => environment.product === product);
    // What has retired promises nothing any more.
    const active = isActive(product);
    const proofs = active ? prove(product, own, settings, baseline) : [];
    const built =
      collide || proofs.some(isClash)
        ? { value: undefined, findings: [] }
        : build(app, product, own, settings, waive(product, proofs).some(isError));
    stacks.push(...(built.value ?? []));
    // Proofs and stacks make the signals of backups alike, and each of them would tell what is wrong with one.
    const told = new Set(proofs.map(({ rule, given }) => `${rule}: ${given}`));
    const found = [...proofs, ...built.findings.filter(({ rule, given }) => !told.has(`${rule}: ${given}`))];
    findings.push(...waive(product, found), ...(active ? checkWaivers(product, found) : []));
  }
  findings.push(
    ...checkTogether(
      environments.filter(({ product }) => sound.includes(product)),
      settings,
    ),
  );
  if (collide || sound.length < products.length) return assembly;

  const bootstrap = collectFindings('', () => bootstrapStacks(app, environments, settings, stacks));
  findings.push(...bootstrap.findings);
  stacks.push(...(bootstrap.value ?? []));
  findings.push(...adopt(stacks, settings.adopted), ...stacks.flatMap(placeholders));
  return assembly;
}

const isError = ({ level }: Finding): boolean => level === 'error';
const isClash = ({ level, rule }: Finding): boolean => level === 'error' && rule === 'duplicate-name';

function prove(
  product: DeclaredProduct,
  environments: readonly ProductEnvironment[],
  settings: Settings,
  baseline: ReturnType<typeof baselineOf> | undefined,
): Finding[] {
  return [
    ...checkProduct(product),
    ...(baseline === undefined ? [] : checkBaseline(product, baseline)),
    ...environments.flatMap((environment) => {
      const { value = [], findings } = collectFindings(environment.place, () => checkEnvironment(environment, settings));
      return [...findings, ...value];
    }),
  ];
}

function build(app: App, product: DeclaredProduct, environments: readonly ProductEnvironment[], settings: Settings, broken: boolean) {
  const built = collectFindings('', () => {
    try {
      return stacksOf(app, product, environments, settings);
    } catch (error) {
      // Stacks rely on what the proofs refuse; the proofs have told the mistake, and an error stops the synth.
      if (broken && error instanceof RangeError) return [];
      throw error;
    }
  });
  const { value = [], findings } = built;
  return {
    value,
    findings: broken ? findings : [...findings, ...environments.flatMap((environment) => checkCompliance(environment, value))],
  };
}

function stacksOf(app: App, product: DeclaredProduct, environments: readonly ProductEnvironment[], settings: Settings): BaseStack[] {
  const onCall = environments.some((environment) => environment.posture.pages) ? new OnCallStack(app, product, settings) : undefined;
  return [
    ...(onCall === undefined ? [] : [onCall]),
    ...environments.flatMap((environment) => environmentStacks(app, environment, settings, environment.posture.pages ? onCall : undefined)),
  ];
}

function placeholders(stack: BaseStack): Finding[] {
  return stack.unset.map(({ name, meaning, setting }) => messages.placeholder(stack.node.id, name, meaning, setting));
}
