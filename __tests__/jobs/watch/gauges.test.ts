import fc from 'fast-check';
import type { Gauge } from '../../../jobs/metrics/gauge';
import { drillGauges, routineGauges, type StoredResult, type TierFacts, tierGauges } from '../../../jobs/watch/gauges';
import type { DrillResult } from '../../../model/drill-result';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
const hour = 3600;

const nothing: TierFacts = { watchedSince: ago(2 * hour), good: [], bad: [], unread: [], attempts: [], longestRunSeconds: hour };
const copy = (began: number, finished = began - 600, bytes = 1000) => ({
  began: ago(began),
  finished: ago(finished),
  bytes,
  durationSeconds: Math.max(0, began - finished),
});

const values = (gauges: readonly Gauge[]): Record<string, number> => Object.fromEntries(gauges.map(({ metric, value }) => [metric, value]));
const tier = (changes: Partial<TierFacts>): Record<string, number> =>
  values(tierGauges('database', 'daily', { ...nothing, ...changes }, now));
const failed = (changes: Partial<TierFacts>): number | undefined => tier(changes).last_attempt_failed;

describe('gauges of a tier', () => {
  it('count from the enrolment while there is no copy, and tell no size', () => {
    expect(tier({})).toEqual({ age_seconds: 2 * hour, last_attempt_failed: 0 });
  });

  it('tell age, size, share and run time of the newest good copy', () => {
    expect(tier({ good: [copy(hour, hour - 600, 900), copy(25 * hour, 24 * hour, 1200)] })).toEqual({
      age_seconds: hour,
      bytes: 900,
      bytes_ratio: 0.75,
      duration_seconds: 600,
      last_attempt_failed: 0,
    });
  });

  it('take the only copy for as large as the one before it', () => {
    expect(tier({ good: [copy(hour)] }).bytes_ratio).toBe(1);
  });

  it('name the backup and the tier', () => {
    for (const { labels } of tierGauges('database', 'daily', { ...nothing, good: [copy(hour)] }, now)) {
      expect(labels).toEqual({ backup: 'database', tier: 'daily' });
    }
  });

  it('leave out an age that nobody knows', () => {
    expect(tier({ watchedSince: undefined })).toEqual({ last_attempt_failed: 0 });
  });

  it('do not believe a writer that its copy is of the future', () => {
    expect(tier({ good: [{ ...copy(hour), began: new Date('2030-01-01') }] }).age_seconds).toBe(hour - 600);
  });
});

describe('last_attempt_failed', () => {
  it('is 0 while an attempt may still run', () => expect(failed({ attempts: [ago(hour)] })).toBe(0));
  it('is 1 once it has taken longer than it may', () => expect(failed({ attempts: [ago(hour + 1)] })).toBe(1));
  it('is 0 once a copy that was finished since is good', () => {
    expect(failed({ attempts: [ago(2 * hour)], good: [copy(2 * hour, hour)] })).toBe(0);
  });
  it('is 1 when the good copy was finished before the attempt', () => {
    expect(failed({ attempts: [ago(2 * hour)], good: [copy(26 * hour, 25 * hour)] })).toBe(1);
  });
  it('is 0 while the copy of the attempt waits to be read back', () => {
    expect(failed({ attempts: [ago(2 * hour)], unread: [ago(hour)] })).toBe(0);
  });
  it('is 1 at once when the copy of the newest attempt is bad', () => {
    expect(failed({ bad: [ago(60)], attempts: [ago(600)], good: [copy(26 * hour, 25 * hour)] })).toBe(1);
  });
  it('is 1 when the newest copy is bad, and stays so while another attempt runs', () => {
    expect(failed({ bad: [ago(hour)], attempts: [ago(2 * hour), ago(60)], good: [copy(26 * hour, 25 * hour)] })).toBe(1);
  });
  it('is not silenced by a newer attempt that still runs', () => {
    expect(failed({ attempts: [ago(5 * hour), ago(60)] })).toBe(1);
  });
  it('forgets a bad copy once a newer one is good', () => {
    expect(failed({ bad: [ago(5 * hour)], good: [copy(2 * hour, hour)] })).toBe(0);
  });
});

const moments = fc.array(
  fc.integer({ min: 0, max: 400 * hour }).map((seconds) => ago(seconds)),
  { maxLength: 6 },
);
const goodCopies = fc
  .array(fc.tuple(fc.integer({ min: -hour, max: 400 * hour }), fc.nat({ max: 2 * hour }), fc.nat()), { maxLength: 3 })
  .map((copies) =>
    copies
      .map(([began, run, bytes]) => copy(began, Math.max(0, began - run), bytes))
      .sort((a, b) => b.finished.getTime() - a.finished.getTime()),
  );
const facts = fc.record({
  watchedSince: fc.constant(ago(500 * hour)),
  good: goodCopies,
  bad: moments,
  unread: moments,
  attempts: moments,
  longestRunSeconds: fc.integer({ min: 60, max: 10 * hour }),
});

describe('gauges of any tier', () => {
  it('are finite and not negative', () => {
    fc.assert(
      fc.property(facts, (some) => {
        for (const value of Object.values(tier(some))) expect(Number.isFinite(value) && value >= 0).toBe(true);
      }),
    );
  });

  it('grow older by the second while nothing happens', () => {
    fc.assert(
      fc.property(facts, fc.nat({ max: 1000 * hour }), (some, later) => {
        const then = values(tierGauges('database', 'daily', some, new Date(now.getTime() + later * 1000)));
        expect(then.age_seconds).toBeGreaterThanOrEqual(tier(some).age_seconds ?? 0);
        // A failure is never forgotten with time alone.
        expect(then.last_attempt_failed).toBeGreaterThanOrEqual(tier(some).last_attempt_failed ?? 0);
      }),
    );
  });

  it('are mended by a good copy that is newer than everything', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const mended = tier({ ...some, good: [copy(0, 0), ...some.good] });
        expect([mended.age_seconds, mended.last_attempt_failed]).toEqual([0, 0]);
      }),
    );
  });

  it('get no younger by bad copies, unread copies or attempts', () => {
    fc.assert(
      fc.property(facts, (some) => {
        expect(tier(some).age_seconds).toBe(tier({ ...some, bad: [], unread: [], attempts: [] }).age_seconds);
      }),
    );
  });

  it('never look better when the newest good copy is gone', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const [, ...older] = some.good;
        expect(tier({ ...some, good: older }).last_attempt_failed).toBeGreaterThanOrEqual(tier(some).last_attempt_failed ?? 0);
      }),
    );
  });
});

describe('gauges of a drill', () => {
  const since = ago(30 * hour);
  const result = (finished: number, ok = true, durationSeconds = 600): StoredResult => ({
    put: ago(finished),
    result: {
      format: 1,
      backup: 'database',
      drill: 'weekly-restore',
      started: ago(finished + durationSeconds).toISOString(),
      finished: ago(finished).toISOString(),
      durationSeconds,
      ok,
      failures: ok ? [] : ['rows are missing'],
    } satisfies DrillResult,
  });
  const of = (results: readonly StoredResult[]): Record<string, number> =>
    values(drillGauges('database', 'weekly-restore', { watchedSince: since, results }, now));

  it('count from the enrolment while there is no result', () => {
    expect(of([])).toEqual({ drill_age_seconds: 30 * hour, drill_failed: 0 });
  });
  it('tell the newest result', () => {
    expect(of([result(hour)])).toEqual({ drill_age_seconds: hour, drill_duration_seconds: 600, drill_failed: 0 });
  });
  it('tell a failure with its duration, and the age of the newest good one', () => {
    expect(of([result(hour, false, 60), result(20 * hour)])).toEqual({
      drill_age_seconds: 20 * hour,
      drill_duration_seconds: 60,
      drill_failed: 1,
    });
  });
  it('tell how many rows of each table the newest one counted', () => {
    const counted = { ...result(hour), result: { ...(result(hour).result as DrillResult), rows: { phones: 1200, '"Khách hàng"': 7 } } };
    const gauges = drillGauges('database', 'weekly-restore', { watchedSince: since, results: [counted, result(20 * hour)] }, now);
    expect(gauges.slice(3)).toEqual([
      { metric: 'drill_rows', labels: { backup: 'database', drill: 'weekly-restore', table: 'phones' }, value: 1200 },
      { metric: 'drill_rows', labels: { backup: 'database', drill: 'weekly-restore', table: '"Khách hàng"' }, value: 7 },
    ]);
  });
  it('take a result that cannot be read for a failure', () => {
    expect(of([{ put: ago(hour), result: undefined }, result(20 * hour)])).toEqual({ drill_age_seconds: 20 * hour, drill_failed: 1 });
  });
  it('do not believe a result that was put before the time that it names', () => {
    expect(of([{ ...result(-hour), put: ago(hour) }]).drill_age_seconds).toBe(hour);
  });
});

describe('gauge of a routine', () => {
  const of = (successes: readonly Date[]) => routineGauges('integrity-check', { watchedSince: ago(9 * hour), successes }, now);
  it('tells the age of the newest success, or of the watch before there is one', () => {
    expect(of([ago(5 * hour), ago(hour), ago(3 * hour)])).toEqual([
      { metric: 'routine_age_seconds', labels: { routine: 'integrity-check' }, value: hour },
    ]);
    expect(of([])).toEqual([{ metric: 'routine_age_seconds', labels: { routine: 'integrity-check' }, value: 9 * hour }]);
  });
});
