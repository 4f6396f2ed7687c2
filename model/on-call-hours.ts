import { Duration } from './duration';
import type { WeeklyHours } from './on-call';
import { type TimeOfDay, timeOfDay, type Weekday } from './schedule';

/** Days in the order of PagerDuty and ISO 8601, where the week begins on Monday. */
export const daysFromMonday: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A span of every week, in local time. */
export interface WeeklyWindow {
  readonly day: Weekday;
  readonly from: TimeOfDay;
  readonly duration: Duration;
}

const minutesOfDay = (time: TimeOfDay): number => time.hour * 60 + time.minute;

/** One window a day, from Monday on. Hours that end at or before their start end on the next day. */
export function weeklyWindows(hours: WeeklyHours): readonly WeeklyWindow[] {
  const [from, to] = [timeOfDay(hours.from), timeOfDay(hours.to)];
  const length = minutesOfDay(to) - minutesOfDay(from);
  const duration = Duration.minutes(length > 0 ? length : length + 24 * 60);
  return daysFromMonday.filter((day) => hours.days.includes(day)).map((day) => ({ day, from, duration }));
}

/** Local minute of the week at which the window opens; Monday 00:00 is 0. */
export function startOf(window: WeeklyWindow): number {
  return daysFromMonday.indexOf(window.day) * 24 * 60 + minutesOfDay(window.from);
}
