import { Duration } from '../../model/duration';
import { above, below, type InputSeries, type Signal, type SignalOptions, signal } from '../../model/signal';
import { tierExpression } from '../../model/tier-expression';
import { slo } from '../../signals';
import { describeWithTool } from '../support/optional-tools';
import { failingSuites, type PrometheusRule, promtoolAvailable, type RuleTest } from '../support/promtool';
import { promise, scope } from './fixtures';

const minutes = Duration.minutes;
const gauge = (id: string, tiers: NonNullable<SignalOptions['tiers']>, more: Partial<SignalOptions> = {}): Signal =>
  signal({ id, title: id, meaning: id, component: 'app', unit: 'count', tiers, expression: (found) => `${id}${found.match()}`, ...more });
const selector = (id: string): string => `${id}{product="shop",environment="production"}`;
const cause = gauge('cause', { critical: below(1).for(minutes(1)) });
const symptom = gauge('symptom', { critical: above(1).for(minutes(5)) }, { causes: ['cause'] });

describeWithTool('promtool', promtoolAvailable, () => {
  const rule = (of: Signal, among: readonly Signal[]): PrometheusRule => {
    const [tier] = of.tiers;
    if (tier === undefined) throw new Error('no tier');
    const operator = tier.limit.comparison === 'above' ? '>' : '<';
    return { alert: of.id, expr: `(${tierExpression(of, tier, scope, among)}) ${operator} ${tier.limit.value}`, for: tier.for.toShort() };
  };
  const both = [cause, symptom];
  const rules = both.map((of) => rule(of, both));
  const input = (causeValues: string, symptomValues: string): readonly InputSeries[] => [
    { series: selector('cause').replace('}', ',instance="one"}'), values: causeValues },
    { series: selector('symptom').replace('}', ',service="api"}'), values: symptomValues },
  ];
  const firing = (series: readonly InputSeries[], expected: Readonly<Record<number, readonly string[]>>): RuleTest => ({
    name: 'fires',
    interval: '1m',
    input_series: series,
    promql_expr_test: Object.entries(expected).map(([minute, alerts]) => ({
      expr: 'group by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: `${minute}m`,
      exp_samples: alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
    })),
  });

  it('a symptom is silent while its cause tells, and tells itself when it goes on after that', () => {
    // Well for ten minutes; then both are bad; after half an hour the cause is mended.
    const series = input('1x9 0x29 1x60', '0x9 5x90');
    const tests = [firing(series, { 9: [], 12: ['cause'], 16: ['cause'], 39: ['cause'], 42: [], 46: ['symptom'], 60: ['symptom'] })];
    expect(failingSuites([{ name: 'cause', rules, tests }])).toEqual({});
  });

  it('a symptom without its cause tells after its own time', () => {
    expect(failingSuites([{ name: 'alone', rules, tests: [firing(input('1x100', '0x9 5x90'), { 14: [], 15: ['symptom'] })] }])).toEqual({});
  });

  it('a cause that flaps, in whatever rhythm, never leaves a lasting symptom untold', () => {
    const rhythms = [1, 2, 3, 4, 5, 6, 7].flatMap((bad) => [1, 2, 3].map((well) => [bad, well] as const));
    const suites = rhythms.map(([bad, well]) => {
      const one = [...Array<number>(bad).fill(0), ...Array<number>(well).fill(1)];
      const values = Array.from({ length: 120 }, (_, minute) => one[minute % one.length]).join(' ');
      const untold = Array.from({ length: 20 }, (_, step) => ({
        expr: 'group(max_over_time(ALERTS{alertstate="firing"}[10m]))',
        eval_time: `${40 + step}m`,
        exp_samples: [{ labels: '{}', value: 1 }],
      }));
      const test: RuleTest = { name: `${bad}/${well}`, interval: '1m', input_series: input(values, '5x200'), promql_expr_test: untold };
      return { name: `${bad}/${well}`, rules, tests: [test] };
    });
    expect(failingSuites(suites)).toEqual({});
  });

  it('an outage of a quarter of an hour burns the error budget in one page, and in none after it is over', () => {
    const signals = slo.sloSignals({ ...promise, probe: 'health' }).slice(0, 2);
    const burn = signals.map((of) => rule(of, signals));
    const series = [
      { series: 'probe_success{product="shop",environment="production",probe="health",region="eu"}', values: '1x400 0x14 1x200' },
    ];
    const [fast = ''] = signals.map(({ id }) => id);
    const after = Object.fromEntries(Array.from({ length: 90 }, (_, step) => [422 + step, []]));
    expect(failingSuites([{ name: 'burn', rules: burn, tests: [firing(series, { 400: [], 410: [fast], ...after })] }])).toEqual({});
  });
});
