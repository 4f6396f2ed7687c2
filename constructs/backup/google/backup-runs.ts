import type { BackupRun } from '../../../model/backup';
import { Duration } from '../../../model/duration';
import { type Schedule, simulatedYear } from '../../../model/schedule';

/** A start of a backup with a name that is unique within the backup: the tier, and a number from the second start into it on. */
export interface NamedRun {
  readonly name: string;
  readonly run: BackupRun;
  /** Place among the starts into the same tier, from 1. */
  readonly ordinal: number;
}

export function namedRuns(runs: readonly BackupRun[]): readonly NamedRun[] {
  const seen = new Map<string, number>();
  return runs.map((run) => {
    const ordinal = (seen.get(run.tier.name) ?? 0) + 1;
    seen.set(run.tier.name, ordinal);
    return { name: ordinal === 1 ? run.tier.name : `${run.tier.name}-${ordinal}`, run, ordinal };
  });
}

/** A month holds every weekly pattern and more than one change of any daily one. */
const observed = Duration.days(31);
/** A day on which clocks go forward. */
const shortestDay = Duration.hours(23);

/** Whether no two starts fall on one day, so that the date alone names the result. */
export function startsAtMostDaily(schedule: Schedule): boolean {
  const starts = schedule.startsBetween(simulatedYear.start, simulatedYear.start + observed.seconds);
  return starts.every((start, index) => index === 0 || start - (starts[index - 1] ?? 0) >= shortestDay.seconds);
}
