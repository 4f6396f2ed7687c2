import type { JobCompute } from '../constructs/backup/google/scheduled-job';
import { terraformJson } from '../constructs/terraform-text';
import { mebibytes } from '../model/bytes';
import { signalsOf } from '../model/dashboard';
import { jobSettings, type ReportedFigure, routinePrograms } from '../model/job-settings';
import type { ProductEnvironment } from '../model/product-environment';
import type { Routine } from '../model/routine';
import { dashboardsOf } from './monitoring-plan';

const runs = ({ command }: Routine, program: string): boolean => command.includes(program);

/** Least that measurements of a page vary little on (Lighthouse, variability: two cores and four gigabytes). */
const browser: JobCompute = { cpu: 2, memory: mebibytes(4096) };

/** What a routine runs with; nothing where the default of jobs does. */
export const computeOfRoutine = (routine: Routine): { readonly compute?: JobCompute } =>
  runs(routine, routinePrograms.lighthouse) ? { compute: browser } : {};

/** What the program of a routine is told besides what every job is. */
export function variablesOfRoutine(routine: Routine, environment: ProductEnvironment): Readonly<Record<string, string>> {
  if (runs(routine, routinePrograms.dailyReport)) return { [jobSettings.figures]: terraformJson(figuresOf(environment)) };
  return runs(routine, routinePrograms.integrityCheck) ? databaseVariable(environment) : {};
}

/** The Firestore database that the environment backs up. */
export function databaseVariable({ backups }: ProductEnvironment): Readonly<Record<string, string>> {
  const source = backups.map((backup) => backup.source).find(({ kind }) => kind === 'firestore');
  return source?.kind === 'firestore' ? { [jobSettings.database]: source.database } : {};
}

/** The figures of the first dashboard, which is the overview of the product. */
function figuresOf(environment: ProductEnvironment): readonly ReportedFigure[] {
  const [overview] = dashboardsOf(environment);
  const signals = overview === undefined ? [] : signalsOf(overview).filter(({ dataSource }) => dataSource === 'google');
  return signals.map(({ title, unit, expression }) => ({ title, unit, query: expression(environment.scope) }));
}
