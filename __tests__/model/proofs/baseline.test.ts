import { Duration } from '../../../model/duration';
import type { DeclaredProduct } from '../../../model/product';
import { baselineOf, checkBaseline } from '../../../model/proofs/baseline';
import { above, percent, type Tiers } from '../../../model/signal';
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

  it('takes an override at the same figure and notes a looser one', () => {
    const baselineUse = { ...empty, overridden: { 'BASE-01': ['OWN-01'] } };
    expect(check({ dashboards: own(90), baseline: baselineUse })).toEqual([]);
    expect(check({ dashboards: own(91), baseline: baselineUse })).toEqual([
      { level: 'note', rule: 'looser-than-baseline', given: 'Disk use: above 91 %' },
    ]);
  });

  it('refuses an override that no alert meets, and names that the baseline does not have', () => {
    expect(check({ baseline: { ...empty, overridden: { 'BASE-01': ['OWN-02'] } } })).toEqual([
      { level: 'error', rule: 'baseline-uncovered', given: 'BASE-01 (Disk use), overridden by OWN-02, which no alert meets' },
    ]);
    expect(check({ dashboards: disk(baselineTiers), baseline: { ...empty, notApplicable: { 'BASE-02': 'x' } } })).toEqual([
      { level: 'error', rule: 'unknown-baseline-alert', given: '"BASE-02"' },
    ]);
  });
});
