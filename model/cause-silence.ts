import { isGraverThan, pages } from './severity';
import type { AlertTier, Signal } from './signal';
import { noDataOf } from './tier-silence';

/**
 * Rules of several signals tell one fault once: what follows from a fault stays silent while a rule that is nearer to its cause tells it.
 * Grafana has no inhibition, and groups alerts by rule, so the expressions themselves say so.
 */

/** A tier of another signal that tells the same fault. */
export interface Cause {
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/**
 * What silences a tier that pages, beside graver tiers of its own signal: no milder, and told no later, so that nothing is told later or to
 * fewer people than without it. Of two signals that name each other, at whatever distance, the one that is declared first silences the other.
 */
export function causesOf(of: Signal, tier: AlertTier, among: readonly Signal[]): readonly Cause[] {
  // LogQL has no subqueries, and no expression reads two data sources.
  if (!pagesSomebody(tier) || of.dataSource === 'loki') return [];
  return named(of, among)
    .filter((other) => other.dataSource === of.dataSource)
    .filter((other) => among.indexOf(other) < among.indexOf(of) || !follows(other, of, among))
    .flatMap((signal) => signal.tiers.map((other) => ({ signal, tier: other })))
    .filter(({ tier: other }) => pagesSomebody(other) && !isGraverThan(tier.severity, other.severity) && !other.for.isLongerThan(tier.for));
}

/** The rule that tells, for a tier that pages when its data source has nothing, that the source has nothing: then this one is silent. */
export function guardOf(of: Signal, tier: AlertTier, among: readonly Signal[]): Signal | undefined {
  // A quiet night has no lines: a Loki that has nothing is not told at all.
  if (noDataOf(of, tier) !== 'alerting' || !pagesSomebody(tier) || of.dataSource === 'loki' || of.dataSourceHealth) return undefined;
  return among.find(({ dataSource, dataSourceHealth }) => dataSourceHealth && dataSource === of.dataSource);
}

/** What goes to another channel is independent. */
const pagesSomebody = ({ severity, independent }: AlertTier): boolean => pages(severity) && !independent;

const named = ({ causes }: Signal, among: readonly Signal[]): readonly Signal[] =>
  causes.length === 0 ? [] : among.filter((other) => causes.some((cause) => beginsWith(other.id, cause)));

/** Whether an id is the name, or the name with a part after it. */
const beginsWith = (id: string, name: string): boolean => id.startsWith(name) && (id.length === name.length || id[name.length] === '-');

/** Whether a signal names the other as its cause, or a cause of its cause, and so on. */
function follows(from: Signal, to: Signal, among: readonly Signal[]): boolean {
  const seen = new Set([from]);
  for (const each of seen) for (const cause of named(each, among)) seen.add(cause);
  return seen.has(to);
}
