import { Duration } from '../../../model/duration';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';

/** Firestore keeps a backup of its own schedules for 14 weeks at most. */
export const longestFirestoreBackup = Duration.weeks(14);
/** Firestore keeps versions for point-in-time recovery this long, no more and no less. */
export const firestoreRecoveryWindow = Duration.days(7);
/** Cloud Storage keeps soft-deleted objects for 7 to 90 days. */
const softDelete = { shortest: Duration.days(7), longest: Duration.days(90) };
/** Cloud Run ends a task of a job after 7 days. */
const longestTask = Duration.days(7);
/** Uptime checks run at one of these distances. */
const uptimePeriods = [60, 300, 600, 900];
/** Cloud Monitoring looks back 23.5 h for absent data. */
const longestAbsence = Duration.minutes(23.5 * 60);
/** Storage Transfer repeats a job once an hour at most. */
const shortestTransferInterval = Duration.hours(1);

/** As Google writes a length of time: `2592000s`. */
export const inSeconds = (duration: Duration): string => `${duration.seconds}s`;

function limited<T>(holds: boolean, value: T, ...facts: Parameters<typeof messages.vendorLimit>): T {
  return holds ? value : reportFinding(messages.vendorLimit(...facts), value);
}

export function firestoreBackupRetention(where: string, keep: Duration): Duration {
  const allowed = `${longestFirestoreBackup} (Firestore backup schedules)`;
  return limited(
    !keep.isLongerThan(longestFirestoreBackup),
    keep,
    where,
    'a Firestore backup is kept too long',
    `${keep}`,
    allowed,
    'keep it shorter, or keep exports longer instead',
  );
}

export function recoveryWindow(where: string, window: Duration): Duration {
  const holds = window.seconds === firestoreRecoveryWindow.seconds;
  return limited(
    holds,
    window,
    where,
    'a point-in-time recovery window that Firestore does not offer',
    `${window}`,
    `${firestoreRecoveryWindow}`,
    'declare a window of 7 d',
  );
}

export function softDeleteDuration(where: string, duration: Duration): Duration {
  const holds = duration.seconds === 0 || (!softDelete.shortest.isLongerThan(duration) && !duration.isLongerThan(softDelete.longest));
  const allowed = `0 (off) or ${softDelete.shortest} to ${softDelete.longest} (Cloud Storage)`;
  return limited(
    holds,
    duration,
    where,
    'soft delete outside of its limits',
    `${duration}`,
    allowed,
    'choose a duration within the limits',
  );
}

export function taskTimeout(where: string, timeout: Duration): Duration {
  return limited(
    !timeout.isLongerThan(longestTask),
    timeout,
    where,
    'a job that runs too long',
    `${timeout}`,
    `${longestTask} (Cloud Run)`,
    'split the job',
  );
}

export function uptimePeriod(where: string, interval: Duration): Duration {
  const holds = uptimePeriods.includes(interval.seconds);
  return limited(
    holds,
    interval,
    where,
    'a distance that uptime checks do not offer',
    `${interval}`,
    '1, 5, 10 or 15 min (Cloud Monitoring)',
    'choose one of these',
  );
}

export function absence(where: string, duration: Duration): Duration {
  const holds = duration.seconds % 60 === 0 && duration.seconds > 0 && !duration.isLongerThan(longestAbsence);
  return limited(
    holds,
    duration,
    where,
    'absence that Cloud Monitoring cannot see',
    `${duration}`,
    `whole minutes up to ${longestAbsence}`,
    'watch at a shorter interval',
  );
}

export function transferInterval(where: string, every: Duration): Duration {
  const holds = !shortestTransferInterval.isLongerThan(every);
  return limited(
    holds,
    every,
    where,
    'a transfer that repeats too often',
    `${every}`,
    `at least ${shortestTransferInterval} (Storage Transfer)`,
    'copy less often, or let the job write to both buckets',
  );
}
