import fc from 'fast-check';
import type { Backup } from '../../../model/backup';
import { Duration } from '../../../model/duration';
import { checkBackupFailures } from '../../../model/proofs/backup-failures';
import { checkPhases } from '../../../model/proofs/incident-phases';
import { checkPlannedWork } from '../../../model/proofs/planned-work';
import { checkRetention, fewestCopies } from '../../../model/proofs/retention';
import { Retention } from '../../../model/retention';
import { Schedule } from '../../../model/schedule';
import type { Severity } from '../../../model/severity';
import { incidentClass, maintenanceWindow } from '../../../model/vocabulary';
import { daily, databaseBackup, sampleEnvironment, sampleProduct } from '../../support/sample-product';

const rules = (findings: readonly { rule: string }[]) => findings.map((finding) => finding.rule);

describe('the retention proof', () => {
  it('accepts tiers that are filled and refuses a monthly tier that no job fills', () => {
    expect(checkRetention(sampleEnvironment())).toEqual([]);
    expect(rules(checkRetention(sampleEnvironment({ tiers: [daily, Retention.cycle('monthly', 12)] })))).toEqual(['tier-without-producer']);
  });

  it('refuses a run into a tier that is not declared', () => {
    expect(rules(checkRetention(sampleEnvironment({ tiers: [Retention.cycle('weekly', 12)] })))).toEqual([
      'tier-without-producer',
      'unknown-retention-tier',
    ]);
  });

  it('refuses a tier that expires while it is locked, and accepts equal ages', () => {
    const short = Retention.tier('daily', Duration.days(29));
    const backups = [{ ...databaseBackup, runs: [{ ...databaseBackup.runs[0], tier: short }] as const }];
    expect(rules(checkRetention(sampleEnvironment({ tiers: [short], backups })))).toEqual(['bad-retention']);
  });

  it.each([
    [84, 30, 'GLACIER_IR', 1],
    [120, 30, 'GLACIER_IR', 0],
    [119, 30, 'GLACIER_IR', 1],
    [60, 30, 'STANDARD_IA', 0],
  ] as const)(
    'counts the billed minimum of cold storage from the move: %i d kept, moved at %i d to %s',
    (keep, after, storageClass, count) => {
      const tier = Retention.tier('daily', Duration.days(keep), { coldStorage: { after: Duration.days(after), storageClass } });
      const backups = [{ ...databaseBackup, runs: [{ ...databaseBackup.runs[0], tier }] as const }];
      expect(checkRetention(sampleEnvironment({ tiers: [tier], backups }))).toHaveLength(count);
    },
  );

  describe('of copies that can be restored', () => {
    const filledBy = (schedule: Schedule, keep: Duration, copies?: number) => {
      const tier = Retention.tier('daily', keep, copies === undefined ? {} : { copies });
      const backups = [{ ...databaseBackup, runs: [{ ...databaseBackup.runs[0], schedule, tier }] as const }];
      return checkRetention(sampleEnvironment({ tiers: [tier], backups })).map(({ rule, where, given, allowed }) => [
        rule,
        where,
        given,
        allowed,
      ]);
    };
    const nightly = Schedule.daily('02:00', 'UTC');

    it('accepts a count that the age holds exactly, and refuses one more, with the worst moment', () => {
      expect(filledBy(nightly, Duration.days(31), 31)).toEqual([]);
      expect(filledBy(nightly, Duration.days(31), 32)).toEqual([
        [
          'tier-too-thin',
          'shop / production / database',
          'tier "daily": 32 copies',
          '31 copies, kept for 31 d, before Friday 1 January 2027 at 02:00 UTC',
        ],
      ]);
      expect(filledBy(nightly, Duration.seconds(31 * 86_400 - 1), 31)).toHaveLength(1);
      expect(filledBy(nightly, Duration.days(31))).toEqual([]);
    });

    it('looks at the whole simulated year, too, where copies are kept for most of it', () => {
      // From 1 June to 1 January there are 214 days, so that the copy of June is gone.
      expect(filledBy(Schedule.monthly(1, '02:00', 'UTC'), Duration.days(213), 7)).toEqual([
        [
          'tier-too-thin',
          'shop / production / database',
          'tier "daily": 7 copies',
          '6 copies, kept for 213 d, before Friday 1 January 2027 at 02:00 UTC',
        ],
      ]);
    });

    it('counts the copies of all runs into the tier together, and of no other run', () => {
      const tier = Retention.tier('daily', Duration.days(200), { copies: 400 });
      const other = Retention.tier('other', Duration.days(30), { copies: 60 });
      const [run] = databaseBackup.runs;
      const into = (schedule: Schedule, filled: typeof tier) => ({ ...run, schedule, tier: filled });
      const afternoon = Schedule.daily('14:00', 'UTC');
      const thin = (...runs: Backup['runs']) =>
        checkRetention(sampleEnvironment({ tiers: [tier, other], backups: [{ ...databaseBackup, runs }] }))
          .filter(({ rule }) => rule === 'tier-too-thin')
          .map(({ given, allowed }) => [given, allowed.split(',')[0]]);
      expect(thin(into(nightly, tier), into(afternoon, tier))).toEqual([]);
      expect(thin(into(nightly, tier), into(afternoon, other))).toEqual([
        ['tier "daily": 400 copies', '200 copies'],
        ['tier "other": 60 copies', '30 copies'],
      ]);
    });

    it('holds 30 daily, 12 weekly and 12 monthly copies by the ages of their cycles', () => {
      for (const [cycle, count, schedule] of [
        ['daily', 30, nightly],
        ['weekly', 12, Schedule.weekly('sunday', '03:00', 'UTC')],
        ['monthly', 12, Schedule.monthly(1, '04:00', 'UTC')],
      ] as const) {
        const { keep, copies } = Retention.cycle(cycle, count);
        expect(copies).toBe(count);
        expect(filledBy(schedule, keep, count)).toEqual([]);
        expect(filledBy(schedule, keep, count + 1)).toHaveLength(1);
      }
    });

    it('counts the hour by which a copy of a longer night is missing, where clocks change', () => {
      const local = Schedule.daily('01:30', 'Europe/Paris');
      expect(filledBy(local, Duration.days(31), 31)[0]?.[3]).toBe(
        '30 copies, kept for 31 d, before Monday 1 November 2027 at 01:30 Europe/Paris',
      );
      expect(filledBy(local, Duration.days(31).plus(Duration.hours(1)), 31)).toEqual([]);
    });

    it('agrees with counting minute by minute, for 1,000 random histories', () => {
      fc.assert(
        fc.property(
          fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 }),
          fc.integer({ min: 1, max: 200 }),
          (minutes, keep) => {
            const starts = [...minutes].sort((a, b) => a - b);
            const [first = 0] = starts;
            const last = starts.at(-1) ?? 0;
            // Just before each minute in which nothing may be missing any more.
            const seen = Array.from({ length: Math.max(0, last - first - keep + 1) }, (_, step) => first + keep + step).map(
              (minute) => starts.filter((start) => start < minute && start >= minute - keep).length,
            );
            expect(fewestCopies(starts, keep)?.count).toBe(seen.length === 0 ? undefined : Math.min(...seen));
          },
        ),
        { numRuns: 1000 },
      );
    });
  });

  it('keeps copies no shorter and no longer than the product may, to the second', () => {
    const bounded = (atLeast: Duration | undefined, atMost: Duration | undefined, name: 'production' | 'staging' = 'production') =>
      checkRetention(
        sampleEnvironment(
          { retentionBounds: { ...(atLeast === undefined ? {} : { atLeast }), ...(atMost === undefined ? {} : { atMost }), meets: [] } },
          name,
        ),
      ).map(({ where, given, allowed }) => `${where}: ${given}: ${allowed}`);
    const second = Duration.seconds(1);
    expect(bounded(daily.keep, daily.keep)).toEqual([]);
    expect(bounded(daily.keep.plus(second), undefined)).toEqual([
      'shop / production / retention / daily: kept for 30 d: at least 720 h 1 s',
    ]);
    expect(bounded(undefined, Duration.seconds(daily.keep.seconds - 1))).toEqual([
      'shop / production / retention / daily: kept for 30 d: at most 719 h 59 min 59 s',
    ]);
    // What promises no objective need not keep for long.
    expect(bounded(Duration.days(400), undefined, 'staging')).toEqual([]);
  });
});

describe('the proof of planned work', () => {
  const slos = [{ name: 'availability', title: 'Availability', component: 'api', objective: 0.999, meets: [] }];
  const window = (seconds: number, changes: { readonly firstOfMonth?: boolean; readonly takesDown?: boolean } = {}) => ({
    ...maintenanceWindow('work', {
      title: 'Sunday work',
      weekday: 'sunday',
      from: '02:00',
      duration: Duration.seconds(seconds),
      zone: 'UTC',
    }),
    takesDown: true,
    ...changes,
  });
  // 99.9 % of a month leave 43 min 50 s, once a month or four and a third times.
  const check = (...maintenance: readonly ReturnType<typeof window>[]) => checkPlannedWork(sampleProduct({ slos, maintenance }));

  it('lets windows take service down for exactly what the objective leaves, and no second longer', () => {
    expect(check(window(2630, { firstOfMonth: true }))).toEqual([]);
    expect(rules(check(window(2631, { firstOfMonth: true })))).toEqual(['budget-spent-on-planned-work']);
    expect(rules(check(window(2000, { firstOfMonth: true }), window(631, { firstOfMonth: true })))).toEqual([
      'budget-spent-on-planned-work',
    ]);
  });

  it('counts a weekly window as often as a month has weeks', () => {
    expect(check(window(604))).toEqual([]);
    expect(check(window(7200))).toMatchObject([
      {
        where: 'shop / objective availability',
        given: '99.9 %, 43 min 50 s a month',
        allowed: 'planned work takes 8 h 41 min 47 s a month: Sunday work',
      },
    ]);
  });

  it('counts no work through which the service answers', () => {
    expect(check(window(7200, { takesDown: false }))).toEqual([]);
  });
});

describe('the proof of incident phases', () => {
  const check = (...restoresFrom: readonly (number | undefined)[]) =>
    checkPhases(
      sampleProduct({
        objectives: [{ name: 'application', rto: Duration.minutes(15), assumed: false, meets: [] }],
        incidentClasses: [
          incidentClass('P0', 'critical', {
            response: 'at once',
            phases: restoresFrom.map((minute) => ({
              name: 'phase',
              bound: '',
              ...(minute === undefined ? {} : { restoresFrom: Duration.minutes(minute) }),
            })),
          }),
        ],
      }),
    );

  it('asks it of critical incidents, and of objectives with a recovery time', () => {
    const phases = [{ name: 'phase', bound: '', restoresFrom: Duration.hours(2) }];
    const objectives = [
      { name: 'critical data', rpo: Duration.hours(1), assumed: false, meets: [] },
      { name: 'application', rto: Duration.hours(1), assumed: false, meets: [] },
    ];
    const judged = (severity: Severity) =>
      checkPhases(sampleProduct({ objectives, incidentClasses: [incidentClass('P', severity, { response: 'soon', phases })] }));
    expect(judged('critical').map(({ where }) => where)).toEqual(['shop / incident class P']);
    expect(judged('error')).toEqual([]);
  });

  it('wants service brought back before the recovery time is spent', () => {
    expect(check(undefined, 14)).toEqual([]);
    expect(check(undefined, 15)).toMatchObject([
      {
        rule: 'recovery-begins-too-late',
        where: 'shop / incident class P0',
        given: 'from minute 15',
        allowed: 'before the rto of 15 min is over',
      },
    ]);
    expect(check(0, 15)).toEqual([]);
    expect(check(undefined)).toEqual([]);
  });
});

describe('the proof of failed backups', () => {
  const alarm = (severity: Severity, name = 'database', kind: 'failed' | 'stale' = 'failed') => ({
    kind,
    severity,
    labels: { backup: name },
  });
  const check = (...alarms: readonly ReturnType<typeof alarm>[]) =>
    checkBackupFailures(sampleEnvironment(), alarms).map(({ where, given }) => `${where}: ${given}`);

  it('wants each failed backup to wake somebody', () => {
    expect(check(alarm('error'))).toEqual([]);
    expect(check(alarm('critical'))).toEqual([]);
    expect(check(alarm('warning'))).toEqual(['shop / production / database: severity warning']);
    expect(check(alarm('error', 'files'), alarm('error', 'database', 'stale'))).toEqual(['shop / production / database: no alarm']);
  });

  it('wants nobody woken where nothing pages', () => {
    expect(checkBackupFailures(sampleEnvironment({}, 'staging'), [])).toEqual([]);
  });
});

describe('a new schedule', () => {
  it('keeps its zone in words', () => {
    expect(String(Schedule.daily('02:00', 'UTC'))).toBe('0 2 * * * UTC');
  });
});
