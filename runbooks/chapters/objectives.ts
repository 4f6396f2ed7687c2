import { defaultScenarios } from '../../model/objective';
import { recoveryPoint } from '../../model/proofs/recovery-point';
import { recoveryTime } from '../../model/proofs/recovery-time';
import type { RunbookContext } from '../context';
import { code, table } from '../markdown';
import { meetsOf, type Section } from '../section';

/** What is promised, and the worst case that the declaration proves for each scenario. */
export function objectives(context: RunbookContext): Section {
  const { product, main } = context;
  const all = product.objectives;
  return {
    title: 'Recovery objectives',
    meets: meetsOf(all),
    body: [
      `Promised in ${main.environment.environment}. A synth fails when a proven worst case exceeds its objective.`,
      ...table(
        ['Objective', 'Store', 'Data lost at most (RPO)', 'Back within (RTO)', 'Proven time of the restore', 'Source'],
        all.map((objective) => [
          objective.name,
          objective.store === undefined ? '-' : code(objective.store),
          objective.rpo?.toString() ?? '-',
          objective.rto?.toString() ?? '-',
          objective.restore === undefined
            ? 'none: a procedure without a transfer of data'
            : timeOf(recoveryTime(main.environment, objective.restore)),
          objective.assumed ? 'assumed' : 'runbook',
        ]),
      ),
    ],
    sections: worstCases(context),
  };
}

const timeOf = ({ takes, because }: ReturnType<typeof recoveryTime>): string => `**${takes}**, ${because}`;

function worstCases({ product, main }: RunbookContext): readonly Section[] {
  const withRpo = product.objectives.filter((objective) => objective.rpo !== undefined && objective.store !== undefined);
  const rows = withRpo.flatMap((objective) =>
    (objective.scenarios ?? defaultScenarios).map((scenario) => {
      const point = recoveryPoint(main.environment, objective.store ?? '', scenario);
      return [
        objective.name,
        scenario,
        objective.rpo?.toString() ?? '',
        point?.loss.toString() ?? 'everything',
        point?.because ?? 'no copy outlives it',
        point?.ifOneFails?.loss.toString() ?? 'everything',
      ];
    }),
  );
  if (rows.length === 0) return [];
  return [
    {
      title: 'Worst cases',
      meets: meetsOf(withRpo),
      body: table(['Objective', 'What happened', 'Promised', 'Proven worst case', 'Because', 'When one run fails'], rows),
    },
  ];
}
