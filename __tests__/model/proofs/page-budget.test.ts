import fc from 'fast-check';
import { alarmsOf, watchOf } from '../../../model/backup-alarms';
import { Duration } from '../../../model/duration';
import { checkPageBudget, type Fault, pageBudget } from '../../../model/proofs/page-budget';
import { pages } from '../../../model/severity';
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
/** The alarms of the sample backup by their kind. */
const alarmsOfSample = () => {
  const { backups, product } = environment;
  const all = alarmsOf(backups, product.objectives, watchOf('aws', backups, product.objectives));
  return { alarms: (kind: string) => all.filter((alarm) => alarm.kind === kind && pages(alarm.severity)) };
};
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

  it('tells a fault that pages by several rules at its own place, once, and one that pages twice as nothing else', () => {
    const where = (signals: readonly Signal[]) => {
      const both = { name: 'trouble', pushes: [{ signal: /./, level: 10 }] };
      return checkPageBudget(environment, pageBudget(environment, signals, [], [both])).map((finding) => [finding.rule, finding.where]);
    };
    const slow = gauge('load', { error: above(5).for(minutes(5)), critical: above(9).for(minutes(6)) });
    expect(where([load, gauge('errors', { critical: above(1) })])).toEqual([['pages-more-than-once', 'shop / production / trouble']]);
    expect(where([slow, gauge('errors', { critical: above(1) })])).toEqual([['pages-twice', 'shop / production']]);
  });

  it('tells the rules of a fault whose symptoms page besides', () => {
    const symptom = gauge('errors', { critical: above(1) });
    const both = { pushes: [{ signal: /^(load|errors)$/, level: 10 }] };
    expect(found([load, symptom], both)).toEqual(['warning pages-more-than-once: load (critical), errors (critical)']);
    expect(found([load, symptom], { ...both, pagesEach: 'each is a fault of its own' })).toEqual([]);
  });

  it('lets a data source that errs page once, and each source by itself', () => {
    const watched = gauge('load', { critical: above(9) }, { noData: 'alerting' });
    const signals = [watched, health('prometheus'), health('loki')];
    expect(replay(signals, { sources: 'errors', pushes: [] })?.rules).toEqual(['data-source-prometheus (error)']);
    expect(found([...signals, { ...health('prometheus'), id: 'second' }], { sources: 'errors', pushes: [] })[0]).toBe(
      'error pages-twice: data-source-prometheus (error), second (error), when trouble',
    );
  });

  it('lets a data source that has nothing page once, by the rule on its health, and by each rule where no rule watches that', () => {
    const watched = gauge('load', { critical: above(9) }, { noData: 'alerting' });
    const quiet = gauge('quiet', { critical: above(9) });
    const nothing = { sources: 'nothing', pushes: [] } as const;
    expect(replay([watched, quiet, health('prometheus')], nothing)?.rules).toEqual(['data-source-prometheus (error)']);
    expect(replay([watched, quiet, { ...watched, id: 'more' }], nothing)?.rules).toEqual(['load (critical)', 'more (critical)']);
    expect(found([watched, quiet, { ...watched, id: 'more' }, health('loki')], nothing)[0]).toBe(
      'error pages-twice: load (critical), more (critical), when trouble',
    );
  });

  describe('of a fault that several signals show', () => {
    const cause = gauge('cause', { critical: above(1).for(minutes(2)) });
    const symptom = (tiers: NonNullable<SignalOptions['tiers']>, more: Partial<SignalOptions> = {}): Signal =>
      gauge('symptom', tiers, { causes: ['cause'], ...more });
    const rules = (...signals: readonly Signal[]) => replay(signals, { pushes: [{ signal: /./, level: 10 }] })?.rules;

    it('is one page, of the signal that is nearest to the cause', () => {
      expect(rules(symptom({ critical: above(1).for(minutes(2)) }), cause)).toEqual(['cause (critical)']);
      expect(rules(symptom({ error: above(1).for(minutes(5)) }), cause)).toEqual(['cause (critical)']);
      expect(rules(symptom({ critical: above(1).for(minutes(2)) }), { ...cause, id: 'cause-of-one-part' })).toEqual([
        'cause-of-one-part (critical)',
      ]);
    });

    it('is two, where the symptom is told sooner, is graver, is read elsewhere, or the cause only warns', () => {
      const both = ['symptom (critical)', 'cause (critical)'];
      expect(rules(symptom({ critical: above(1).for(Duration.seconds(119)) }), cause)).toEqual(both);
      expect(rules(symptom({ critical: above(1).for(minutes(2)) }, { dataSource: 'google' }), cause)).toEqual(both);
      expect(rules(symptom({ critical: above(1).for(minutes(2)) }), gauge('cause', { error: above(1).for(minutes(2)) }))).toEqual([
        'symptom (critical)',
        'cause (error)',
      ]);
      expect(rules(symptom({ critical: above(1).for(minutes(2)) }), gauge('cause', { warning: above(1) }))).toEqual(['symptom (critical)']);
      expect(rules(symptom({ critical: above(1).for(minutes(2)) }), gauge('causes', { critical: above(1) }))).toEqual([
        'symptom (critical)',
        'causes (critical)',
      ]);
    });

    it('is told by the symptom alone while the cause is well', () => {
      const told = replay([symptom({ critical: above(1).for(minutes(2)) }), cause], {
        pushes: [
          { signal: /^symptom$/, level: 10 },
          { signal: /^cause$/, level: 1 },
        ],
      });
      expect(told?.rules).toEqual(['symptom (critical)']);
    });

    it('is told by the first of several that name each other, and never by none', () => {
      const ring = ['one', 'two', 'three'].map((id, index, ids) =>
        gauge(id, { critical: above(1) }, { causes: [ids[(index + 1) % 3] ?? ''] }),
      );
      expect(rules(...ring)).toEqual(['one (critical)', 'two (critical)']);
      expect(rules(...ring.slice(0, 2))).toEqual(['two (critical)']);
      const part = (id: string): Signal => gauge(`probe-${id}`, { critical: above(1) }, { causes: ['probe'] });
      expect(rules(part('home'), part('health'), part('tasks'))).toEqual(['probe-home (critical)']);
    });

    it('is never told by nobody, whatever names what as its cause', () => {
      const severities = ['error', 'critical'] as const;
      const ids = ['a', 'b', 'c', 'd', 'e'] as const;
      const declared = fc.record({
        severity: fc.constantFrom(...severities),
        holds: fc.integer({ min: 0, max: 2 }),
        causes: fc.subarray([...ids]),
        level: fc.constantFrom(0, 10),
      });
      fc.assert(
        fc.property(fc.tuple(declared, declared, declared, declared, declared), (all) => {
          const signals = all.map(({ severity, holds, causes }, index) =>
            gauge(ids[index] ?? '', { [severity]: above(1).for(minutes(holds)) }, { causes }),
          );
          const pushes = all.map(({ level }, index) => ({ signal: new RegExp(`^${ids[index]}$`), level }));
          const told = replay(signals, { pushes })?.rules ?? [];
          for (const [index, { severity, level }] of all.entries()) {
            if (level === 0) expect(told).not.toContain(`${ids[index]} (${severity})`);
            else expect(told.some((rule) => severity === 'error' || rule.endsWith('(critical)'))).toBe(true);
          }
        }),
        { numRuns: 2000 },
      );
    });
  });

  it('counts who is told at once, person by person', () => {
    expect(replay([load, gauge('errors', { error: above(1) })], { pushes: [{ signal: /./, level: 10 }] })?.told).toEqual([
      { name: 'Primary', times: 2 },
    ]);
  });

  it('pages nobody where the environment does not', () => {
    expect(replay([load], pushing(10), sampleEnvironment({}, 'staging'))).toEqual({ rules: [], told: [] });
  });

  it('counts the alarms of the cloud that page, by the limits of their own signal, each on its own', () => {
    const { alarms } = alarmsOfSample();
    const [stale, failed] = [alarms('stale'), alarms('failed')];
    const cloud = [...stale, ...failed].map((alarm) => ({ signal: `database-${alarm.kind}`, alarm }));
    const told = (fault: Omit<Fault, 'name'>) =>
      pageBudget(environment, [], cloud, [{ name: 'trouble', ...fault }]).map(({ cloudAlarms, told: people }) => [cloudAlarms, people])[0];
    expect(told({ pushes: [{ signal: /^database-failed$/, level: 'just bad' }] })).toEqual([
      failed.map(({ id }) => id),
      [{ name: 'Primary', times: 1 }],
    ]);
    expect(told({ pushes: [{ signal: /^database-failed$/, level: 0 }] })).toEqual([[], []]);
    expect(told({ pushes: [{ signal: /^database-stale$/, level: 'just bad' }] })?.[0]).toEqual(stale.map(({ id }) => id));
    expect(told({ pushes: [{ signal: /^elsewhere$/, level: 'just bad' }] })).toEqual([[], []]);
    expect(told({ pushes: [], watcherSilent: true })).toEqual([['store watcher silent'], [{ name: 'Primary', times: 1 }]]);
  });

  it('leaves out a tier that tells another channel', () => {
    const elsewhere = gauge('load', { critical: above(9).to('stakeholders') });
    expect(replay([elsewhere], pushing(10))?.rules).toEqual([]);
  });

  it('tells the first level of the chain of each severity', () => {
    const [lead] = environment.product.onCall.people;
    const { escalations } = environment.product.onCall;
    const [first, ...others] = escalations.error.steps;
    if (lead === undefined) throw new Error('the sample product has people');
    const error = { ...escalations.error, steps: [{ ...first, notify: [lead] as const }, ...others] as const };
    const apart = sampleEnvironment({ onCall: { ...environment.product.onCall, escalations: { ...escalations, error } } });
    expect(replay([load], pushing(6), apart)?.told).toEqual([{ name: 'Team lead', times: 1 }]);
    expect(replay([load], pushing(10), apart)?.told).toEqual([{ name: 'Primary', times: 1 }]);
    // The second way knows one severity.
    const [silent] = pageBudget(apart, [], [], [{ name: 'trouble', pushes: [], watcherSilent: true }]);
    expect(silent?.told).toEqual([{ name: 'Primary', times: 1 }]);
  });

  it('lets a figure below a limit page, and not one that only reaches it', () => {
    const low = gauge('load', { critical: below(2) });
    expect(replay([low], pushing(1.9))?.rules).toEqual(['load (critical)']);
    expect(replay([low], pushing(2))?.rules).toEqual([]);
    expect(replay([gauge('load', { critical: above(1e12) })], pushing('just bad'))?.rules).toEqual(['load (critical)']);
  });

  it('takes a figure that is pushed for what it is where a source has nothing else, and an empty answer for nothing where it answers', () => {
    const watched = gauge('load', { critical: above(9) }, { noData: 'alerting' });
    expect(replay([watched], { sources: 'nothing', ...pushing(5) })?.rules).toEqual([]);
    expect(replay([watched], { pushes: [] })?.rules).toEqual([]);
  });

  it('counts the source that pages most, by what pages alone', () => {
    const quiet = ['a', 'b', 'c'].map((id) => gauge(id, { info: above(1) }, { dataSource: 'loki', noData: 'alerting' }));
    const loud = gauge('load', { critical: above(9) }, { noData: 'alerting' });
    expect(replay([...quiet, loud], { sources: 'nothing', pushes: [] })?.rules).toEqual(['load (critical)']);
  });

  it('finds nothing where nobody is paged, whatever the replay says', () => {
    const budget = [
      { fault: 'trouble', deadSource: false, pagesEach: undefined, rules: ['a (error)', 'b (error)'], cloudAlarms: [], told: [] },
    ];
    expect(checkPageBudget(environment, budget)).toHaveLength(1);
    expect(checkPageBudget(sampleEnvironment({}, 'staging'), budget)).toEqual([]);
  });

  it('replays twenty faults, each with a name of its own', () => {
    expect(new Set(typicalFaults.map(({ name }) => name)).size).toBe(20);
    expect(typicalFaults).toHaveLength(20);
  });
});
