import fc from 'fast-check';
import { startWindows } from '../../../model/alert-timing';
import { Duration } from '../../../model/duration';
import { copiesBy, lossesOf } from '../../../model/proofs/copies';
import { Schedule, simulatedYear } from '../../../model/schedule';
import { minutesOf, minutesOfYear } from '../../support/minutes';
import { anyDay, anyHours, type Fleet, fleetOf, listOf, startsByWatching, timesOn, windowsOf, zones } from '../../support/random-schedules';
import { daily, databaseBackup, sampleEnvironment } from '../../support/sample-product';

function copiesByProof(given: Fleet) {
  const { zone, cloud, backups } = given;
  const declared = backups.map(([{ cron }, longestRun], index) => ({
    ...databaseBackup,
    name: `backup-${index}`,
    runs: [{ schedule: Schedule.cron(cron, zone), tier: daily, meets: [] }] as const,
    longestRun: Duration.minutes(longestRun),
  }));
  const maintenance = windowsOf(given, declared);
  return copiesBy(declared, sampleEnvironment({ cloud, zone, maintenance }));
}

/** A run with a copy, in minutes of the year. */
interface WatchedRun {
  /** The first minute at which it may start. */
  readonly taken: number;
  /** The last one at which its copy may be complete. */
  readonly usable: number;
}

const byTime = (a: WatchedRun, b: WatchedRun): number => a.usable - b.usable || a.taken - b.taken;

const minuteOf = (epochSeconds: number): number => (epochSeconds - simulatedYear.start) / 60;

/** What a watcher sees start outside of the window, as late as its scheduler may start it. */
function runsByWatching(given: Fleet): readonly WatchedRun[] {
  return startsByWatching(given)
    .filter(({ stopped }) => !stopped)
    .map(({ backup, minute, again }) => {
      const [, longestRun] = given.backups[backup] ?? [undefined, 0];
      return { taken: minute, usable: minute + again + startWindows[given.cloud].minutes + longestRun };
    })
    .sort(byTime);
}

/** Loses everything in each minute of the year, and looks how old the newest restorable moment is. */
function worstByWatching(runs: readonly WatchedRun[]): number | undefined {
  const arrivals = new Int32Array(minutesOfYear + 1000).fill(-1);
  for (const { taken, usable } of runs) arrivals[usable] = Math.max(taken, arrivals[usable] ?? taken);
  let newest = -1;
  let worst = 0;
  for (let minute = 0; minute < arrivals.length; minute++) {
    const arrived = arrivals[minute] ?? -1;
    if (newest >= 0 && (arrived >= 0 || minute === minutesOfYear)) worst = Math.max(worst, minute - newest);
    if (arrived > newest) newest = arrived;
  }
  return newest < 0 ? undefined : worst;
}

const inMinutes = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds / 60);

describe('the recovery point over a simulated year', () => {
  beforeAll(() => {
    for (const zone of zones) minutesOf(zone);
  });

  it('is what a watcher finds who looks at the clock in each minute, for 1,000 schedules', () => {
    fc.assert(
      fc.property(fleetOf(timesOn(anyDay, anyHours)), (given) => {
        const { taken, usable } = copiesByProof(given);
        const watched = runsByWatching(given);
        const proven = [...taken].map((moment, index) => ({ taken: minuteOf(moment), usable: minuteOf(usable[index] ?? 0) }));
        expect(proven.sort(byTime)).toEqual(watched);
        expect(inMinutes(lossesOf({ taken, usable }).nothingFails?.seconds)).toBe(worstByWatching(watched));
      }),
      { numRuns: 1000 },
    );
  }, 300_000);

  it('is, when any one run fails, the worst of all years in which one of them fails', () => {
    // All on one day of the month, so that a short run overtakes a long one.
    const rare = fc.integer({ min: 1, max: 28 }).chain((dayOfMonth) => fleetOf(timesOn(fc.constant({ dayOfMonth }), listOf(4, 2))));
    fc.assert(
      fc.property(rare, (given) => {
        const runs = runsByWatching(given);
        const years = runs.map((_, failed) => worstByWatching(runs.filter((_, index) => index !== failed)) ?? 0);
        expect(inMinutes(lossesOf(copiesByProof(given)).oneFails?.seconds)).toBe(runs.length < 2 ? undefined : Math.max(...years));
      }),
      { numRuns: 30 },
    );
  }, 300_000);
});
