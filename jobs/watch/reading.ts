import { lookLimit } from '../../model/backup-alarms';
import { Duration } from '../../model/duration';
import { momentIn, readingKey, readingsOf } from '../../model/store-layout';
import type { StoredObject } from '../store/object-store';
import type { StoredCopy } from './copies';

/** Bytes a second at which a copy is read back in any case; what takes longer than this is read by others once more. */
const slowest = 25_000_000;

/** What is read within this time needs no mark: the next look begins later, or reads it once more at little cost. */
const soon = Duration.minutes(1);

/** Until when others leave a copy alone that is read from now on; undefined where reading it takes no time to speak of. */
export function readingUntil(bytes: number, now: Date): Date | undefined {
  const needed = Duration.seconds(bytes / slowest);
  if (soon.isLongerThan(needed)) return undefined;
  return new Date(now.getTime() + Duration.shortest(needed, lookLimit).seconds * 1000);
}

/** Whether a look that began earlier is still reading the copy. No mark holds for longer than a look may take. */
export function isBeingRead(backup: string, copy: Pick<StoredCopy, 'key'>, readings: readonly StoredObject[], now: Date): boolean {
  const ending = `${readingsOf(backup)}${copy.key}`.length;
  return readings.some(({ key, modified }) => {
    const until = momentIn(key.slice(ending));
    const ofThisCopy = until !== undefined && key === readingKey(backup, copy.key, until);
    return ofThisCopy && Math.min(until.getTime(), modified.getTime() + lookLimit.seconds * 1000) > now.getTime();
  });
}
