import { Duration } from '../../model/duration';
import { metricScope } from '../../model/product-environment';
import { above, below, percent, type Signal, type SignalOptions, signal, type Tiers } from '../../model/signal';
import { tierExpression } from '../../model/tier-expression';
import { noDataOf } from '../../model/tier-silence';
import { dataSource } from '../../signals';

const minutes = Duration.minutes;
const scope = metricScope('shop', 'production');
const gauge = (id: string, tiers: Tiers, more: Partial<SignalOptions> = {}): Signal =>
  signal({ id, title: id, meaning: id, component: 'app', unit: 'count', tiers, expression: (found) => `${id}${found.match()}`, ...more });
const selector = (id: string): string => `${id}{product="shop",environment="production"}`;
const figure = selector('figure');
const ofTiers = (tiers: Tiers, more: Partial<SignalOptions> = {}): Signal => gauge('figure', tiers, more);
const cause = gauge('cause', { critical: below(1).for(minutes(1)) });
const symptom = gauge('symptom', { critical: above(1).for(minutes(5)) }, { causes: ['cause'] });
const health = dataSource.health({ kind: 'prometheus', component: 'app' });
/** Of each tier, where these signals stand in the order of their declaration. */
const among = (of: Signal, all: readonly Signal[]) => of.tiers.map((tier) => tierExpression(of, tier, scope, all));
const expressions = (of: Signal, ...others: readonly Signal[]) => among(of, [of, ...others]);

describe('tiers of one signal', () => {
  it('give way to a graver tier that has held for both durations', () => {
    const of = ofTiers({ warning: above(percent(5)).for(Duration.minutes(5)), critical: above(percent(10)).for(Duration.minutes(2)) });
    expect(of.tiers.map((tier) => tierExpression(of, tier, scope))).toEqual([
      `(${figure}) unless (min_over_time((${figure})[5m:1m]) > 0.1)`,
      figure,
    ]);
  });

  it('give way at once in Loki, which has no subqueries', () => {
    const of = ofTiers({ warning: below(1).for(Duration.minutes(5)), critical: below(0.5) }, { dataSource: 'loki' });
    expect(of.tiers.map((tier) => tierExpression(of, tier, scope))).toEqual([`(${figure}) unless ((${figure}) < 0.5)`, figure]);
  });

  it('stay on beside a graver one where they go to other people', () => {
    const of = ofTiers({ warning: below(1).for(Duration.minutes(15)).to('stakeholders'), critical: below(0.5) });
    expect(of.tiers.map((tier) => tierExpression(of, tier, scope))).toEqual([figure, figure]);
  });

  it('give way to every graver tier on their side, at once where neither has a duration, and to none on the other', () => {
    const of = ofTiers({ info: below(3), warning: below(2), critical: below(1) });
    expect(expressions(of)).toEqual([
      `(${figure}) unless ((${figure}) < 2) unless ((${figure}) < 1)`,
      `(${figure}) unless ((${figure}) < 1)`,
      figure,
    ]);
    expect(expressions(ofTiers({ warning: [above(10), below(5)] }))).toEqual([figure, figure]);
    expect(expressions(ofTiers({ warning: above(10), critical: above(10) }))).toEqual([figure, figure]);
    expect(expressions(ofTiers({ warning: below(10), critical: below(10) }))).toEqual([figure, figure]);
  });

  it('hold at the least extreme figure of the time, whichever side is bad', () => {
    const of = ofTiers({ warning: below(2).for(minutes(5)), critical: below(1).for(Duration.hours(1)) });
    expect(expressions(of)[0]).toBe(`(${figure}) unless (max_over_time((${figure})[1h:1m]) < 1)`);
  });

  it('are not silenced by what goes to other people', () => {
    expect(expressions(ofTiers({ warning: above(1), critical: above(2).to('stakeholders') }))).toEqual([figure, figure]);
  });

  it('stand at their limit in Cloud Monitoring while a graver tier silences them, since the last point of a series counts on', () => {
    const of = ofTiers({ warning: above(1), critical: above(2) }, { dataSource: 'google' });
    expect(expressions(of)).toEqual([`(((${figure}) unless ((${figure}) > 2)) + 0) or clamp(${figure}, 1, 1)`, figure]);
  });

  it('are empty while a graver tier silences them, even where an empty answer pages: the graver one pages for that', () => {
    const of = ofTiers({ warning: above(1), critical: above(2) }, { noData: 'alerting' });
    expect(expressions(of)).toEqual([`(${figure}) unless ((${figure}) > 2)`, figure]);
    expect(of.tiers.map((tier) => noDataOf(of, tier))).toEqual(['ok', 'alerting']);
  });
});

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

  it('does not give way to a cause that is milder, that is told later, or that goes to other people', () => {
    for (const tiers of [
      { warning: below(1).for(minutes(1)) },
      { critical: below(1).for(minutes(6)) },
      { critical: below(1).for(minutes(1)).to('stakeholders') },
    ]) {
      expect(expressions(symptom, gauge('cause', tiers))).toEqual([selector('symptom')]);
    }
    const error = gauge('cause', { error: below(1).for(minutes(1)) });
    expect(expressions(symptom, error)).toEqual([selector('symptom')]);
    expect(expressions(gauge('symptom', { error: above(1).for(minutes(5)) }, { causes: ['cause'] }), error)).toEqual([
      `(${selector('symptom')})${held}`,
    ]);
  });

  it('gives way to a cause that has held for as long as itself', () => {
    const slow = gauge('cause', { critical: below(1).for(minutes(5)) });
    expect(expressions(symptom, slow)).toEqual([`(${selector('symptom')})${held}`]);
  });

  it('gives way to each signal whose id is that of a cause, or that and more parts, and to no other', () => {
    const named = (id: string) => gauge(id, { critical: below(1).for(minutes(5)) });
    const of = gauge('symptom', { critical: above(1).for(minutes(5)) }, { causes: ['cause', 'api'] });
    const all = [of, named('cause'), named('cause-of-all'), named('causes'), named('api'), named('my-api'), named('other')];
    const silencing = ['cause', 'cause-of-all', 'api'].filter((id) => among(of, all)[0]?.includes(`(${selector(id)})`));
    expect(silencing).toEqual(['cause', 'cause-of-all', 'api']);
    expect(['causes', 'my-api', 'other'].filter((id) => among(of, all)[0]?.includes(`(${selector(id)})`))).toEqual([]);
  });

  it('never gives way to itself, though its id begins with what it names', () => {
    const of = gauge('cause-of-all', { critical: above(1).for(minutes(5)) }, { causes: ['cause'] });
    expect(among(of, [of])).toEqual([selector('cause-of-all')]);
  });

  it('gives way to the first of signals that name each other, at whatever distance, and the first gives way to none', () => {
    const one = gauge('one', { critical: above(1) }, { causes: ['three'] });
    const two = gauge('two', { critical: above(1) }, { causes: ['one'] });
    const three = gauge('three', { critical: above(1) }, { causes: ['two'] });
    const all = [one, two, three];
    expect(all.map((of) => among(of, all)[0])).toEqual([
      selector('one'),
      `(${selector('two')}) unless on () ((${selector('one')}) > 1)`,
      `(${selector('three')}) unless on () ((${selector('two')}) > 1)`,
    ]);
    const later = gauge('later', { critical: above(1) });
    const of = gauge('symptom', { critical: above(1) }, { causes: ['later'] });
    expect(among(of, [of, later])).toEqual([`(${selector('symptom')}) unless on () ((${selector('later')}) > 1)`]);
  });

  it('does not give way in Loki, which has no subqueries, nor to a cause of another data source', () => {
    const loki = (of: Signal): Signal => ({ ...of, dataSource: 'loki' });
    expect(expressions(loki(symptom), loki(cause))).toEqual([selector('symptom')]);
    expect(expressions(symptom, loki(cause))).toEqual([selector('symptom')]);
  });

  it('says nothing of a data source that has nothing where it would not page for that, and nothing of another one', () => {
    const alerting = (tiers: Tiers, more: Partial<SignalOptions> = {}) => gauge('cause', tiers, { noData: 'alerting', ...more });
    const google = dataSource.health({ kind: 'google', component: 'app' });
    const loki = dataSource.health({ kind: 'loki', component: 'app' });
    expect(expressions(alerting({ warning: below(1) }), health)).toEqual([selector('cause')]);
    expect(expressions(alerting({ critical: below(1).to('stakeholders') }), health)).toEqual([selector('cause')]);
    expect(expressions(alerting({ critical: below(1) }), google)).toEqual([selector('cause')]);
    expect(expressions(alerting({ critical: below(1) }, { dataSource: 'loki' }), loki)).toEqual([selector('cause')]);
    expect(expressions(alerting({ error: below(2), critical: below(1) }), health)[0]).toBe(
      `(${selector('cause')}) unless ((${selector('cause')}) < 1)`,
    );
  });
});
