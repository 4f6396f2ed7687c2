import { Duration } from '../../model/duration';
import { reportFinding } from '../../model/finding';
import type { MaintenanceWindow } from '../../model/maintenance';
import { messages } from '../../model/messages';
import { weekdays } from '../../model/schedule';
import { timeZone } from '../../model/time-zone';

/** One stretch of a window within one day, as Grafana wants it: `24:00` is the end of the day. */
export interface MuteInterval {
  readonly weekdays: string[];
  readonly daysOfMonth?: string[];
  readonly times: { readonly start: string; readonly end: string }[];
  readonly location: string;
}

const minutesOfDay = 24 * 60;

/**
 * The window as intervals that do not cross midnight, because Grafana takes `22:00` to `02:00` for nothing at all. It checks
 * none of this, so that a wrong window is an error at synth. The first such weekday of a month lies on its days 1 to 7, and
 * what reaches into the day after on the days 2 to 8.
 */
export function muteIntervals(window: MaintenanceWindow, where: string): readonly MuteInterval[] {
  if (!isUsable(window)) {
    const given = `${window.weekday} ${window.start.hour}:${window.start.minute} for ${window.duration}`;
    return reportFinding(messages.badMaintenanceWindow(`${where} / ${window.name}`, given), []);
  }
  const location = timeZone(window.zone);
  const start = window.start.hour * 60 + window.start.minute;
  const end = start + window.duration.minutes;
  const days = Math.ceil(end / minutesOfDay);
  return Array.from({ length: days }, (_, day) => ({
    weekdays: [weekdayAfter(window, day)],
    ...(window.firstOfMonth ? { daysOfMonth: [`${1 + day}:${7 + day}`] } : {}),
    times: [{ start: clock(day === 0 ? start : 0), end: clock(Math.min(end - day * minutesOfDay, minutesOfDay)) }],
    location,
  }));
}

function isUsable({ weekday, start, duration }: MaintenanceWindow): boolean {
  const startExists =
    Number.isInteger(start.hour) &&
    start.hour >= 0 &&
    start.hour < 24 &&
    Number.isInteger(start.minute) &&
    start.minute >= 0 &&
    start.minute < 60;
  const wholeMinutes = duration.seconds > 0 && duration.seconds % 60 === 0;
  return weekdays.includes(weekday) && startExists && wholeMinutes && !duration.isLongerThan(Duration.days(6));
}

function weekdayAfter(window: MaintenanceWindow, days: number): string {
  return weekdays[(weekdays.indexOf(window.weekday) + days) % weekdays.length] ?? window.weekday;
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
