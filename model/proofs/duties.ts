import type { Backup } from '../backup';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import { Schedule } from '../schedule';
import { formatInstant } from '../time-zone';

const day = 86_400;

/** A duty that changes data starts once the backup of its day has ended, all year round, so that what it changes is in a copy. */
export function checkDuties({ duties, backups, place }: ProductEnvironment): Finding[] {
  return duties.flatMap(({ name, schedule, after }) => {
    if (after === undefined || schedule === undefined) return [];
    const backup = backups.find((candidate) => candidate.name === after);
    if (backup === undefined) {
      const known = backups.map((candidate) => candidate.name);
      return [messages.unknownName(`${place} / ${name}`, 'backup', after, known)];
    }
    const early = firstTooEarly(Schedule.startsInYear([schedule]), backup);
    return early === undefined
      ? []
      : [messages.startsBeforeBackupEnds(`${place} / ${name}`, `starts ${formatInstant(early, schedule.zone)}`, after)];
  });
}

/** The first start without a copy of the last 24 h that has ended by then. Both lists ascend, so each is walked once. */
function firstTooEarly(starts: readonly number[], { runs, longestRun }: Backup): number | undefined {
  const copies = Schedule.startsInYear(runs.map((run) => run.schedule));
  let next = 0;
  return starts.find((start) => {
    while ((copies[next] ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    const last = copies[next - 1];
    // Before the first copy of the simulated year nothing is known.
    return last !== undefined && (start - last > day || last + longestRun.seconds >= start);
  });
}
