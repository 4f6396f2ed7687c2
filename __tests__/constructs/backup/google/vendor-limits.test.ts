import {
  absence,
  firestoreBackupRetention,
  recoveryWindow,
  softDeleteDuration,
  taskTimeout,
  transferInterval,
  uptimePeriod,
} from '../../../../constructs/backup/google/vendor-limits';
import { Duration } from '../../../../model/duration';
import { collectFindings } from '../../../../model/finding';

const { days, hours, minutes, seconds, weeks } = Duration;
const second = seconds(1);
const less = (duration: Duration): Duration => seconds(duration.seconds - 1);
const longestAbsence = minutes(23.5 * 60);

/** A limit, with what is just within it and just beyond. */
const limits: readonly (readonly [
  what: string,
  limit: (where: string, duration: Duration) => Duration,
  within: readonly Duration[],
  beyond: readonly Duration[],
])[] = [
  ['how long Firestore keeps a backup', firestoreBackupRetention, [weeks(14)], [weeks(14).plus(second)]],
  ['how far Firestore recovers', recoveryWindow, [days(7)], [days(7).plus(second), less(days(7)), hours(1)]],
  [
    'how long what is deleted stays',
    softDeleteDuration,
    [Duration.zero, days(7), days(90)],
    [second, less(days(7)), days(90).plus(second)],
  ],
  ['how long a task of Cloud Run runs', taskTimeout, [days(7)], [days(7).plus(second)]],
  ['how often an uptime check asks', uptimePeriod, [1, 5, 10, 15].map(minutes), [minutes(2), seconds(30), minutes(16)]],
  ['how long data may be absent', absence, [minutes(1), longestAbsence], [longestAbsence.plus(minutes(1)), seconds(90), Duration.zero]],
  ['how often a transfer repeats', transferInterval, [hours(1), days(7)], [less(hours(1))]],
];

describe('a limit of Google Cloud', () => {
  it.each(limits)('%s: is kept at its bounds, and told with place and figure beyond them', (_, limit, within, beyond) => {
    const found = (durations: readonly Duration[]) =>
      durations.map((duration) =>
        collectFindings('shop', () => limit('shop / production / job', duration)).findings.map(
          ({ rule, where, given }) => `${rule}, ${where}: ${given}`,
        ),
      );
    expect(found(within)).toEqual(within.map(() => []));
    expect(found(beyond)).toEqual(
      beyond.map((duration) => [expect.stringMatching(`^vendor-limit, .*shop / production / job: ${duration}$`)]),
    );
  });
});
