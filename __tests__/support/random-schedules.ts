import fc from 'fast-check';
import { Duration } from '../../model/duration';
import type { MaintenanceWindow } from '../../model/maintenance';
import { weekdays } from '../../model/schedule';
import { lead, minutesOf, minutesOfYear } from './minutes';

/** Daylight saving in the north and the south, half an hour of it, a month of it the other way round, odd offsets, and none. */
export const zones = ['America/New_York', 'Europe/Paris', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu', 'Asia/Ho_Chi_Minh'];

/** A schedule as plain values; a field that is left out lets every value through. */
export interface Times {
  readonly minutesOfDay: readonly number[];
  readonly dayOfWeek?: number;
  readonly dayOfMonth?: number;
  readonly month?: number;
}

export const listOf = (max: number, most: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: most }).map((values) => values.sort((a, b) => a - b));

export const anyDay: fc.Arbitrary<Omit<Times, 'minutesOfDay'>> = fc.oneof(
  fc.constant({}),
  fc.record({ dayOfWeek: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ dayOfMonth: fc.integer({ min: 1, max: 28 }) }),
  fc.record({ month: fc.integer({ min: 1, max: 12 }) }),
);
/** Most changes of the clock happen in the first hours of a day. */
export const anyHours = fc.oneof(listOf(23, 4), listOf(4, 3));

export const timesOn = (days: typeof anyDay, hoursOfDay: typeof anyHours) =>
  fc.record({ minutes: listOf(59, 2), hours: hoursOfDay, day: days }).map(({ minutes, hours, day }) => ({
    cron: [minutes, hours, day.dayOfMonth ?? '*', day.month ?? '*', day.dayOfWeek ?? '*'].join(' '),
    times: { ...day, minutesOfDay: hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)) } satisfies Times,
  }));

const window = fc.record({
  weekday: fc.integer({ min: 0, max: 6 }),
  start: fc.integer({ min: 0, max: 1439 }),
  minutes: fc.integer({ min: 1, max: 600 }),
});

export const fleetOf = (times: ReturnType<typeof timesOn>) =>
  fc.record({
    zone: fc.constantFrom(...zones),
    cloud: fc.constantFrom('aws' as const, 'google' as const),
    backups: fc.array(fc.tuple(times, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 2 }),
    stoppedIn: fc.option(window, { nil: undefined }),
  });
export type Fleet = ReturnType<typeof fleetOf> extends fc.Arbitrary<infer T> ? T : never;

/** The window of a fleet, which stops all of these. */
export function windowsOf({ zone, stoppedIn }: Fleet, stopped: readonly { readonly name: string }[]): readonly MaintenanceWindow[] {
  if (stoppedIn === undefined) return [];
  return [
    {
      name: 'work',
      title: 'Work',
      weekday: weekdays[stoppedIn.weekday] ?? 'sunday',
      start: { hour: Math.floor(stoppedIn.start / 60), minute: stoppedIn.start % 60 },
      duration: Duration.minutes(stoppedIn.minutes),
      zone,
      firstOfMonth: false,
      stops: stopped.map(({ name }) => name),
      meets: [],
    },
  ];
}

/** A start that somebody sees who looks at the clock in each minute. */
export interface WatchedStart {
  /** Which of the backups starts. */
  readonly backup: number;
  /** Minute of the year. */
  readonly minute: number;
  /** Minutes until the clock shows the same again; 0 where it does not. */
  readonly again: number;
  /** Whether the window is open. */
  readonly stopped: boolean;
}

/** Looks at the clock in each minute, and notes what is due then. */
export function startsByWatching({ zone, backups, stoppedIn }: Fleet): readonly WatchedStart[] {
  const { minuteOfDay, again, seen, ...clock } = minutesOf(zone);
  const due = new Uint8Array(24 * 60);
  for (const [{ times }] of backups) for (const minute of times.minutesOfDay) due[minute] = 1;
  if (stoppedIn !== undefined) due[stoppedIn.start] = 1;
  const found: WatchedStart[] = [];
  let openUntil = 0;
  for (let index = 0; index < lead + minutesOfYear; index++) {
    const shown = minuteOfDay[index] ?? 0;
    if (due[shown] === 0 || seen[index] === 1) continue;
    if (clock.dayOfWeek[index] === stoppedIn?.weekday && shown === stoppedIn?.start) openUntil = index + stoppedIn.minutes;
    if (index < lead) continue;
    for (const [backup, [{ times }]] of backups.entries()) {
      const { minutesOfDay, dayOfWeek, dayOfMonth, month }: Times = times;
      const starts =
        minutesOfDay.includes(shown) &&
        (dayOfWeek === undefined || clock.dayOfWeek[index] === dayOfWeek) &&
        (dayOfMonth === undefined || clock.dayOfMonth[index] === dayOfMonth) &&
        (month === undefined || clock.month[index] === month);
      if (starts) found.push({ backup, minute: index - lead, again: again[index] ?? 0, stopped: index < openUntil });
    }
  }
  return found;
}
