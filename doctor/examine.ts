import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import type { Product } from '../model/product';
import { Settings } from '../settings/settings';
import { assemble, knownProducts } from '../stacks/assembly';
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
  /** Name of a stack. @default all stacks */
  readonly stack?: string;
}

/** Looks at everything that a deployment needs, and changes nothing. All that is missing is found in one run. */
export async function examine({ products, settingsFile, environment, outdir, nodeVersion, stack }: Examination): Promise<readonly Check[]> {
  const known = withoutCreationTraces(() => knownProducts(products));
  const { settings, findings } = Settings.read(settingsFile, known);
  const assembly = withoutCreationTraces(() => assemble(products, settings, outdir));
  const stacks = assembly.stacks.filter(({ node }) => stack === undefined || node.id === stack);
  const needs = withoutCreationTraces(() => stacks.map((candidate) => needsOf(candidate, environment)));
  const names = assembly.stacks.map(({ node }) => node.id);
  const unknown: readonly Finding[] =
    stack === undefined || names.includes(stack) ? [] : [messages.unknownName('command line', 'stack', stack, names)];
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
