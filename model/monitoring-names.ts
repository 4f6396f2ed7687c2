import { type Dashboard, signalsOf } from './dashboard';
import { fittedName, shortHash } from './names';
import type { ProductEnvironment } from './product-environment';
import type { AlertTier, Signal } from './signal';

/**
 * Names that Grafana knows things by. They are stable and unique over all products that share an organisation, so that
 * rules, links and runbooks can name a thing before it exists.
 */

/**
 * What tells the tiers of a signal apart: the severity, the channel where a tier goes to another one, and a number from the second of
 * the same kind on, in the order of the declaration: `warning`, `warning, stakeholders`, `warning, 2`.
 */
export function tierParts(signal: Signal, tier: AlertTier): readonly string[] {
  const alike = signal.tiers.filter((other) => other.severity === tier.severity && other.channel === tier.channel);
  const place = alike.indexOf(tier) + 1;
  return [tier.severity, ...(tier.channel === undefined ? [] : [tier.channel]), ...(place < 2 ? [] : [String(place)])];
}

/** Uid of an alert rule: `<product>-<environment>-<signal>-<severity>`, with what else tells its tier apart. */
export function ruleUid(environment: ProductEnvironment, signal: Signal, tier: AlertTier): string {
  return fittedName('grafanaUid', [environment.id, signal.id, ...tierParts(signal, tier)].join('-'));
}

/**
 * Uid of a dashboard: `<product>-<environment>-<name>`. In production the uid that the runbook links to is kept where Grafana belongs to
 * the product alone or the uid begins with the product; otherwise the product comes before it, so that no two products meet.
 * @param dedicated whether this Grafana belongs to the product alone
 */
export function dashboardUid(environment: ProductEnvironment, dashboard: Dashboard, dedicated: boolean): string {
  const { seedUid } = dashboard;
  if (seedUid === undefined || !environment.posture.pages) return `${environment.id}-${dashboard.name}`;
  return dedicated || seedUid.startsWith(environment.product.id) ? seedUid : `${environment.product.id}-${seedUid}`;
}

/**
 * Id of a panel, from 1 to 2^31 - 1. Derived from what it shows, never from its position: a changed id alone never reaches
 * Grafana, and rules point at panels by it.
 */
export function panelId(key: string): number {
  return (Number.parseInt(shortHash(key, 8), 16) % (2 ** 31 - 1)) + 1;
}

/** Where people see the figure of an alert. */
export interface PanelLink {
  readonly dashboardUid: string;
  readonly panelId: number;
}

/** The panel of each signal by its id; a signal on several dashboards is linked to the first. */
export function panelLinks(
  environment: ProductEnvironment,
  dashboards: readonly Dashboard[],
  seedUids: boolean,
): ReadonlyMap<string, PanelLink> {
  const links = new Map<string, PanelLink>();
  for (const dashboard of dashboards) {
    for (const { id } of signalsOf(dashboard)) {
      if (!links.has(id)) links.set(id, { dashboardUid: dashboardUid(environment, dashboard, seedUids), panelId: panelId(id) });
    }
  }
  return links;
}
