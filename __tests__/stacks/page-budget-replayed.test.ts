import { distinctSignals } from '../../model/dashboard';
import { environmentsOf, type ProductEnvironment } from '../../model/product-environment';
import type { Fault } from '../../model/proofs/page-budget';
import { pages } from '../../model/severity';
import type { AlertTier, InputSeries, Signal } from '../../model/signal';
import { tierExpression } from '../../model/tier-expression';
import { noDataOf } from '../../model/tier-silence';
import { products } from '../../products';
import { typicalFaults } from '../../signals/faults';
import { dashboardsOf } from '../../stacks/monitoring-plan';
import { budgetOf } from '../../stacks/page-budget';
import { describeWithTool } from '../support/optional-tools';
import { failingSuites, type PrometheusRule, promtoolAvailable, type RuleSuite } from '../support/promtool';

/** Longer than every duration and window of the rules that are replayed. */
const minute = 170;

const paging = products
  .flatMap((product) => product.evaluate().declaration ?? [])
  .flatMap((product) => environmentsOf(product))
  .filter(({ posture }) => posture.pages);

const figureOf = ({ limit }: AlertTier): number => (limit.comparison === 'above' ? 0 : limit.value);

/** The figures while a fault lasts: what it pushes, and what else must have data as it is while all is well. */
function seriesOf(fault: Fault, signals: readonly Signal[], { scope }: ProductEnvironment): readonly InputSeries[] {
  if (fault.sources === 'nothing') return [];
  const levels = signals.flatMap((signal) => {
    const { level } = fault.pushes.find((push) => push.signal.test(signal.id)) ?? {};
    const [tier] = signal.tiers;
    if (typeof level === 'number') return [{ signal, level }];
    return tier !== undefined && signal.noData === 'alerting' ? [{ signal, level: figureOf(tier) }] : [];
  });
  const series = new Map<string, InputSeries>();
  // What is pushed first: two signals may be read from one series.
  const pushed = levels.filter(({ signal }) => fault.pushes.some((push) => push.signal.test(signal.id)));
  for (const { signal, level } of [...pushed, ...levels]) {
    for (const each of signal.sample?.(scope, level) ?? []) if (!series.has(each.series)) series.set(each.series, each);
  }
  return [...series.values()];
}

interface Named {
  readonly name: string;
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/** The rules that page and that the fault may concern, as Grafana evaluates them: a rule whose answer is empty fires where it says so. */
function rulesOf(
  { name: alert, signal, tier }: Named,
  signals: readonly Signal[],
  { scope }: ProductEnvironment,
): readonly PrometheusRule[] {
  const expression = tierExpression(signal, tier, scope, signals);
  const held = { alert, for: tier.for.toShort() };
  return [
    { ...held, expr: `(${expression}) ${tier.limit.comparison === 'above' ? '>' : '<'} ${tier.limit.value}` },
    ...(noDataOf(signal, tier) === 'alerting' ? [{ ...held, expr: `absent(${expression})` }] : []),
  ];
}

describeWithTool('promtool', promtoolAvailable, () => {
  const names = ['database down', 'cache down', 'application down', 'burst of errors, one request in five', 'certificate has ended'];
  const more = ['data source has nothing of the environment', 'bucket of backups refuses access', 'store watcher silent'];

  it.each([...names, ...more])(
    'typical faults page by exactly the rules that the budget says, as Prometheus evaluates them: %s',
    (name) => {
      const fault = typicalFaults.find((candidate) => candidate.name === name) as Fault;
      const suites = paging.map((environment): RuleSuite => {
        // Loki is evaluated by no tool offline.
        const signals = distinctSignals(dashboardsOf(environment)).filter(({ dataSource }) => dataSource !== 'loki');
        const named = signals.flatMap((signal) =>
          signal.tiers
            .filter((tier) => pages(tier.severity) && tier.channel === undefined)
            .filter(() => signal.noData === 'alerting' || fault.pushes.some((push) => push.signal.test(signal.id)))
            .map((tier): Named => ({ name: `${signal.id} (${tier.severity})`, signal, tier })),
        );
        const [budget] = budgetOf(environment, signals).filter((each) => each.fault === name);
        return {
          name: environment.place,
          rules: named.flatMap((each) => rulesOf(each, signals, environment)),
          tests: [
            {
              name,
              interval: '1m',
              input_series: seriesOf(fault, signals, environment),
              promql_expr_test: [
                {
                  expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
                  eval_time: `${minute}m`,
                  exp_samples: (budget?.rules ?? []).map((rule) => ({ labels: `{alertname=${JSON.stringify(rule)}}`, value: 1 })),
                },
              ],
            },
          ],
        };
      });
      expect(suites.some(({ rules }) => rules.length > 0)).toBe(true);
      expect(failingSuites(suites)).toEqual({});
    },
  );
});
