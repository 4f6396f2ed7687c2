import type { InputSeries, Signal } from '../../model/signal';
import { tierExpression } from '../../model/tier-expression';
import type { PrometheusRule, RuleTest } from '../support/promtool';
import { scope } from './fixtures';

/** The alert rules of a signal, one a tier, named by the place of the tier. */
export const rulesOf = (signal: Signal): readonly PrometheusRule[] =>
  signal.tiers.map((tier, index) => ({
    alert: `tier${index}`,
    expr: `(${tierExpression(signal, tier, scope)}) ${tier.limit.comparison === 'above' ? '>' : '<'} ${tier.limit.value}`,
    for: tier.for.toShort(),
  }));

/** Exactly these tiers fire at a minute. */
export const firing = (name: string, series: readonly InputSeries[], minute: number, tiers: readonly number[]): RuleTest => ({
  name,
  interval: '1m',
  input_series: series,
  promql_expr_test: [
    {
      expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: `${minute}m`,
      exp_samples: tiers.map((index) => ({ labels: `{alertname="tier${index}"}`, value: 1 })),
    },
  ],
});

/** The expression has this one value without labels, or none, at a minute. */
export const yields = (
  name: string,
  series: readonly InputSeries[],
  minute: number,
  expr: string,
  value: number | undefined,
): RuleTest => ({
  name,
  interval: '1m',
  input_series: series,
  promql_expr_test: [{ expr, eval_time: `${minute}m`, exp_samples: value === undefined ? [] : [{ labels: '{}', value }] }],
});
