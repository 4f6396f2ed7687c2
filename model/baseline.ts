import type { BaselineUse } from './product';
import type { AlertTier, Signal } from './signal';
import type { Unit } from './unit';

/** A tier with the signal that it belongs to. */
export interface Alert {
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/** How a product stands to an alert of the baseline. */
export type Standing =
  | { readonly kind: 'not applicable'; readonly reason: string }
  /** The figure of the baseline holds. */
  | { readonly kind: 'inherited'; readonly alerts: readonly Alert[] }
  /** A figure of the product's own takes its place. */
  | { readonly kind: 'overridden'; readonly by: readonly string[]; readonly alerts: readonly Alert[] }
  | { readonly kind: 'uncovered' };

/** Alerts that meet one of some requirements. A signal may stand on several dashboards; it alerts once. */
export function alertsMeeting(signals: readonly Signal[], requirements: readonly string[]): readonly Alert[] {
  const distinct = new Map(signals.map((signal) => [signal.id, signal]));
  return [...distinct.values()].flatMap((signal) =>
    signal.tiers.filter((tier) => tier.meets.some((id) => requirements.includes(id))).map((tier) => ({ signal, tier })),
  );
}

/**
 * How a product stands to an alert of the baseline.
 * @param defined all requirements of the baseline: an alert that meets another one besides is the product's own
 */
export function standingOf(
  requirement: string,
  { overridden, notApplicable }: BaselineUse,
  signals: readonly Signal[],
  defined: readonly string[],
): Standing {
  const reason = notApplicable[requirement];
  if (reason !== undefined) return { kind: 'not applicable', reason };
  const alerts = alertsMeeting(signals, [requirement]);
  const own = [...new Set(alerts.flatMap(({ tier }) => tier.meets))].filter((id) => !defined.includes(id));
  if (alerts.length > 0) return own.length === 0 ? { kind: 'inherited', alerts } : { kind: 'overridden', by: own, alerts };
  const override = overridden[requirement];
  if (override === undefined) return { kind: 'uncovered' };
  const replacing = alertsMeeting(signals, override.by).filter(
    ({ signal }) => override.signal === undefined || signal.id === override.signal,
  );
  return { kind: 'overridden', by: override.by, alerts: replacing };
}

/** Whether two figures are in one base unit, so that one can be held against the other: milliseconds are seconds that a panel shows otherwise. */
export function isComparable(one: Signal, other: Signal): boolean {
  const base = ({ unit }: Signal): Unit => (unit === 'milliseconds' ? 'seconds' : unit);
  return base(one) === base(other);
}

/** Whether two alerts ask for the same; limits that cannot be held against each other are taken as the same. */
export function isSameFigure({ signal, tier }: Alert, other: Alert): boolean {
  const sameLimit = tier.limit.value === other.tier.limit.value && tier.limit.comparison === other.tier.limit.comparison;
  const sameTiming = tier.severity === other.tier.severity && tier.for.seconds === other.tier.for.seconds;
  return sameTiming && (sameLimit || !isComparable(signal, other.signal));
}
