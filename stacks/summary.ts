import { TerraformResource } from 'cdktf';
import type { Finding, FindingLevel } from '../model/finding';
import { formatFinding } from '../model/finding';
import { messages } from '../model/messages';
import type { ProductEnvironment } from '../model/product-environment';
import { alignColumns } from '../model/table';
import type { KnownProduct } from '../settings/check-settings';
import { freeGroups } from '../settings/definitions';
import type { Assembly } from './assembly';
import { describeObjectives } from './objectives-table';

/** What a person asks to see of the table; everything is synthesized whatever it says. */
export interface Filter {
  readonly product?: string;
  readonly environment?: string;
}

/** Names in a filter that nothing carries. */
export function checkFilter({ product, environment }: Filter, products: readonly KnownProduct[]): Finding[] {
  if (product === undefined) return [];
  const known = products.find(({ name }) => name === product);
  if (known === undefined) {
    const names = products.map(({ name }) => name);
    return [messages.unknownName('command line', 'product', product, names)];
  }
  // A product that cannot be evaluated has no environments, and tells its own mistakes.
  if (environment === undefined || known.environments.length === 0 || known.environments.includes(environment)) return [];
  return [messages.unknownName(`command line / ${product}`, 'environment', environment, known.environments)];
}

/** What a person sees after a synth: what was made, what was found, and what to do next. */
export function summarize(assembly: Assembly, filter: Filter = {}): string {
  const shown = assembly.environments.filter(
    ({ product, environment }) => (filter.product ?? product.name) === product.name && (filter.environment ?? environment) === environment,
  );
  const findings = assembly.findings.filter((finding) => concerns(finding, filter, assembly));
  const sections = [describeObjectives(shown), describeStacks(assembly, shown), describeFindings(findings), nextSteps(assembly, shown)];
  return sections
    .map((lines) => lines.join('\n'))
    .filter((section) => section !== '')
    .join('\n\n');
}

function describeStacks(assembly: Assembly, environments: readonly ProductEnvironment[]): string[] {
  const rows = environments.map((environment) => {
    const stacks = assembly.stacks.filter((stack) => stack.belongsTo(environment));
    const count = (what: 'backups' | 'alerts' | 'dashboards'): number => stacks.reduce((sum, stack) => sum + stack.contents[what], 0);
    const resources = stacks.reduce(
      (sum, stack) => sum + stack.elements().filter((element) => TerraformResource.isTerraformResource(element)).length,
      0,
    );
    return [
      environment.product.name,
      environment.environment,
      stacks.map((stack) => stack.node.id).join(', '),
      resources,
      count('backups'),
      count('alerts'),
      count('dashboards'),
    ].map(String);
  });
  return alignColumns([['product', 'environment', 'stacks', 'resources', 'backups', 'alerts', 'dashboards'], ...rows]);
}

/**
 * Whether a finding is about what the filter asks for. Its place begins with a product and perhaps its environment, or is a stack; what
 * begins otherwise (the settings, the products together) concerns everybody.
 */
function concerns({ where }: Finding, filter: Filter, { environments, stacks }: Assembly): boolean {
  const [first = '', second = ''] = where.split(' / ');
  const asked = environments.filter(
    ({ product, environment }) => (filter.product ?? product.name) === product.name && (filter.environment ?? environment) === environment,
  );
  const stack = stacks.find(({ node }) => node.id === first);
  if (stack !== undefined) return asked.some((environment) => stack.belongsTo(environment));
  const of = environments.filter(({ product }) => product.name === first);
  if (of.length === 0) return true;
  const named = of.some(({ environment }) => environment === second);
  return asked.some(({ product, environment }) => product.name === first && (!named || environment === second));
}

/** Errors and warnings in full, unless they are values that nobody has set yet: those are one line a setting. Notes are one line each. */
function describeFindings(findings: readonly Finding[]): string[] {
  const of = (level: FindingLevel): readonly Finding[] =>
    findings.filter((finding) => finding.level === level && finding.setting === undefined);
  const [errors, waived, warnings, notes] = [of('error'), of('waived'), of('warning'), of('note')];
  const bySetting = new Map<string, Finding[]>();
  for (const finding of findings)
    if (finding.setting !== undefined) bySetting.set(finding.allowed, [...(bySetting.get(finding.allowed) ?? []), finding]);
  return [
    `Findings: ${errors.length} errors, ${waived.length === 0 ? '' : `${waived.length} waived, `}${warnings.length} warnings, ${notes.length} notes, ${bySetting.size} settings still on their placeholder`,
    ...[...errors, ...waived, ...warnings].map(formatFinding),
    ...notes.map(({ where, what, given, allowed }) => `  note: ${where}: ${what}: ${given}, against ${allowed}`),
    ...[...bySetting].map(([meaning, unset]) => {
      const places = [...new Set(unset.map(({ where }) => where))];
      return `  not set: ${pathOf(unset)}: ${meaning} (${places.length === 1 ? places[0] : `${places.length} stacks`})`;
    }),
  ];
}

/** Where one value mends them all: for several environments at once among the defaults, unless each product has its own inputs. */
function pathOf(unset: readonly Finding[]): string {
  const paths = [...new Set(unset.flatMap(({ setting }) => setting ?? []))];
  const tails = new Set(paths.map((path) => path.split('.').slice(3).join('.')));
  const [tail = ''] = tails;
  const own = freeGroups.some((group) => tail.startsWith(`${group}.`));
  return paths.length > 1 && tails.size === 1 && !own ? `defaults.${tail}` : paths.join(', ');
}

function nextSteps(assembly: Assembly, shown: readonly ProductEnvironment[]): string[] {
  const stack = assembly.stacks.find((candidate) => shown.some((environment) => candidate.belongsTo(environment)))?.node.id ?? '<stack>';
  return [
    'Next',
    '  docs/guide/settings.md    put your accounts, regions and addresses into settings.json',
    `  npm run doctor -- ${stack}    see what is missing before it can be deployed`,
    `  npx cdktf diff ${stack}    see what a deployment would change`,
    '  docs/guide/add-a-product.md    declare a product of your own',
  ];
}
