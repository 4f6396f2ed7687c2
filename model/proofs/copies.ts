import { startWindows } from '../alert-timing';
import type { Backup } from '../backup';
import { copyingTakes, type TransferSchedule, transfersInYear } from '../copying';
import type { ProductEnvironment } from '../product-environment';
import { Schedule, simulatedYear } from '../schedule';
import { stoppedBy } from './maintenance';

/**
 * The copies of the simulated year, each as late and as old as it may be when nothing fails, by the time from which they can be restored.
 * Two arrays of epoch seconds, because an export every half hour makes 20,000 of them.
 */
export interface Copies {
  /** The moments that they show. */
  readonly taken: Float64Array;
  /** When they can be restored at the latest, ascending. */
  readonly usable: Float64Array;
}

/** An export of Firestore shows the database as it was a whole minute before its start. */
const snapshotAge = 60;

const known = new WeakMap<ProductEnvironment, Map<string, Copies>>();

/** What the runs of the backups make. A run that a maintenance window stops makes no copy. */
export function copiesBy(backups: readonly Backup[], environment: ProductEnvironment): Copies {
  const ofEnvironment = known.get(environment) ?? new Map<string, Copies>();
  known.set(environment, ofEnvironment);
  const key = backups.map(({ name, runs }) => `${name} ${runs.map(({ schedule }) => schedule).join(' ')}`).join(', ');
  let copies = ofEnvironment.get(key);
  if (copies === undefined) {
    copies = backups
      .flatMap((backup) => backup.runs.map(({ schedule }) => copiesOf(backup, schedule, environment)))
      .reduce(merged, { taken: new Float64Array(), usable: new Float64Array() });
    ofEnvironment.set(key, copies);
  }
  return copies;
}

function copiesOf(backup: Backup, schedule: Schedule, { product }: ProductEnvironment): Copies {
  const windows = product.maintenance.filter(({ stops }) => stops.includes(backup.name));
  const stopped = stoppedBy(windows);
  const starts = Schedule.startsInYear([schedule]);
  const taken = new Float64Array(windows.length === 0 ? starts : starts.filter((start) => !stopped(start)));
  const repeats = schedule.repeatsInYear();
  const takes = startWindows[product.cloud].seconds + backup.longestRun.seconds;
  const usable = taken.map((start) => (repeats.get(start) ?? start) + takes);
  return { taken: backup.source.kind === 'firestore' ? taken.map((start) => start - snapshotAge) : taken, usable };
}

function merged(some: Copies, others: Copies): Copies {
  if (some.usable.length === 0) return others;
  const length = some.usable.length + others.usable.length;
  const [taken, usable] = [new Float64Array(length), new Float64Array(length)];
  for (let index = 0, left = 0, right = 0; index < length; index++) {
    const first = some.usable[left] ?? Number.POSITIVE_INFINITY;
    const second = others.usable[right] ?? Number.POSITIVE_INFINITY;
    usable[index] = Math.min(first, second);
    taken[index] = (first <= second ? some.taken[left++] : others.taken[right++]) ?? 0;
  }
  return { taken, usable };
}

/** The same copies in a place that follows each of them. */
export function replicated({ taken, usable }: Copies): Copies {
  return { taken, usable: usable.map((from) => from + copyingTakes.seconds) };
}

/** What a regular transfer brings: each time the newest copy that can be restored when it starts. */
export function transferred({ taken, usable }: Copies, schedule: TransferSchedule): Copies {
  const brought: { readonly newest: number; readonly from: number }[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  let next = 0;
  for (const start of transfersInYear(schedule)) {
    for (; (usable[next] ?? Number.POSITIVE_INFINITY) <= start; next++) newest = Math.max(newest, taken[next] ?? newest);
    if (Number.isFinite(newest)) brought.push({ newest, from: start + copyingTakes.seconds });
  }
  return { taken: Float64Array.from(brought, (one) => one.newest), usable: Float64Array.from(brought, ({ from }) => from) };
}

/** Without the copies that show the same moment again, which a failed run takes together. */
export function distinct({ taken, usable }: Copies): Copies {
  const isFirst = (index: number): boolean => taken[index] !== taken[index - 1];
  return { taken: taken.filter((_, index) => isFirst(index)), usable: usable.filter((_, index) => isFirst(index)) };
}

/** A span of writes that is lost, up to a moment of the simulated year. */
export interface Loss {
  readonly seconds: number;
  readonly until: number;
}

/** The longest spans of writes that may be lost; undefined where no copy is left. */
export interface Losses {
  readonly nothingFails: Loss | undefined;
  readonly oneFails: Loss | undefined;
}

const knownLosses = new WeakMap<Copies, Losses>();

/**
 * What was written until just before a copy can be restored is lost back to the newest moment that an earlier copy shows; when the run that
 * made that one has failed, back to the moment before.
 */
export function lossesOf(copies: Copies): Losses {
  let losses = knownLosses.get(copies);
  if (losses === undefined) {
    losses = longestLosses(copies);
    knownLosses.set(copies, losses);
  }
  return losses;
}

function longestLosses({ taken, usable }: Copies): Losses {
  let newest = Number.NaN;
  let second = Number.NaN;
  let worst: Loss = { seconds: 0, until: 0 };
  let worstIfOneFails = worst;
  // No copy comes before the end of the simulated year.
  for (let index = 0; index <= usable.length; index++) {
    const until = usable[index] ?? simulatedYear.end;
    const moment = taken[index] ?? simulatedYear.end;
    if (until - newest > worst.seconds) worst = { seconds: until - newest, until };
    if (until - second > worstIfOneFails.seconds) worstIfOneFails = { seconds: until - second, until };
    if (!(moment < newest)) {
      second = newest;
      newest = moment;
    } else if (!(moment < second)) second = moment;
  }
  return {
    nothingFails: worst.seconds === 0 ? undefined : worst,
    oneFails: worstIfOneFails.seconds === 0 ? undefined : worstIfOneFails,
  };
}
