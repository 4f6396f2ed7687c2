import { Duration } from './duration';
import { simulatedYear, timeOfDay, type Weekday, weekdays } from './schedule';

/** When Storage Transfer copies: from a time of day on, at even distances. It knows UTC only. */
export interface TransferSchedule {
  /** `HH:MM`, UTC. */
  readonly at: string;
  /** At least an hour. */
  readonly every: Duration;
  /** Day of the first run, for distances of whole weeks. @default sunday */
  readonly weekday?: Weekday;
}

/** Google Cloud: copies of the backups in a second location. On AWS, replication copies each object as it is written. */
export const toSecondLocation: TransferSchedule = { at: '22:00', every: Duration.days(1) };

/** Copies of a tier with a second cloud provider. */
export const toSecondProvider: TransferSchedule = { at: '12:00', every: Duration.weeks(1) };

/**
 * Time after which a copy of a copy is counted on. Nobody promises one: Amazon S3 replicates most objects within 15 minutes and some in a
 * couple of hours, and Storage Transfer gives no bound.
 */
export const copyingTakes = Duration.hours(2);

/** The first Sunday of 2026: a constant, so that no output depends on the day of the synth. A start in the past means the next due time. */
const firstSunday = { year: 2026, month: 1, day: 4 } as const;

/** Day and time of the first transfer. */
export function firstTransfer({ at, weekday }: TransferSchedule) {
  return { ...firstSunday, day: firstSunday.day + weekdays.indexOf(weekday ?? 'sunday'), ...timeOfDay(at) };
}

/** The starts of the transfers in the simulated year, as epoch seconds. */
export function transfersInYear(schedule: TransferSchedule): readonly number[] {
  const { year, month, day, hour, minute } = firstTransfer(schedule);
  const first = Date.UTC(year, month - 1, day, hour, minute) / 1000;
  const before = Math.ceil((simulatedYear.start - first) / schedule.every.seconds);
  const starts: number[] = [];
  for (let start = first + before * schedule.every.seconds; start < simulatedYear.end; start += schedule.every.seconds) starts.push(start);
  return starts;
}
