import fc from 'fast-check';
import { longestGap } from '../../../model/backup-alarms';
import { Duration } from '../../../model/duration';
import { checkMaintenance } from '../../../model/proofs/maintenance';
import { checkRetention } from '../../../model/proofs/retention';
import { Retention } from '../../../model/retention';
import { Schedule, simulatedYear } from '../../../model/schedule';
import { formatInstant } from '../../../model/time-zone';
import { minutesOf, minutesOfYear } from '../../support/minutes';
import { anyDay, anyHours, fleetOf, startsByWatching, timesOn, type WatchedStart, windowsOf, zones } from '../../support/random-schedules';
import { databaseBackup, sampleEnvironment } from '../../support/sample-product';

/** The longest time without a start, from one to the next. */
function longestByWatching(starts: readonly WatchedStart[]): number {
  if (starts.length < 2) return minutesOfYear;
  return Math.max(...starts.slice(1).map(({ minute }, index) => minute - (starts[index]?.minute ?? 0)));
}

/** Counts in each minute, once nothing may be missing any more, the copies that have not expired yet. */
function fewestByWatching(starts: readonly WatchedStart[], keep: number): number | undefined {
  const [first] = starts;
  const last = starts.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const made = new Uint8Array(minutesOfYear);
  for (const { minute } of starts) made[minute] = (made[minute] ?? 0) + 1;
  const full = first.minute + keep;
  let held = 0;
  let fewest: number | undefined;
  for (let minute = 0; minute <= last.minute; minute++) {
    if (minute >= full && (fewest === undefined || held < fewest)) fewest = held;
    held += (made[minute] ?? 0) - (minute < keep ? 0 : (made[minute - keep] ?? 0));
  }
  return fewest;
}

describe('what starts by the clock over a simulated year', () => {
  beforeAll(() => {
    for (const zone of zones) minutesOf(zone);
  });

  it('is as far apart, leaves as few copies and meets a window first as a watcher finds who looks at the clock in each minute, for 1,000 schedules', () => {
    const days = fc.integer({ min: 1, max: 180 });
    fc.assert(
      fc.property(fleetOf(timesOn(anyDay, anyHours)), days, (given, keepDays) => {
        const { zone, cloud } = given;
        const keep = Duration.days(keepDays);
        const starts = startsByWatching(given);
        const fewest = fewestByWatching(starts, keep.minutes);
        const tierOf = (copies: number) => Retention.tier('daily', keep, { copies, lock: Duration.zero });
        const backupOf = (copies: number) => {
          const [first, ...others] = given.backups.map(([{ cron }]) => ({
            schedule: Schedule.cron(cron, zone),
            tier: tierOf(copies),
            meets: [],
          }));
          if (first === undefined) throw new Error('a fleet has backups');
          return { ...databaseBackup, runs: [first, ...others] as const, drills: [] as never };
        };
        expect(longestGap(backupOf(1), 'daily').minutes).toBe(longestByWatching(starts));

        const thin = (copies: number) =>
          checkRetention(sampleEnvironment({ cloud, zone, tiers: [tierOf(copies)], backups: [backupOf(copies)] })).map(
            ({ rule, allowed }) => `${rule}: ${allowed.split(' ')[0]}`,
          );
        expect(thin(fewest ?? 1000)).toEqual([]);
        expect(thin((fewest ?? 1000) + 1)).toEqual(fewest === undefined ? [] : [`tier-too-thin: ${fewest}`]);

        // One backup a schedule: a window is told once for each that it meets.
        const backups = given.backups.map((_, index) => ({
          ...backupOf(1),
          name: `backup-${index}`,
          runs: [backupOf(1).runs[index]] as never,
        }));
        const met = checkMaintenance(sampleEnvironment({ cloud, zone, backups, maintenance: windowsOf(given, backups) }));
        expect(met.map((finding) => finding.given)).toEqual(
          backups.flatMap((_, index) => {
            const first = starts.find(({ backup, stopped }) => backup === index && stopped);
            return first === undefined ? [] : [`starts ${formatInstant(simulatedYear.start + first.minute * 60, zone)}`];
          }),
        );
      }),
      { numRuns: 1000 },
    );
  }, 300_000);
});
