import { Duration } from '../duration';
import { defaultScenarios, type RecoveryObjective, type RestorePath, type Scenario, scenarios } from '../objective';
import type { ProductEnvironment } from '../product-environment';
import { recoveryPoint } from './recovery-point';
import { recoveryTime } from './recovery-time';

/** What is promised of a store in scenarios that it survives equally well, beside what the declaration proves. */
export interface MatrixRow {
  readonly environment: ProductEnvironment;
  readonly store: string;
  readonly scenarios: readonly Scenario[];
  /** Data that is lost (RPO), or time until service is back (RTO). */
  readonly figure: 'rpo' | 'rto';
  /** The strictest objective; undefined where none is declared for the scenarios. */
  readonly declared: Duration | undefined;
  /** The worst case when nothing fails; undefined where no copy survives. */
  readonly proven: Duration | undefined;
  /** The worst case when any one run fails; undefined where no copy is left then, and of an RTO. */
  readonly ifOneFails: Duration | undefined;
  /** Whether an RTO rests on a declared rate that no drill has measured. */
  readonly unmeasured?: true;
}

/**
 * Each store with an objective, in every scenario, in the order of the declaration; scenarios with the same figures share a row.
 * An RTO is listed where a restore path proves it. Environments that promise nothing have no rows.
 */
export function objectiveMatrix(environment: ProductEnvironment): readonly MatrixRow[] {
  if (!environment.posture.promisesObjectives) return [];
  return environment.product.stores.flatMap(({ name }) => {
    const objectives = environment.product.objectives.filter(({ store }) => store === name);
    return objectives.length === 0 ? [] : [...pointRows(environment, name, objectives), ...timeRows(environment, name, objectives)];
  });
}

function pointRows(environment: ProductEnvironment, store: string, objectives: readonly RecoveryObjective[]): readonly MatrixRow[] {
  const rows = scenarios.map((scenario) => {
    const point = recoveryPoint(environment, store, scenario);
    return {
      environment,
      store,
      scenarios: [scenario],
      figure: 'rpo' as const,
      declared: strictest(objectives.filter((objective) => provenFor(objective).includes(scenario)).map(({ rpo }) => rpo)),
      proven: point?.loss,
      ifOneFails: point?.ifOneFails?.loss,
    };
  });
  return rows.some(({ declared }) => declared !== undefined) ? together(rows) : [];
}

function timeRows(environment: ProductEnvironment, store: string, objectives: readonly RecoveryObjective[]): readonly MatrixRow[] {
  return objectives.flatMap((objective) =>
    objective.rto === undefined || objective.restore === undefined
      ? []
      : [
          {
            environment,
            store,
            scenarios: provenFor(objective),
            figure: 'rto' as const,
            declared: objective.rto,
            ...provenTime(environment, objective.restore),
            ifOneFails: undefined,
          },
        ],
  );
}

function provenTime(environment: ProductEnvironment, path: RestorePath): Pick<MatrixRow, 'proven' | 'unmeasured'> {
  const { takes, measured } = recoveryTime(environment, path);
  return { proven: takes, ...(measured === undefined ? { unmeasured: true } : {}) };
}

const provenFor = (objective: RecoveryObjective): readonly Scenario[] => objective.scenarios ?? defaultScenarios;

function strictest(declared: readonly (Duration | undefined)[]): Duration | undefined {
  const [first, ...others] = declared.filter((figure) => figure !== undefined);
  return first === undefined ? undefined : Duration.shortest(first, ...others);
}

function together(rows: readonly MatrixRow[]): readonly MatrixRow[] {
  const groups = new Map<string, MatrixRow>();
  for (const row of rows) {
    const figures = `${row.declared} ${row.proven} ${row.ifOneFails}`;
    const alike = groups.get(figures);
    groups.set(figures, alike === undefined ? row : { ...alike, scenarios: [...alike.scenarios, ...row.scenarios] });
  }
  return [...groups.values()];
}
