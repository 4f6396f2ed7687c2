import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import type { Product } from '../model/product';
import type { KnownProduct } from '../settings/check-settings';
import { Settings } from '../settings/settings';
import { type Assembly, assemble, knownProducts } from '../stacks/assembly';
import type { BaseStack } from '../stacks/base-stack';
import { checkFilter } from '../stacks/summary';
import { withoutCreationTraces } from '../stacks/synthesis';
import { checkAws } from './aws';
import type { Check } from './check';
import { checkGoogle } from './google';
import { checkFindings, checkSecrets, checkSettings } from './inputs';
import { noteLimits } from './limits';
import type { Environment } from './machine';
import { needsOf } from './needs';
import { checkGrafana, checkPagerDuty } from './services';
import { checkTools } from './tools';

export interface Examination {
  readonly products: readonly Product[];
  readonly settingsFile: string;
  readonly environment: Environment;
  /** A folder for the app, in which nothing is written. */
  readonly outdir: string;
  readonly nodeVersion: string;
  /** A stack by its name, or a product with one of its environments. @default all stacks */
  readonly words?: readonly string[];
}

/** Looks at everything that a deployment needs, and changes nothing. All that is missing is found in one run. */
export async function examine({
  products,
  settingsFile,
  environment,
  outdir,
  nodeVersion,
  words = [],
}: Examination): Promise<readonly Check[]> {
  const known = withoutCreationTraces(() => knownProducts(products));
  const { settings, findings } = Settings.read(settingsFile, known);
  const assembly = withoutCreationTraces(() => assemble(products, settings, outdir));
  const { stacks, unknown } = chosen(assembly, words, known);
  const needs = withoutCreationTraces(() => stacks.map((candidate) => needsOf(candidate, environment)));
  return [
    ...checkTools(environment, needs, nodeVersion),
    ...checkFindings([...unknown, ...findings, ...assembly.findings]),
    ...(stacks.length === 0 ? [] : checkSettings(stacks, needs)),
    ...checkSecrets(needs, environment),
    ...checkAws(needs, settings.state, environment),
    ...checkGoogle(needs, settings.state, environment),
    ...(await checkGrafana(needs, environment)),
    ...(await checkPagerDuty(needs, environment)),
    ...noteLimits(needs),
  ];
}

/** The stacks that a person asks about; what they named and does not exist is told. */
function chosen(
  { stacks, environments }: Assembly,
  [first, environment]: readonly string[],
  known: readonly KnownProduct[],
): { readonly stacks: readonly BaseStack[]; readonly unknown: readonly Finding[] } {
  if (first === undefined) return { stacks, unknown: [] };
  const stack = stacks.find(({ node }) => node.id === first);
  if (stack !== undefined && environment === undefined) return { stacks: [stack], unknown: [] };
  const unknown = checkFilter({ product: first, ...(environment === undefined ? {} : { environment }) }, known);
  const isProduct = known.some(({ name }) => name === first);
  const names = stacks.map(({ node }) => node.id);
  if (!isProduct && environment === undefined)
    return { stacks: [], unknown: [messages.unknownName('command line', 'stack', first, names)] };
  const asked = environments.filter(
    (candidate) => candidate.product.name === first && (environment ?? candidate.environment) === candidate.environment,
  );
  return { stacks: stacks.filter((candidate) => asked.some((one) => candidate.belongsTo(one))), unknown };
}
