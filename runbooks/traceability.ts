import { isSignal } from '../model/dashboard';
import type { DeclaredProduct } from '../model/product';
import { runbookAnchor } from '../model/runbook-anchor';
import { type Requirement, requirements } from '../requirements';
import type { CoverageMap } from '../stacks/coverage-map';
import type { RunbookContext } from './context';
import { code, link, table } from './markdown';
import { proofsMeeting } from './proofs';
import { generatedBy } from './runbook';
import { allSections, anchorOf, type Section, unique } from './section';
import { heldByTests } from './tests';

/** A runbook with its chapters. */
export interface WrittenRunbook {
  readonly context: RunbookContext;
  readonly chapters: readonly Section[];
}

/** What meets a requirement, by its id: Terraform addresses, alerts, panels, proofs and runbook sections. */
export type Evidence = ReadonlyMap<string, readonly string[]>;

/** Gathers what meets each requirement, from the stacks and from the runbooks. */
export function evidence(
  coverage: CoverageMap,
  runbooks: readonly WrittenRunbook[],
  /** Requirements with the compliance matrices that answer them. */
  matrices: readonly (readonly [id: string, what: string])[],
): Evidence {
  const found = new Map<string, string[]>();
  const add = (ids: readonly string[], what: string): void => {
    for (const id of ids) found.set(id, [...(found.get(id) ?? []), what]);
  };
  for (const runbook of runbooks) {
    addSignals(runbook, add);
    for (const [proof, ids] of proofsMeeting(runbook.context.product)) add(ids, `proof: ${proof}`);
  }
  for (const { id, file, test } of heldByTests) add([id], `test "${test}" in ${code(file)}`);
  for (const [id, matrix] of matrices) add([id], matrix);
  for (const [id, places] of Object.entries(coverage)) for (const place of condensed(places)) add([id], place);
  for (const { context, chapters } of runbooks) {
    // Alerts stand in the list by their signal already.
    for (const section of allSections(chapters.filter(({ indexed }) => indexed !== true)))
      add(section.meets, link(`${context.product.name}: ${section.title}`, `runbooks/${context.product.name}.md#${anchorOf(section)}`));
  }
  return new Map([...found].map(([id, what]) => [id, unique(what)]));
}

function addSignals({ context }: WrittenRunbook, add: (ids: readonly string[], what: string) => void): void {
  const { name } = context.product;
  for (const { dashboards } of context.watched) {
    for (const dashboard of dashboards) {
      for (const panel of dashboard.rows.flatMap((row) => row.panels)) {
        add(panel.meets, `panel "${panel.title}" of ${name}`);
        if (!isSignal(panel)) continue;
        for (const tier of panel.tiers)
          add(
            tier.meets,
            `alert ${link(`${panel.title} (${tier.severity})`, `runbooks/${name}.md#${runbookAnchor(panel.id, tier.severity)}`)}`,
          );
      }
    }
  }
}

/** Addresses of one resource in several stacks as one, and a whole stack as such. */
function condensed(places: readonly string[]): readonly string[] {
  const stacksByAddress = new Map<string, string[]>();
  for (const place of places) {
    const [stack = '', address = ''] = place.split(': ');
    stacksByAddress.set(address, [...(stacksByAddress.get(address) ?? []), stack]);
  }
  return [...stacksByAddress].map(([address, stacks]) => {
    if (address === '*') return `whole stack ${stacks.map(code).join(', ')}`;
    return /^[a-z]+(_[a-z0-9]+)*\./.test(address)
      ? `${code(address)} in ${stacks.join(', ')}`
      : `declared: ${address} of ${stacks.join(', ')}`;
  });
}

/** Requirements that nothing meets. */
export function unmet(found: Evidence): readonly string[] {
  return requirements()
    .filter(({ id }) => (found.get(id) ?? []).length === 0)
    .map(({ id }) => id);
}

/** All requirements with what meets them, grouped by product. */
export function renderTraceability(found: Evidence, products: readonly DeclaredProduct[]): string {
  const rows = requirements();
  const missing = unmet(found);
  const count = (of: readonly Requirement[]): readonly string[] => [
    String(of.length),
    String(of.filter(({ id }) => !missing.includes(id)).length),
  ];
  const names = unique(rows.map((row) => row.product));
  const titleOf = (name: string): string => products.find((product) => product.name === name)?.title ?? name;
  const blocks = [
    generatedBy('requirements/requirements.json, the declarations and the synthesized stacks'),
    '# Traceability',
    'What each requirement is met by: Terraform resources by their address, alerts, panels, proofs that run in every synth, tests, and sections of the runbooks.',
    ...table(
      ['Product', 'Requirements', 'Met'],
      [...names.map((name) => [titleOf(name), ...count(rows.filter((row) => row.product === name))]), ['**All**', ...count(rows)]],
    ),
    ...(missing.length === 0 ? [] : [`Not met yet: ${missing.join(', ')}.`]),
    ...names.flatMap((name) => [
      `## ${titleOf(name)}`,
      ...table(
        ['Requirement', 'What is promised', 'Kind', 'Disposition', 'Met by'],
        rows
          .filter((row) => row.product === name)
          .map((row) => [
            `<a id="${row.id.toLowerCase()}"></a>${row.id}`,
            row.title,
            row.kind,
            row.disposition,
            (found.get(row.id) ?? ['**nothing yet**']).join('<br>'),
          ]),
      ),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}
