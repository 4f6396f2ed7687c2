import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import { displayFigure } from '../../model/figure';
import { isGraverThan, type Severity } from '../../model/severity';
import type { Limit, Signal } from '../../model/signal';
import type { Unit } from '../../model/unit';

const colours: Readonly<Record<Severity, string>> = { info: 'blue', warning: 'yellow', error: 'orange', critical: 'red' };

/** Missed target without an alert. */
const missed = 'light-yellow';
const healthy = 'green';
/** A figure that no limit judges. */
const neutral = 'text';

/**
 * The limits of the tiers and the targets as steps of a panel, ascending, in display units. A step colours what lies from it
 * upwards to the next one: with the gravest severity whose limit is passed there. Targets are missed on the side on
 * which the tiers are bad; where the tiers do not tell a side, a target is a line and no verdict.
 */
export function thresholdSteps(signal: Signal): readonly Threshold[] {
  const values = [...new Set([...signal.tiers.map(({ limit }) => drawnAt(limit, signal.unit)), ...signal.targets])].sort((a, b) => a - b);
  return [
    { value: null, color: colourFrom(signal, Number.NEGATIVE_INFINITY) },
    ...values.map((value) => ({ value: displayFigure(value, signal.unit), color: colourFrom(signal, value) })),
  ];
}

/** Grafana colours from a step upwards: a count that is bad above 0 would be red while it is 0, so its step stands at 1. */
function drawnAt({ comparison, value }: Limit, unit: Unit): number {
  const counts = unit === 'count' || unit === 'bool';
  return counts && comparison === 'above' && value === 0 ? 1 : value;
}

/** The colour of figures just above a value. */
function colourFrom(signal: Signal, value: number): string {
  const passed = signal.tiers
    .filter(({ limit }) => isPassed({ ...limit, value: drawnAt(limit, signal.unit) }, value))
    .map(({ severity }) => severity);
  const [first, ...others] = passed;
  if (first !== undefined) return colours[others.reduce((gravest, next) => (isGraverThan(next, gravest) ? next : gravest), first)];
  if (signal.tiers.length === 0) return neutral;
  const side = onlySide(signal);
  const missesTarget = side !== undefined && signal.targets.some((target) => isPassed({ comparison: side, value: target }, value));
  return missesTarget ? missed : healthy;
}

function isPassed(limit: Limit, value: number): boolean {
  return limit.comparison === 'above' ? value >= limit.value : value < limit.value;
}

function onlySide({ tiers }: Signal): Limit['comparison'] | undefined {
  const [side, ...others] = new Set(tiers.map(({ limit }) => limit.comparison));
  return others.length === 0 ? side : undefined;
}
