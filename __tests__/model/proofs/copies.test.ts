import { Duration } from '../../../model/duration';
import { type Copies, copiesBy, distinct, lossesOf, replicated, transferred } from '../../../model/proofs/copies';
import { Schedule, simulatedYear } from '../../../model/schedule';
import { daily, databaseBackup, sampleEnvironment, sundayNight } from '../../support/sample-product';

const { start, end } = simulatedYear;
/** Copies by the second that each shows and the second from which it is usable, counted from an instant. */
const copies = (from: number, ...pairs: readonly (readonly [taken: number, usable: number])[]): Copies => ({
  taken: Float64Array.from(pairs, ([taken]) => from + taken),
  usable: Float64Array.from(pairs, ([, usable]) => from + usable),
});
const pairs = ({ taken, usable }: Copies, from: number) => [...taken].map((second, index) => [second - from, (usable[index] ?? 0) - from]);

describe('the losses between copies', () => {
  it.each([
    // The second copy shows less than the first, and counts when the first fails.
    [
      [
        [-950, -940],
        [-1000, -900],
        [-101, -100],
        [-100, -99],
      ],
      850,
      900,
    ],
    [
      [
        [-950, -940],
        [-1000, -900],
        [-1005, -890],
        [-101, -100],
        [-100, -99],
      ],
      850,
      900,
    ],
    [
      [
        [-950, -940],
        [-1000, -900],
        [-990, -890],
        [-101, -100],
        [-100, -99],
      ],
      850,
      890,
    ],
    // Of two copies of one moment, one may fail.
    [
      [
        [-950, -940],
        [-950, -930],
        [-101, -100],
        [-100, -100],
      ],
      850,
      850,
    ],
  ] as const)('of %j count back to the newest moment that is usable, and to the one before it', (shown, nothingFails, oneFails) => {
    expect(lossesOf(copies(end, ...shown))).toEqual({
      nothingFails: { seconds: nothingFails, until: end - 100 },
      oneFails: { seconds: oneFails, until: end - 100 },
    });
  });

  it('last to the end of the year after the last copy, and are none without a copy', () => {
    expect(lossesOf(copies(end, [-500, -400]))).toEqual({ nothingFails: { seconds: 500, until: end }, oneFails: undefined });
    expect(lossesOf(copies(end))).toEqual({ nothingFails: undefined, oneFails: undefined });
  });
});

describe('copies of copies', () => {
  it('follow each of them, or come with the next transfer, the newest that is usable when it starts', () => {
    const made = copies(start, [0, 100], [50, 7200], [60, 7201]);
    expect(pairs(replicated(made), start)).toEqual([
      [0, 7300],
      [50, 14_400],
      [60, 14_401],
    ]);
    const hourly = pairs(transferred(made, { at: '00:00', every: Duration.hours(1) }), start);
    expect(hourly.slice(0, 3)).toEqual([
      [0, 3600 + 7200],
      [50, 7200 + 7200],
      [60, 10_800 + 7200],
    ]);
  });

  it('of one moment are one', () => {
    expect(pairs(distinct(copies(start, [0, 1], [0, 2], [5, 6], [0, 7])), start)).toEqual([
      [0, 1],
      [5, 6],
      [0, 7],
    ]);
  });
});

describe('the copies of a year', () => {
  const runs = (schedule: Schedule) => ({ ...databaseBackup, runs: [{ schedule, tier: daily, meets: [] }] as const });

  it('are told apart by the schedules of a backup, in one environment', () => {
    const environment = sampleEnvironment();
    const counts = [Schedule.daily('02:00', 'UTC'), Schedule.daily('03:00', 'UTC'), Schedule.weekly('sunday', '02:00', 'UTC')].map(
      (schedule) => copiesBy([runs(schedule)], environment).taken,
    );
    expect(counts.map(({ length }) => length)).toEqual([427, 427, 61]);
    expect(counts.map(([first = 0]) => (first - start) / 3600)).toEqual([2, 3, 5 * 24 + 2]);
  });

  it('are missing where a window stops this backup, and not where it stops another', () => {
    const taken = (...stops: string[]) =>
      copiesBy([databaseBackup], sampleEnvironment({ maintenance: [{ ...sundayNight, stops }] })).taken.length;
    expect([taken(), taken('files'), taken('database')]).toEqual([427, 427, 366]);
  });

  it('of two backups stand in the order in which they are usable, each with its own moment', () => {
    const slow = { ...databaseBackup, name: 'slow', longestRun: Duration.hours(2) };
    const [first, second, third] = pairs(
      copiesBy([slow, { ...runs(Schedule.daily('03:00', 'UTC')), name: 'quick' }], sampleEnvironment()),
      start,
    );
    const hour = 3600;
    expect([first, second, third]).toEqual([
      [3 * hour, 4 * hour],
      [2 * hour, 4.25 * hour],
      [27 * hour, 28 * hour],
    ]);
  });
});
