import type { MaintenanceWindow } from '../model/maintenance';
import type { WeeklyHours } from '../model/on-call';
import { type Schedule, weekdays } from '../model/schedule';
import { offsetAt } from '../model/time-zone';

const two = (value: number | string): string => String(value).padStart(2, '0');

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** A schedule as people say it: `daily at 02:00 UTC`; what has no such form stands as its five cron fields. */
export function scheduleText(schedule: Schedule): string {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = schedule.toUnixCron().split(' ');
  const { zone } = schedule;
  const isNumber = (field: string): boolean => /^\d+$/.test(field);
  if (month !== '*') return `${schedule.toUnixCron()} ${zone}`;
  if (isNumber(minute) && isNumber(hour)) {
    const at = `at ${two(hour)}:${two(minute)} ${zone}`;
    if (dayOfMonth === '*' && dayOfWeek === '*') return `daily ${at}`;
    if (dayOfMonth === '*' && isNumber(dayOfWeek)) return `${capital(weekdays[Number(dayOfWeek) % 7] ?? '')} ${at}`;
    if (isNumber(dayOfMonth) && dayOfWeek === '*') return `day ${dayOfMonth} of each month ${at}`;
  }
  if (dayOfMonth === '*' && dayOfWeek === '*') return `every ${schedule.longestInterval()} (${zone})`;
  return `${schedule.toUnixCron()} ${zone}`;
}

/** An instant on the clock of a zone: `02:30`. */
export function clockTime(epochSeconds: number, zone: string): string {
  return new Date((epochSeconds + offsetAt(epochSeconds, zone)) * 1000).toISOString().slice(11, 16);
}

/** When a window is open: `Sunday 02:00 to 04:00 UTC`. */
export function windowText({ weekday, start, duration, zone, firstOfMonth }: MaintenanceWindow): string {
  const minutes = start.hour * 60 + start.minute + duration.minutes;
  const end = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  return `${firstOfMonth ? 'first ' : 'every '}${capital(weekday)} ${two(start.hour)}:${two(start.minute)} to ${end} ${zone}`;
}

/** Hours of a rota: `Monday, Tuesday 09:00 to 18:00`; at all hours without a restriction. */
export function hoursText(hours: WeeklyHours | undefined, zone: string): string {
  return hours === undefined ? 'at all hours' : `${hours.days.map(capital).join(', ')} ${hours.from} to ${hours.to} ${zone}`;
}
