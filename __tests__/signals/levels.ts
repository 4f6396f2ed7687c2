import type { AlertTier, Signal } from '../../model/signal';
import { graverTiers } from '../../model/tier-silence';
import { scope } from './fixtures';

/** Figures that come whole only. */
const isWhole = (signal: Signal): boolean => signal.unit === 'count' || signal.unit === 'bool';

/** Whether a level passes the limit of a tier. */
const passes = ({ limit }: AlertTier, level: number): boolean => (limit.comparison === 'above' ? level > limit.value : level < limit.value);

/** A level that passes the tier, but no more extreme one. */
export function levelBeyond(signal: Signal, tier: AlertTier): number {
  const { comparison, value } = tier.limit;
  const sign = comparison === 'above' ? 1 : -1;
  if (isWhole(signal)) return value + sign;
  const next = signal.tiers
    .map(({ limit }) => limit.value)
    .filter((other) => (other - value) * sign > 0)
    .sort((a, b) => (a - b) * sign)[0];
  if (next !== undefined) return (value + next) / 2;
  // Most shares end at 1.
  return signal.unit === 'percent' && sign === 1 && value < 1 ? (value + 1) / 2 : value * (1 + 0.2 * sign);
}

/** A level that passes no tier at all, the nearest that a figure can have. */
export function quietLevel(signal: Signal): number {
  const limits = signal.tiers.map(({ limit }) => limit);
  const [first] = limits;
  if (first === undefined) throw new Error(`${signal.id} has no tiers`);
  const sign = first.comparison === 'above' ? 1 : -1;
  const mildest = limits.map(({ value }) => value).sort((a, b) => (a - b) * sign)[0] ?? first.value;
  if (!isWhole(signal)) return mildest * (1 - 0.1 * sign);
  // A rate of exactly the limit may come out a rounding error above it.
  const exact = (signal.sample?.(scope, mildest) ?? []).every(({ values }) => !values.startsWith('0+'));
  return exact ? mildest : Math.max(0, mildest - sign);
}

/** The tiers that fire once the level has held for all durations. */
export function firingAt(signal: Signal, level: number): readonly number[] {
  return signal.tiers.flatMap((tier, index) =>
    passes(tier, level) && !graverTiers(signal, tier).some((graver) => passes(graver, level)) ? [index] : [],
  );
}

/** A level for signals of a unit that have no limit to go by. */
export function typicalLevel(signal: Signal): number {
  if (signal.unit === 'bool') return 1;
  if (signal.unit === 'percent') return 0.4;
  if (signal.unit === 'bytes') return 1e9;
  if (signal.unit === 'days') return 20;
  return 2;
}

const minutesOf: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 1440, w: 10_080 };

const minutesIn = (pattern: RegExp, text: string): readonly number[] =>
  [...text.matchAll(pattern)].map(([, count, unit]) => Number(count) * (minutesOf[unit ?? 'm'] ?? 0));

/**
 * Minute at which the figure has settled and every duration and silencing window has passed. Ratios settle long before a window
 * of days is full; figures without tiers may be totals, which do not.
 */
export function settledAt(signal: Signal): number {
  const text = signal.expression(scope);
  const offset = Math.max(0, ...minutesIn(/offset (\d+)([smhdw])/g, text));
  const window = Math.max(0, ...minutesIn(/\[(\d+)([smhdw])/g, text));
  const longestFor = Math.max(0, ...signal.tiers.map((tier) => tier.for.minutes));
  return Math.ceil(offset + (signal.tiers.length === 0 ? window : Math.min(window, 60)) + 30 + 2 * longestFor);
}
