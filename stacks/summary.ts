import { TerraformResource } from 'cdktf';
import type { Finding } from '../model/finding';
import { formatFinding } from '../model/finding';
import { messages } from '../model/messages';
import type { ProductEnvironment } from '../model/product-environment';
import type { KnownProduct } from '../settings/check-settings';
import type { Assembly } from './assembly';
import { describeObjectives } from './objectives-table';
import { alignColumns } from './table';

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
  const sections = [describeObjectives(shown), describeStacks(assembly, shown), describeFindings(assembly.findings), nextSteps(assembly)];
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

/** Errors in full, warnings in full unless they are values that nobody has set yet: those are one line a setting. */
function describeFindings(findings: readonly Finding[]): string[] {
  const errors = findings.filter((finding) => finding.level === 'error');
  const waived = findings.filter((finding) => finding.level === 'waived');
  const warnings = findings.filter((finding) => finding.level === 'warning');
  const unset = warnings.filter((finding) => finding.rule === 'placeholder');
  const others = warnings.filter((finding) => finding.rule !== 'placeholder');
  const bySetting = new Map<string, string[]>();
  for (const finding of unset) bySetting.set(finding.allowed, [...(bySetting.get(finding.allowed) ?? []), finding.where]);
  return [
    `Findings: ${errors.length} errors, ${waived.length === 0 ? '' : `${waived.length} waived, `}${others.length} warnings, ${bySetting.size} settings still on their placeholder`,
    ...[...errors, ...waived, ...others].map(formatFinding),
    ...[...bySetting].map(([meaning, places]) => `  not set: ${meaning} (${places.length === 1 ? places[0] : `${places.length} stacks`})`),
  ];
}

function nextSteps(assembly: Assembly): string[] {
  const example = assembly.stacks[0]?.node.id ?? '<stack>';
  return [
    'Next',
    '  docs/guide/settings.md    put your accounts, regions and addresses into settings.json',
    `  npx cdktf diff ${example}    see what a deployment would change`,
    '  docs/guide/add-a-product.md    declare a product of your own',
  ];
}
