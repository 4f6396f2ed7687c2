import { causesOf, guardOf } from './cause-silence';
import { Duration } from './duration';
import type { AlertTier, MetricScope, Signal } from './signal';
import { graverTiers, heldFor, noDataOf, silencingTime } from './tier-silence';

/**
 * The expression of a tier without its own threshold: the figure, except while another rule tells the fault. A graver tier silences this one
 * once it has held for its own duration, and for that of this tier: so a figure that flaps across the border of two tiers, in
 * whatever rhythm, resets this tier only when the graver one already fires. Bare bands would leave such a figure unseen. The same
 * holds for a rule that is nearer to the cause.
 * @param among all signals of the product environment, of which some tell the same faults; itself alone has nobody beside it
 */
export function tierExpression(of: Signal, tier: AlertTier, scope: MetricScope, among: readonly Signal[] = [of]): string {
  const figure = of.expression(scope);
  const { value } = tier.limit;
  const causes = causesOf(of, tier, among).map(
    (cause) => ` unless on () (${heldFor(cause.signal.expression(scope), cause.tier.limit, Duration.longest(cause.tier.for, tier.for))})`,
  );
  const gravers = graverTiers(of, tier).map((graver) => ` unless (${heldFor(figure, graver.limit, silencingTime(of, tier, graver))})`);
  const silences = [...gravers, ...causes];
  const told = silences.length === 0 ? figure : `(${figure})${silences.join('')}`;
  // Adding 0 drops the metric name, or both halves would be different series.
  const filled = silences.length > 0 && mustAnswer(of, tier) ? `((${told}) + 0) or clamp(${figure}, ${value}, ${value})` : told;
  const guard = guardOf(of, tier, among)?.expression(scope);
  return guard === undefined ? filled : `((${filled}) and on () (${guard})) or (vector(${value}) unless on () (${guard}))`;
}

/**
 * Whether a tier that is silenced must stand at its limit, which does not pass it, rather than be empty: where emptiness would page, and
 * where the source answers with series, of which the last point from before would count until it leaves the range.
 */
const mustAnswer = (of: Signal, tier: AlertTier): boolean => of.dataSource === 'google' || noDataOf(of, tier) === 'alerting';
