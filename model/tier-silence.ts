import { Duration } from './duration';
import type { AlertTier, Limit, NoData, Signal } from './signal';

/** Tiers of one signal silence each other, because Grafana has no inhibition: a fault is told once, by its gravest tier. */

/** The tiers that can silence this one: same side, more extreme, not independent. */
export function graverTiers(of: Signal, tier: AlertTier): readonly AlertTier[] {
  if (tier.independent) return [];
  return of.tiers.filter((other) => !other.independent && isMoreExtreme(other.limit, tier.limit));
}

function isMoreExtreme(a: Limit, b: Limit): boolean {
  return a.comparison === b.comparison && (a.comparison === 'above' ? a.value > b.value : a.value < b.value);
}

/** What an empty answer means for a tier: one that others can silence is empty while they do. */
export const noDataOf = (of: Signal, tier: AlertTier): NoData => (graverTiers(of, tier).length > 0 ? 'ok' : of.noData);

/** LogQL has no subqueries: there a graver tier without a duration silences at once. */
export function silencingTime(of: Signal, tier: AlertTier, graver: AlertTier): Duration {
  return of.dataSource === 'loki' ? graver.for : Duration.longest(graver.for, tier.for);
}

/** Whether the limit was passed during the whole time: the least extreme value of the window still passes it. */
export function heldFor(figure: string, limit: Limit, time: Duration): string {
  const operator = limit.comparison === 'above' ? '>' : '<';
  if (time.seconds === 0) return `(${figure}) ${operator} ${limit.value}`;
  const extreme = limit.comparison === 'above' ? 'min_over_time' : 'max_over_time';
  return `${extreme}((${figure})[${time.toShort()}:1m]) ${operator} ${limit.value}`;
}
