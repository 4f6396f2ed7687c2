import { Duration } from '../../model/duration';
import { above, below, type InputSeries, type Signal, type SignalOptions, signal } from '../../model/signal';
import { tierExpression } from '../../model/tier-expression';
import { dataSource, slo } from '../../signals';
import { describeWithTool } from '../support/optional-tools';
import { failingSuites, type PrometheusRule, promtoolAvailable, type RuleTest } from '../support/promtool';
import { promise, scope } from './fixtures';

const minutes = Duration.minutes;
const gauge = (id: string, tiers: NonNullable<SignalOptions['tiers']>, more: Partial<SignalOptions> = {}): Signal =>
  signal({ id, title: id, meaning: id, component: 'app', unit: 'count', tiers, expression: (found) => `${id}${found.match()}`, ...more });
const selector = (id: string): string => `${id}{product="shop",environment="production"}`;
const cause = gauge('cause', { critical: below(1).for(minutes(1)) });
const symptom = gauge('symptom', { critical: above(1).for(minutes(5)) }, { causes: ['cause'] });
const health = dataSource.health({ kind: 'prometheus', component: 'app' });
const expressions = (of: Signal, ...others: readonly Signal[]) => of.tiers.map((tier) => tierExpression(of, tier, scope, [of, ...others]));

describe('the expression of a symptom', () => {
  const held = ` unless on () (max_over_time((${selector('cause')})[5m:1m]) < 1)`;

  it('is empty while its cause has held for both durations, whatever labels the two have', () => {
    expect(expressions(symptom, cause)).toEqual([`(${selector('symptom')})${held}`]);
    expect(expressions(symptom)).toEqual([selector('symptom')]);
  });

  it('gives way to a graver tier of its own signal, and to the cause besides', () => {
    const of = gauge('symptom', { error: above(1).for(minutes(5)), critical: above(2).for(minutes(5)) }, { causes: ['cause'] });
    expect(expressions(of, cause)[0]).toBe(`(${selector('symptom')}) unless (min_over_time((${selector('symptom')})[5m:1m]) > 2)${held}`);
  });

  it('stands at its limit instead where emptiness would page, and where the last point of a series counts on', () => {
    const filled = (of: Signal): string =>
      `(((${selector('symptom')})${held}) + 0) or clamp(${selector('symptom')}, ${of.tiers[0]?.limit.value}, 1)`;
    const alerting = { ...symptom, noData: 'alerting' } as const;
    expect(expressions(alerting, cause)).toEqual([filled(alerting)]);
    const google = { ...symptom, dataSource: 'google' } as const;
    expect(expressions(google, { ...cause, dataSource: 'google' })).toEqual([filled(google)]);
  });

  it('leaves warnings and notices to other people as they are', () => {
    const of = gauge(
      'symptom',
      { warning: above(1).for(minutes(5)), critical: above(1).for(minutes(5)).to('stakeholders') },
      { causes: ['cause'] },
    );
    expect(expressions(of, cause)).toEqual([selector('symptom'), selector('symptom')]);
  });

  it('stands at its limit while its data source has nothing, where it would page for that', () => {
    const up = 'max(up{product="shop",environment="production"} >= bool 0)';
    const alerting = { ...cause, noData: 'alerting' } as const;
    expect(expressions(alerting, health)).toEqual([`((${selector('cause')}) and on () (${up})) or (vector(1) unless on () (${up}))`]);
    expect(expressions(cause, health)).toEqual([selector('cause')]);
    expect(expressions(health, health)).toEqual([up]);
  });
});

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
