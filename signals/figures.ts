import type { Duration } from '../model/duration';

/** PromQL that several technologies share. Arguments are selectors or expressions, windows are durations. */

/** Events in a window, summed up by labels. */
export const eventsIn = (window: Duration, selector: string, ...by: readonly string[]): string =>
  `sum${grouped(by)} (increase(${selector}[${window.toShort()}]))`;

/** Events a second, summed up by labels. */
export const perSecond = (window: Duration, selector: string, ...by: readonly string[]): string =>
  `sum${grouped(by)} (rate(${selector}[${window.toShort()}]))`;

/** ` by (a, b)`; empty without labels. */
export const grouped = (by: readonly string[]): string => (by.length === 0 ? '' : ` by (${by.join(', ')})`);

/**
 * The share of events that are bad. 0 while no bad one ever happened, and EMPTY with fewer events than the minimum: no traffic
 * says nothing, and a single failure of two at night is no share.
 */
export function share(bad: string, all: string, atLeast = 0): string {
  return `(${bad} or 0 * ${all}) / (${all} ${atLeast === 0 ? '> 0' : `>= ${atLeast}`})`;
}

/** A quantile of a histogram; EMPTY instead of NaN without traffic. */
export const quantileOf = (quantile: number, window: Duration, bucketSelector: string, ...by: readonly string[]): string =>
  `histogram_quantile(${quantile}, ${perSecond(window, bucketSelector, 'le', ...by)}) >= 0`;

/** A quantile as it was at the same hour a week before; EMPTY where there was no traffic. */
export const quantileLastWeek = (quantile: number, window: Duration, bucketSelector: string, ...by: readonly string[]): string =>
  `histogram_quantile(${quantile}, sum${grouped(['le', ...by])} (rate(${bucketSelector}[${window.toShort()}] offset 7d))) > 0`;

/** A quantile as a multiple of what it was at the same hour a week before; EMPTY where either has no traffic. */
export const quantileVersusLastWeek = (quantile: number, window: Duration, bucketSelector: string, ...by: readonly string[]): string =>
  `(${quantileOf(quantile, window, bucketSelector, ...by)}) / (${quantileLastWeek(quantile, window, bucketSelector, ...by)})`;

/** Several figures in one vector, each with a label that says which it is. Figures without a series are left out. */
export const labelled = (label: string, figures: Readonly<Record<string, string>>): string =>
  Object.entries(figures)
    .map(([value, figure]) => `label_replace(${figure}, "${label}", "${value}", "", "")`)
    .join(' or ');

/** The newest point of a gauge that is written less often than Prometheus looks back (5 min). */
export const newest = (within: Duration, selector: string): string => `last_over_time(${selector}[${within.toShort()}])`;
