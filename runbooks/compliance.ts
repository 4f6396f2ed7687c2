import { type Compliance, clauseOf, controls, meetsOfControl, regulations } from '../model/compliance';
import type { ProductEnvironment } from '../model/product-environment';
import type { BaseStack } from '../stacks/base-stack';
import { type ControlEvidence, complianceEvidence } from '../stacks/compliance';
import type { RunbookContext } from './context';
import { code, link, table } from './markdown';
import { generatedBy } from './runbook';
import { unique } from './section';

/** The matrix of one product environment. */
interface Matrix {
  readonly environment: ProductEnvironment;
  readonly compliance: Compliance;
  readonly evidence: readonly ControlEvidence[];
}

function matricesOf({ watched, product }: RunbookContext, stacks: readonly BaseStack[]): readonly Matrix[] {
  const { compliance } = product;
  if (compliance === undefined) return [];
  return watched.flatMap(({ environment }) => {
    const evidence = complianceEvidence(environment, stacks);
    return evidence.length === 0 ? [] : [{ environment, compliance, evidence }];
  });
}

const anchorOfMatrix = ({ environment }: Matrix): string => environment.id;

/** Requirements with the matrix that answers them, for the list of all. */
export function complianceLinks(context: RunbookContext, stacks: readonly BaseStack[]): readonly (readonly [id: string, what: string])[] {
  return matricesOf(context, stacks).flatMap((matrix) => {
    const { compliance, environment } = matrix;
    const ids = unique([
      ...compliance.answers.flatMap(({ meets }) => meets),
      ...(compliance.labels?.meets ?? []),
      ...(compliance.outOfScope ?? []).flatMap(({ meets }) => meets),
    ]);
    return ids.map((id) => [id, link(`compliance matrix of ${environment.id}`, `compliance.md#${anchorOfMatrix(matrix)}`)] as const);
  });
}

/** Each control that a product claims, by the regulations that ask for it, with the resources that meet it. */
export function renderCompliance(contexts: readonly RunbookContext[], stacks: readonly BaseStack[]): string {
  const blocks = [
    generatedBy('the declarations and the synthesized stacks'),
    '# Compliance',
    'Each control that a product claims, the clauses that ask for it, and the Terraform resources that meet it, as `<stack>: <type>.<name>`. ' +
      'A control that nothing meets stops the synth. Whether the controls are enough is for the legal department to say.',
    ...contexts.flatMap((context) => matricesOf(context, stacks).flatMap((matrix) => renderMatrix(matrix, context))),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function renderMatrix(matrix: Matrix, { product }: RunbookContext): readonly string[] {
  const { compliance, evidence } = matrix;
  const columns = compliance.answers;
  return [
    `## ${matrix.environment.id}`,
    `Clauses: ${columns.map(({ regulation }) => `${regulations[regulation].title} in ${regulations[regulation].source}`).join('; ')}.`,
    ...table(
      ['Control', ...columns.map(({ regulation }) => regulations[regulation].title), 'Requirements', 'Met by'],
      evidence.map(({ control, addresses, statements }) => [
        controls[control],
        ...columns.map((answer) =>
          (answer.controls as readonly string[]).includes(control) ? (clauseOf(answer.regulation, control) ?? '-') : '-',
        ),
        meetsOfControl(compliance, control).join(', '),
        [...statements, ...addresses.map(code)].join('<br>'),
      ]),
    ),
    ...table(
      ['Out of scope', 'Of', 'Rule', 'Requirements'],
      (compliance.outOfScope ?? []).map(({ what, regulation, rule, meets }) => [
        what,
        regulations[regulation].title,
        rule,
        meets.join(', '),
      ]),
    ),
    `What people do: ${link('compliance chapter of the runbook', `runbooks/${product.name}.md#chapter-compliance`)}.`,
  ];
}
