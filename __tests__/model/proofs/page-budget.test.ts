import { Duration } from '../../../model/duration';
import { checkPageBudget, type Fault, pageBudget } from '../../../model/proofs/page-budget';
import { above, below, type Signal, type SignalOptions, signal } from '../../../model/signal';
import { typicalFaults } from '../../../signals/faults';
import { sampleEnvironment } from '../../support/sample-product';

const minutes = Duration.minutes;
const gauge = (id: string, tiers: NonNullable<SignalOptions['tiers']>, more: Partial<SignalOptions> = {}): Signal =>
  signal({ id, title: id, meaning: id, component: 'api', unit: 'count', expression: () => 'x', tiers, ...more });
const health = (kind: 'prometheus' | 'loki'): Signal =>
  gauge(`data-source-${kind}`, { error: below(1).for(minutes(5)) }, { dataSource: kind, dataSourceHealth: true, noData: 'alerting' });
const environment = sampleEnvironment();
const replay = (signals: readonly Signal[], fault: Omit<Fault, 'name'>, where = environment) =>
  pageBudget(where, signals, [], [{ name: 'trouble', ...fault }]).map(({ rules, told }) => ({ rules, told }))[0];
const found = (signals: readonly Signal[], fault: Omit<Fault, 'name'>) =>
  checkPageBudget(environment, pageBudget(environment, signals, [], [{ name: 'trouble', ...fault }])).map(
    ({ level, rule, given }) => `${level} ${rule}: ${given}`,
  );
const pushing = (level: number | 'just bad') => ({ pushes: [{ signal: /^load$/, level }] });

describe('the page budget', () => {
  const load = gauge('load', { warning: above(1).for(minutes(10)), error: above(5).for(minutes(5)), critical: above(9).for(minutes(5)) });

  it.each([
    [1, []],
    [2, []],
    [5, []],
    [6, ['load (error)']],
    [9, ['load (error)']],
    [10, ['load (critical)']],
  ] as const)('lets a figure of %d page by its gravest tier alone, and by none that it only reaches', (level, rules) => {
    expect(replay([load], pushing(level))?.rules).toEqual(rules);
    expect(found([load], pushing(level))).toEqual([]);
  });

  it('refuses tiers of which the milder one pages before the graver one silences it', () => {
    const slow = gauge('load', { error: above(5).for(minutes(5)), critical: above(9).for(minutes(6)) });
    expect(replay([slow], pushing(10))?.rules).toEqual(['load (error)', 'load (critical)']);
    expect(found([slow], pushing(10))[0]).toBe('error pages-twice: load, when trouble');
  });

  it('passes the mildest limit alone where a figure is just bad, on both sides', () => {
    const low = gauge('load', { error: below(7), critical: below(2) });
    expect(replay([low], pushing('just bad'))?.rules).toEqual(['load (error)']);
    expect(replay([gauge('load', { error: above(0), critical: above(1) })], pushing('just bad'))?.rules).toEqual(['load (error)']);
  });

  it('tells the rules of a fault whose symptoms page besides', () => {
    const symptom = gauge('errors', { critical: above(1) });
    const both = { pushes: [{ signal: /^(load|errors)$/, level: 10 }] };
    expect(found([load, symptom], both)).toEqual(['warning pages-more-than-once: trouble: 2 (load (critical), errors (critical))']);
  });

  it('lets a data source that errs page once, and each source by itself', () => {
    const watched = gauge('load', { critical: above(9) }, { noData: 'alerting' });
    const signals = [watched, health('prometheus'), health('loki')];
    expect(replay(signals, { sources: 'errors', pushes: [] })?.rules).toEqual(['data-source-prometheus (error)']);
    expect(found([...signals, { ...health('prometheus'), id: 'second' }], { sources: 'errors', pushes: [] })[0]).toBe(
      'error pages-twice: data-source-prometheus (error), second (error), when trouble',
    );
  });

  it('counts the rules that page for missing data where a source has nothing', () => {
    const watched = gauge('load', { critical: above(9) }, { noData: 'alerting' });
    const quiet = gauge('quiet', { critical: above(9) });
    expect(replay([watched, quiet, health('prometheus')], { sources: 'nothing', pushes: [] })?.rules).toEqual([
      'load (critical)',
      'data-source-prometheus (error)',
    ]);
  });

  it('counts who is told at once, person by person', () => {
    expect(replay([load, gauge('errors', { error: above(1) })], { pushes: [{ signal: /./, level: 10 }] })?.told).toEqual([
      { name: 'Primary', times: 2 },
    ]);
  });

  it('pages nobody where the environment does not', () => {
    expect(replay([load], pushing(10), sampleEnvironment({}, 'staging'))).toEqual({ rules: [], told: [] });
  });

  it('replays twenty faults, each with a name of its own', () => {
    expect(new Set(typicalFaults.map(({ name }) => name)).size).toBe(20);
    expect(typicalFaults).toHaveLength(20);
  });
});
