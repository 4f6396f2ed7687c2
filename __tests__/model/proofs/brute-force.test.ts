import fc from 'fast-check';
import { startWindows } from '../../../model/alert-timing';
import { Duration } from '../../../model/duration';
import type { MaintenanceWindow } from '../../../model/maintenance';
import { copiesBy, lossesOf } from '../../../model/proofs/copies';
import { Schedule, simulatedYear, weekdays } from '../../../model/schedule';
import { lead, minutesOf, minutesOfYear } from '../../support/minutes';
import { daily, databaseBackup, sampleEnvironment } from '../../support/sample-product';

/** Daylight saving in the north and the south, half an hour of it, a month of it the other way round, odd offsets, and none. */
const zones = ['America/New_York', 'Europe/Paris', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu', 'Asia/Ho_Chi_Minh'];

/** A schedule as plain values; a field that is left out lets every value through. */
interface Times {
  readonly minutesOfDay: readonly number[];
  readonly dayOfWeek?: number;
  readonly dayOfMonth?: number;
  readonly month?: number;
}

const listOf = (max: number, most: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: most }).map((values) => values.sort((a, b) => a - b));

const anyDay: fc.Arbitrary<Omit<Times, 'minutesOfDay'>> = fc.oneof(
  fc.constant({}),
  fc.record({ dayOfWeek: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ dayOfMonth: fc.integer({ min: 1, max: 28 }) }),
  fc.record({ month: fc.integer({ min: 1, max: 12 }) }),
);
// Most changes of the clock happen in the first hours of a day.
const anyHours = fc.oneof(listOf(23, 4), listOf(4, 3));

const timesOn = (days: typeof anyDay, hoursOfDay: typeof anyHours) =>
  fc.record({ minutes: listOf(59, 2), hours: hoursOfDay, day: days }).map(({ minutes, hours, day }) => ({
    cron: [minutes, hours, day.dayOfMonth ?? '*', day.month ?? '*', day.dayOfWeek ?? '*'].join(' '),
    times: { ...day, minutesOfDay: hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)) } satisfies Times,
  }));

const window = fc.record({
  weekday: fc.integer({ min: 0, max: 6 }),
  start: fc.integer({ min: 0, max: 1439 }),
  minutes: fc.integer({ min: 1, max: 600 }),
});

const fleetOf = (times: ReturnType<typeof timesOn>) =>
  fc.record({
    zone: fc.constantFrom(...zones),
    cloud: fc.constantFrom('aws' as const, 'google' as const),
    backups: fc.array(fc.tuple(times, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 2 }),
    stoppedIn: fc.option(window, { nil: undefined }),
  });
type Fleet = ReturnType<typeof fleetOf> extends fc.Arbitrary<infer T> ? T : never;

function copiesByProof({ zone, cloud, backups, stoppedIn }: Fleet) {
  const declared = backups.map(([{ cron }, longestRun], index) => ({
    ...databaseBackup,
    name: `backup-${index}`,
    runs: [{ schedule: Schedule.cron(cron, zone), tier: daily, meets: [] }] as const,
    longestRun: Duration.minutes(longestRun),
  }));
  const maintenance: readonly MaintenanceWindow[] =
    stoppedIn === undefined
      ? []
      : [
          {
            name: 'work',
            title: 'Work',
            weekday: weekdays[stoppedIn.weekday] ?? 'sunday',
            start: { hour: Math.floor(stoppedIn.start / 60), minute: stoppedIn.start % 60 },
            duration: Duration.minutes(stoppedIn.minutes),
            zone,
            firstOfMonth: false,
            stops: declared.map(({ name }) => name),
            meets: [],
          },
        ];
  return copiesBy(declared, sampleEnvironment({ cloud, zone, maintenance }));
}

/** A run with a copy, in minutes of the year. */
interface WatchedRun {
  /** The first minute at which it may start. */
  readonly taken: number;
  /** The last one at which its copy may be complete. */
  readonly usable: number;
}

const byTime = (a: WatchedRun, b: WatchedRun): number => a.usable - b.usable || a.taken - b.taken;

const minuteOf = (epochSeconds: number): number => (epochSeconds - simulatedYear.start) / 60;

/** Looks at the clock in each minute, and starts what is due then. */
function runsByWatching({ zone, cloud, backups, stoppedIn }: Fleet): readonly WatchedRun[] {
  const { minuteOfDay, again, seen, ...clock } = minutesOf(zone);
  const due = new Uint8Array(24 * 60);
  for (const [{ times }] of backups) for (const minute of times.minutesOfDay) due[minute] = 1;
  if (stoppedIn !== undefined) due[stoppedIn.start] = 1;
  const found: WatchedRun[] = [];
  let openUntil = 0;
  for (let index = 0; index < lead + minutesOfYear; index++) {
    const shown = minuteOfDay[index] ?? 0;
    if (due[shown] === 0 || seen[index] === 1) continue;
    if (clock.dayOfWeek[index] === stoppedIn?.weekday && shown === stoppedIn?.start) openUntil = index + stoppedIn.minutes;
    if (index < lead || index < openUntil) continue;
    for (const [{ times }, longestRun] of backups) {
      const { minutesOfDay, dayOfWeek, dayOfMonth, month }: Times = times;
      const starts =
        minutesOfDay.includes(shown) &&
        (dayOfWeek === undefined || clock.dayOfWeek[index] === dayOfWeek) &&
        (dayOfMonth === undefined || clock.dayOfMonth[index] === dayOfMonth) &&
        (month === undefined || clock.month[index] === month);
      const taken = index - lead;
      if (starts) found.push({ taken, usable: taken + (again[index] ?? 0) + startWindows[cloud].minutes + longestRun });
    }
  }
  return found.sort(byTime);
}

/** Loses everything in each minute of the year, and looks how old the newest restorable moment is. */
function worstByWatching(runs: readonly WatchedRun[]): number | undefined {
  const arrivals = new Int32Array(minutesOfYear + 1000).fill(-1);
  for (const { taken, usable } of runs) arrivals[usable] = Math.max(taken, arrivals[usable] ?? taken);
  let newest = -1;
  let worst = 0;
  for (let minute = 0; minute < arrivals.length; minute++) {
    const arrived = arrivals[minute] ?? -1;
    if (newest >= 0 && (arrived >= 0 || minute === minutesOfYear)) worst = Math.max(worst, minute - newest);
    if (arrived > newest) newest = arrived;
  }
  return newest < 0 ? undefined : worst;
}

const inMinutes = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds / 60);

describe('the recovery point over a simulated year', () => {
  beforeAll(() => {
    for (const zone of zones) minutesOf(zone);
  });

  it('is what a watcher finds who looks at the clock in each minute, for 1,000 schedules', () => {
    fc.assert(
      fc.property(fleetOf(timesOn(anyDay, anyHours)), (given) => {
        const { taken, usable } = copiesByProof(given);
        const watched = runsByWatching(given);
        const proven = [...taken].map((moment, index) => ({ taken: minuteOf(moment), usable: minuteOf(usable[index] ?? 0) }));
        expect(proven.sort(byTime)).toEqual(watched);
        expect(inMinutes(lossesOf({ taken, usable }).nothingFails?.seconds)).toBe(worstByWatching(watched));
      }),
      { numRuns: 1000 },
    );
  }, 300_000);

  it('is, when any one run fails, the worst of all years in which one of them fails', () => {
    // All on one day of the month, so that a short run overtakes a long one.
    const rare = fc.integer({ min: 1, max: 28 }).chain((dayOfMonth) => fleetOf(timesOn(fc.constant({ dayOfMonth }), listOf(4, 2))));
    fc.assert(
      fc.property(rare, (given) => {
        const runs = runsByWatching(given);
        const years = runs.map((_, failed) => worstByWatching(runs.filter((_, index) => index !== failed)) ?? 0);
        expect(inMinutes(lossesOf(copiesByProof(given)).oneFails?.seconds)).toBe(runs.length < 2 ? undefined : Math.max(...years));
      }),
      { numRuns: 30 },
    );
  }, 300_000);
});
