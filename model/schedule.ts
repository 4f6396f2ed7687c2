import { CronFields, parseCron } from './cron';
import { Duration } from './duration';
import { reportFinding } from './finding';
import { messages } from './messages';
import { instantsOf, offsetAt, timeZone } from './time-zone';

export type Weekday = 'sunday' | 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday';

export const weekdays: readonly Weekday[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A time of day on a 24 hour clock, `HH:MM`. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

export function timeOfDay(text: string): TimeOfDay {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) return reportFinding(messages.badTimeOfDay(text), { hour: 0, minute: 0 });
  return { hour: Number(match[1]), minute: Number(match[2]) };
}

/**
 * When a job starts, as clock times in a named time zone. There is no default zone: a runbook that says
 * "2 AM" without one is an assumption that the declaration must make visible.
 */
export class Schedule {
  private constructor(
    private readonly fields: CronFields,
    /** Name in the IANA time zone database. */
    readonly zone: string,
  ) {}

  /** Every day at one time, `HH:MM`. */
  static daily(at: string, zone: string): Schedule {
    const { hour, minute } = timeOfDay(at);
    return new Schedule(CronFields.of({ minutes: [minute], hours: [hour] }), timeZone(zone));
  }

  /** Every week on one day at one time. */
  static weekly(day: Weekday, at: string, zone: string): Schedule {
    const { hour, minute } = timeOfDay(at);
    const fields = CronFields.of({ minutes: [minute], hours: [hour], daysOfWeek: [weekdays.indexOf(day)] });
    return new Schedule(fields, timeZone(zone));
  }

  /** Every month on one day (1 to 28, which all months have) at one time. */
  static monthly(day: number, at: string, zone: string): Schedule {
    const { hour, minute } = timeOfDay(at);
    const valid = Number.isInteger(day) && day >= 1 && day <= 28;
    const dayOfMonth = valid ? day : reportFinding(messages.badDayOfMonth(day), 1);
    return new Schedule(CronFields.of({ minutes: [minute], hours: [hour], daysOfMonth: [dayOfMonth] }), timeZone(zone));
  }

  /** At even distances from local midnight on; the distance must divide the day. */
  static every(interval: Duration, zone: string): Schedule {
    const minutes = interval.minutes;
    const divides = Number.isInteger(minutes) && (60 % minutes === 0 || (minutes % 60 === 0 && 1440 % minutes === 0));
    const step = divides ? minutes : reportFinding(messages.badInterval(interval.toString()), 60);
    const upTo = (end: number, by: number): number[] => Array.from({ length: Math.ceil(end / by) }, (_, index) => index * by);
    const fields = step < 60 ? { minutes: upTo(60, step) } : { minutes: [0], hours: upTo(24, step / 60) };
    return new Schedule(CronFields.of(fields), timeZone(zone));
  }

  /** Five Unix cron fields: minute, hour, day of month, month, day of week (0 or 7 is Sunday; names are allowed). */
  static cron(expression: string, zone: string): Schedule {
    return new Schedule(parseCron(expression), timeZone(zone));
  }

  /** Five fields, as Cloud Scheduler and Unix read them: `0 4 * * 0`. */
  toUnixCron(): string {
    return this.fields.toUnix();
  }

  /** As EventBridge Scheduler reads it: `cron(0 4 ? * SUN *)`. */
  toEventBridge(): string {
    return this.fields.toEventBridge();
  }

  /**
   * The starts (epoch seconds, ascending) from one instant up to but not including another, by the stricter of both
   * schedulers' rules: a local time that daylight saving skips gives no run, one that repeats gives a single run.
   */
  startsBetween(from: number, until: number): number[] {
    const starts: number[] = [];
    const times = [...this.fields.times()];
    const firstDay = Math.floor(from / day) * day - day;
    for (let midnight = firstDay; midnight <= until + day; midnight += day) {
      const date = new Date(midnight * 1000);
      if (!this.fields.matchesDay(date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay())) continue;
      for (const start of this.startsOn(midnight, times)) if (start >= from && start < until) starts.push(start);
    }
    // Ascending as they come: where a clock shows one time before another, it shows it for the first time before, through changes too.
    return starts;
  }

  /** The starts on the local day whose date UTC has from `midnight` on. */
  private startsOn(midnight: number, times: readonly TimeOfDay[]): number[] {
    const offset = offsetAt(midnight - widestOffset, this.zone);
    if (offset === offsetAt(midnight + day + widestOffset, this.zone))
      return times.map(({ hour, minute }) => midnight + hour * 3600 + minute * 60 - offset);
    const date = new Date(midnight * 1000);
    const local = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    return times.flatMap((time) => instantsOf({ ...local, ...time }, this.zone).slice(0, 1));
  }

  /** The starts of several schedules within the simulated year, ascending; where two start together the instant stands twice. */
  static startsInYear(schedules: readonly Schedule[]): readonly number[] {
    const key = keyOf(schedules);
    let starts = startsOfYear.get(key);
    if (starts === undefined) {
      starts = schedules.flatMap((schedule) => schedule.startsBetween(simulatedYear.start, simulatedYear.end));
      if (schedules.length > 1) starts.sort((a, b) => a - b);
      startsOfYear.set(key, starts);
    }
    return starts;
  }

  /**
   * The starts within the simulated year whose clock time repeats, each with the second instant that shows it. EventBridge Scheduler runs
   * once and does not say at which of the two; Cloud Scheduler runs at either or at both.
   */
  repeatsInYear(): ReadonlyMap<number, number> {
    const repeats = new Map<number, number>();
    for (const midnight of daysOfChange(this.zone)) {
      const date = new Date(midnight * 1000);
      const local = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      if (!this.fields.matchesDay(local.month, local.day, date.getUTCDay())) continue;
      for (const time of this.fields.times()) {
        const [first, second] = instantsOf({ ...local, ...time }, this.zone);
        if (first !== undefined && second !== undefined) repeats.set(first, second);
      }
    }
    return repeats;
  }

  /** The longest distance between two starts within the simulated year. */
  longestInterval(): Duration {
    return this.longestIntervalWith([]);
  }

  /** The longest distance between two starts of this schedule and others together. */
  longestIntervalWith(others: readonly Schedule[]): Duration {
    const schedules = [this, ...others];
    const key = keyOf(schedules);
    let longest = longestIntervals.get(key);
    if (longest === undefined) {
      longest = longestStep(Schedule.startsInYear(schedules));
      longestIntervals.set(key, longest);
    }
    return longest;
  }

  toString(): string {
    return `${this.toUnixCron()} ${this.zone}`;
  }
}

const day = 86_400;

/** Offsets lie within 14 hours of UTC, so a change of the clock on a local day shows between this before its beginning and this after its end. */
const widestOffset = 14 * 3600;

const changesOfZones = new Map<string, readonly number[]>();

/** The days of the simulated year on or beside which the clock of the zone changes, as the midnights that UTC has. */
function daysOfChange(zone: string): readonly number[] {
  let days = changesOfZones.get(zone);
  if (days === undefined) {
    const all = Array.from({ length: (simulatedYear.end - simulatedYear.start) / day }, (_, index) => simulatedYear.start + index * day);
    days = all.filter((midnight) => offsetAt(midnight - widestOffset, zone) !== offsetAt(midnight + day + widestOffset, zone));
    changesOfZones.set(zone, days);
  }
  return days;
}

/** Starts, and the longest interval between them, by what the schedules say; a synth asks for the same few again and again. */
const startsOfYear = new Map<string, number[]>();
const longestIntervals = new Map<string, Duration>();

const keyOf = (schedules: readonly Schedule[]): string => schedules.map(String).join(' + ');

function longestStep(starts: readonly number[]): Duration {
  let longest = 0;
  for (const [index, start] of starts.entries()) longest = Math.max(longest, start - (starts[index - 1] ?? start));
  // A schedule that starts once in the year has no distance: the year itself bounds it.
  return Duration.seconds(starts.length < 2 ? simulatedYear.end - simulatedYear.start : longest);
}

/**
 * The year over which schedules are proven, as epoch seconds. A constant that a commit moves, so that no output
 * depends on the day of the synth. It begins a month early and ends a month late, for monthly runs at its edges.
 */
export const simulatedYear = {
  start: Date.UTC(2026, 11, 1) / 1000,
  end: Date.UTC(2028, 1, 1) / 1000,
} as const;
