import { Duration } from '../../../model/duration';
import type { DeclaredProduct } from '../../../model/product';
import { baselineOf, checkBaseline } from '../../../model/proofs/baseline';
import { above, below, percent, type Signal, signal, type Threshold, type Tiers } from '../../../model/signal';
import { dashboard, row } from '../../../model/vocabulary';
import { host } from '../../../signals';
import { sampleProduct } from '../../support/sample-product';

const disk = (tiers: Tiers) => [dashboard('main', 'Main', [row('Disk', host.disk({ component: 'api', tiers }))])];
const empty = { inherited: [], overridden: {}, notApplicable: {} };
const baselineTiers = {
  warning: above(percent(90)).for(Duration.minutes(5)).meets('BASE-01'),
};
const baseline = baselineOf([sampleProduct({ dashboards: disk(baselineTiers), baseline: { ...empty, defines: ['BASE-01'] } })]);
const own = (limit: number) => disk({ warning: above(percent(limit)).meets('OWN-01') });
const check = (changes: Parameters<typeof sampleProduct>[0]) =>
  checkBaseline(sampleProduct(changes) as DeclaredProduct, baseline).map(({ level, rule, given }) => ({ level, rule, given }));

describe('the baseline proof', () => {
  it('asks every product for each baseline alert', () => {
    expect(check({})).toEqual([{ level: 'error', rule: 'baseline-uncovered', given: 'BASE-01 (Disk use)' }]);
  });

  it('is content with an alert that meets it, also one that is inherited as it is', () => {
    expect(check({ dashboards: disk(baselineTiers) })).toEqual([]);
    expect(check({ baseline: { ...empty, inherited: [host.disk({ component: 'api', tiers: baselineTiers })] } })).toEqual([]);
  });

  it('is content with a reason why it has no meaning', () => {
    expect(check({ baseline: { ...empty, notApplicable: { 'BASE-01': 'no disk' } } })).toEqual([]);
  });

  it('knows the alerts that a product speaks of, in an override as in a reason', () => {
    expect(check({ dashboards: disk(baselineTiers), baseline: { ...empty, overridden: { 'BASE-1': { by: ['OWN-01'] } } } })).toEqual([
      { level: 'error', rule: 'unknown-baseline-alert', given: '"BASE-1"' },
    ]);
    expect(check({ dashboards: disk(baselineTiers), baseline: { ...empty, notApplicable: { 'BASE-1': 'no disk' } } })).toEqual([
      { level: 'error', rule: 'unknown-baseline-alert', given: '"BASE-1"' },
    ]);
  });

  it('takes an override at the same figure and notes a looser one', () => {
    const baselineUse = { ...empty, overridden: { 'BASE-01': { by: ['OWN-01'] } } };
    expect(check({ dashboards: own(90), baseline: baselineUse })).toEqual([]);
    expect(check({ dashboards: own(91), baseline: baselineUse })).toEqual([
      { level: 'note', rule: 'looser-than-baseline', given: 'Disk use: above 91 % (warning)' },
    ]);
  });

  it('takes an alert as inherited only with the figure of the baseline', () => {
    const inherited = (threshold: Threshold, minutes: number) =>
      check({ dashboards: disk({ warning: threshold.for(Duration.minutes(minutes)).meets('BASE-01') }) });
    expect(inherited(above(percent(90)), 5)).toEqual([]);
    expect(inherited(above(percent(91)), 5)).toEqual([
      { level: 'error', rule: 'inherited-differs', given: 'Disk use: above 91 % for 5 min (warning)' },
    ]);
    expect(inherited(above(percent(89)), 5)).toHaveLength(1);
    expect(inherited(above(percent(90)), 10)).toHaveLength(1);
    expect(check({ dashboards: disk({ critical: above(percent(90)).for(Duration.minutes(5)).meets('BASE-01') }) })).toHaveLength(1);
  });

  it('takes an alert with a requirement of its own besides as an override', () => {
    expect(check({ dashboards: disk({ warning: above(percent(80)).for(Duration.minutes(9)).meets('OWN-01', 'BASE-01') }) })).toEqual([]);
  });

  it('looks for what overrides at the signal that is named', () => {
    const named = (signal: string) => ({ ...empty, overridden: { 'BASE-01': { by: ['OWN-01'], signal } } });
    expect(check({ dashboards: own(90), baseline: named('host-disk') })).toEqual([]);
    expect(check({ dashboards: own(90), baseline: named('host-memory') })).toEqual([
      { level: 'error', rule: 'baseline-uncovered', given: 'BASE-01 (Disk use), overridden by OWN-01, which no alert meets' },
    ]);
  });

  it('names every alert of a requirement and every override, at its own place', () => {
    const two = baselineOf([
      sampleProduct({
        dashboards: [
          dashboard('main', 'Main', [
            row('Both', host.disk({ component: 'api', tiers: baselineTiers }), host.cpu({ component: 'api', tiers: baselineTiers })),
          ]),
        ],
        baseline: { ...empty, defines: ['BASE-01'] },
      }),
    ]);
    const judge = (changes: Parameters<typeof sampleProduct>[0]) =>
      checkBaseline(sampleProduct(changes), two).map(({ where, given }) => `${where}: ${given}`);
    expect(judge({})).toEqual(['shop / baseline: BASE-01 (Disk use, CPU use)']);
    expect(judge({ baseline: { ...empty, overridden: { 'BASE-01': { by: ['OWN-02', 'OWN-03'] } } } })).toEqual([
      'shop / baseline: BASE-01 (Disk use, CPU use), overridden by OWN-02, OWN-03, which no alert meets',
    ]);
  });

  it('wants a reason that somebody can read', () => {
    expect(check({ baseline: { ...empty, notApplicable: { 'BASE-01': ' ' } } })).toEqual([
      { level: 'error', rule: 'reason-missing', given: "notApplicable: { 'BASE-01': ' ' }" },
    ]);
  });

  it('counts a tier for each of the requirements that it meets', () => {
    const both = { warning: above(percent(90)).for(Duration.minutes(5)).meets('OTHER-01', 'BASE-01') };
    expect(check({ dashboards: disk(both) })).toEqual([]);
  });

  it('holds figures of one unit and one side against each other, and the strictest of the product counts', () => {
    const figure = (id: string, unit: 'count' | 'percent', limit: Threshold) =>
      signal({
        id,
        title: id,
        meaning: id,
        component: 'api',
        unit,
        expression: () => id,
        tiers: { warning: limit.for(Duration.minutes(5)).meets('X-01') },
      });
    const on = (...panels: readonly Signal[]) => [dashboard('main', 'Main', [row('All', ...panels)])];
    const judge = (defined: Signal, ...replacing: readonly Signal[]) =>
      checkBaseline(
        sampleProduct({ dashboards: on(...replacing), baseline: { ...empty, overridden: { 'B-01': { by: ['X-01'] } } } }),
        baselineOf([sampleProduct({ dashboards: on(defined), baseline: { ...empty, defines: ['X-01'] } })]).map((alert) => ({
          ...alert,
          requirement: 'B-01',
        })),
      ).map(({ where, given, allowed }) => `${where}: ${given}; ${allowed}`);
    const left = figure('left', 'count', below(30));
    expect(judge(left, figure('left', 'count', below(30)))).toEqual([]);
    expect(judge(left, figure('left', 'count', below(31)))).toEqual([]);
    expect(judge(left, figure('left', 'count', below(29)))).toEqual([
      'shop / baseline / B-01: left: below 29 for 5 min (warning); left: below 30 for 5 min (warning)',
    ]);
    expect(judge(left, figure('first', 'count', below(29)), figure('second', 'count', below(31)))).toEqual([]);
    expect(judge(left, figure('share', 'percent', below(1)))).toEqual([]);
    expect(judge(left, figure('over', 'count', above(29)))).toEqual([]);
  });

  it('refuses an override that no alert meets, and names that the baseline does not have', () => {
    expect(check({ baseline: { ...empty, overridden: { 'BASE-01': { by: ['OWN-02'] } } } })).toEqual([
      { level: 'error', rule: 'baseline-uncovered', given: 'BASE-01 (Disk use), overridden by OWN-02, which no alert meets' },
    ]);
    expect(check({ dashboards: disk(baselineTiers), baseline: { ...empty, notApplicable: { 'BASE-02': 'x' } } })).toEqual([
      { level: 'error', rule: 'unknown-baseline-alert', given: '"BASE-02"' },
    ]);
  });
});
