import { ZoneId } from '@js-joda/core';
import '@js-joda/timezone/dist/js-joda-timezone-10-year-range';
import { simulatedYear } from '../../model/schedule';

/** What a wall clock and a calendar on the wall show in each minute of the simulated year, and of the day before it. */
export interface MinutesOfZone {
  readonly minuteOfDay: Int16Array;
  readonly dayOfMonth: Int8Array;
  readonly month: Int8Array;
  /** 0 is Sunday. */
  readonly dayOfWeek: Int8Array;
  /** Minutes until the same date and time are shown again; 0 where they are not. */
  readonly again: Int16Array;
  /** 1 where the same date and time were shown before. */
  readonly seen: Int8Array;
}

export const minutesOfYear = (simulatedYear.end - simulatedYear.start) / 60;

/** Minutes of the day before the year. */
export const lead = 24 * 60;
const length = lead + minutesOfYear;

const zones = new Map<string, MinutesOfZone>();

/** Looks at the clock of a zone once a minute. Slow and without any idea of schedules, to hold the proofs against. */
export function minutesOf(zone: string): MinutesOfZone {
  const looked = zones.get(zone);
  if (looked !== undefined) return looked;
  const rules = ZoneId.of(zone).rules();
  const shown = new Map<number, number>();
  const minutes: MinutesOfZone = {
    minuteOfDay: new Int16Array(length),
    dayOfMonth: new Int8Array(length),
    month: new Int8Array(length),
    dayOfWeek: new Int8Array(length),
    again: new Int16Array(length),
    seen: new Int8Array(length),
  };
  for (let index = 0; index < length; index++) {
    const epoch = simulatedYear.start + (index - lead) * 60;
    const wall = epoch + rules.offsetOfEpochMilli(epoch * 1000).totalSeconds();
    const date = new Date(wall * 1000);
    minutes.minuteOfDay[index] = date.getUTCHours() * 60 + date.getUTCMinutes();
    minutes.dayOfMonth[index] = date.getUTCDate();
    minutes.month[index] = date.getUTCMonth() + 1;
    minutes.dayOfWeek[index] = date.getUTCDay();
    const before = shown.get(wall);
    if (before !== undefined) {
      minutes.again[before] = index - before;
      minutes.seen[index] = 1;
    }
    shown.set(wall, index);
  }
  zones.set(zone, minutes);
  return minutes;
}
