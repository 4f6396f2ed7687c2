import type { Dashboard, DashboardRow } from '../model/dashboard';
import { signalsOf } from '../model/dashboard';
import { Duration } from '../model/duration';
import type { ProductEnvironment } from '../model/product-environment';
import type { DataSourceKind, Signal } from '../model/signal';
import { dashboard, row } from '../model/vocabulary';
import * as backup from '../signals/backup';
import * as dataSource from '../signals/data-source';
import { deadManSwitch } from '../signals/dead-man-switch';
import * as slo from '../signals/slo';

/** Name of the dashboard that carries the alarms of backups, in every environment that has any. */
export const backupsDashboard = 'backups';

/** Name of the dashboard whose signals always fire, to show that alerts arrive. */
const alertingDashboard = 'alerting';

/** How often the alerts of a dashboard are told again where it is not as their channel says: heartbeats once a day, since they are no fault. */
export const repeatOn = ({ name }: Dashboard): Duration | undefined => (name === alertingDashboard ? Duration.hours(24) : undefined);

const known = new WeakMap<ProductEnvironment, readonly Dashboard[]>();

/**
 * The dashboards of a product environment: what the product declares, and what every product gets: its backups, its service level
 * objectives, what it inherits from the operations manual, and the health of the data sources that all of it is read from.
 */
export function dashboardsOf(environment: ProductEnvironment): readonly Dashboard[] {
  // Proofs, stacks and runbooks all ask, and the answer is a twentieth of a synth.
  const found = known.get(environment) ?? plan(environment);
  known.set(environment, found);
  return found;
}

function plan(environment: ProductEnvironment): readonly Dashboard[] {
  const { product } = environment;
  const declared = withBackups(environment, product.dashboards);
  const [first, ...others] = declared.length === 0 ? [dashboard('overview', `${product.title} overview`, [])] : declared;
  const common = [...objectiveRows(environment), ...inheritedRows(environment), ...alertingRows(environment)];
  const rows = [...common, ...healthRows(environment, [...declared.flatMap(signalsOf), ...common.flatMap((line) => line.panels)])];
  return [{ ...(first as Dashboard), rows: [...(first as Dashboard).rows, ...rows] }, ...others];
}

/** Whether silence of Grafana itself is told, by an alarm of CloudWatch: wherever people are paged, unless the product says why not. */
export function hasDeadManSwitch({ product, posture }: ProductEnvironment): boolean {
  return posture.pages && product.withoutDeadManSwitch === undefined;
}

/** Whether alarms of CloudWatch reach a person: those on backups that stand on AWS, and that of the dead-man's switch. */
export function hasPageTopic(environment: ProductEnvironment): boolean {
  const { product, posture, backups } = environment;
  return hasDeadManSwitch(environment) || (posture.pages && product.cloud === 'aws' && backups.length > 0);
}

/** Whether the uids of the runbook are free: Grafana belongs to the product alone, and the environment is the one that pages. */
export function hasSeedUids(environment: ProductEnvironment, dedicatedTo: string | undefined): boolean {
  return environment.posture.pages && dedicatedTo === environment.product.name;
}

function withBackups(environment: ProductEnvironment, declared: readonly Dashboard[]): readonly Dashboard[] {
  const signals = backup.backupSignals(environment);
  if (signals.length === 0) return declared;
  const rows = [row('Alarms of backups', ...signals)];
  const present = declared.find(({ name }) => name === backupsDashboard);
  if (present === undefined) return [...declared, dashboard(backupsDashboard, `${environment.product.title} backups`, rows)];
  return declared.map((candidate) => (candidate === present ? { ...present, rows: [...present.rows, ...rows] } : candidate));
}

function objectiveRows({ product }: ProductEnvironment): DashboardRow[] {
  return product.slos.map((objective) =>
    row(
      objective.title,
      slo.availability({ component: objective.component, slo: objective, plannedWork: product.maintenance, meets: objective.meets }),
      slo.errorBudgetLeft({ component: objective.component, slo: objective, meets: objective.meets }),
      ...slo.sloSignals(objective),
    ),
  );
}

function inheritedRows({ product }: ProductEnvironment): DashboardRow[] {
  return product.baseline.inherited.length === 0 ? [] : [row('Inherited from the operations manual', ...product.baseline.inherited)];
}

function alertingRows(environment: ProductEnvironment): DashboardRow[] {
  if (!hasDeadManSwitch(environment)) return [];
  const { id, product } = environment;
  const source = product.cloud === 'google' ? ({ dataSource: 'google' } as const) : {};
  return [row('Alerting', deadManSwitch({ component: product.onCall.catchAll, environmentId: id, ...source }))];
}

function healthRows(environment: ProductEnvironment, panels: readonly object[]): DashboardRow[] {
  const signals = panels.filter((panel): panel is Signal => 'dataSource' in panel);
  const kinds = [...new Set(signals.map((signal) => signal.dataSource))].sort() as DataSourceKind[];
  return kinds.length === 0
    ? []
    : [row('Data sources', ...kinds.map((kind) => dataSource.health({ kind, component: environment.product.onCall.catchAll })))];
}
