import { startWindows } from '../alert-timing';
import type { Backup, BackupTarget } from '../backup';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import { defaultScenarios, type RecoveryObjective, type Scenario } from '../objective';
import type { ProductEnvironment } from '../product-environment';
import { Schedule } from '../schedule';
import { formatInstant } from '../time-zone';

/** The longest wait of any scheduler. */
export const startWindow = startWindows.aws;

/** The longest span of writes that a way of recovery may lose, and when in the simulated year that is. */
export interface RecoveryPoint {
  readonly loss: Duration;
  readonly because: string;
}

/** What the copies of a target outlive. A put-only role and a lock protect a bucket from a stolen writer credential. */
const outlives: Readonly<Record<BackupTarget, readonly Scenario[]>> = {
  'local-disk': ['bad write'],
  bucket: ['bad write', 'deleted database', 'stolen writer credential'],
  'foreign-bucket': ['bad write', 'deleted database', 'stolen writer credential', 'lost account or provider'],
};

/** Every objective with an RPO, for each of its scenarios, where the environment promises objectives. */
export function checkRecoveryPoints(environment: ProductEnvironment): Finding[] {
  if (!environment.posture.promisesObjectives) return [];
  const stores = environment.product.stores.map((store) => store.name);
  // An objective about an unknown store is told with the names of the product.
  const provable = environment.product.objectives.filter(({ store }) => store !== undefined && stores.includes(store));
  return provable.flatMap((objective) =>
    (objective.scenarios ?? defaultScenarios).flatMap((scenario) => checkRecoveryPoint(environment, objective, scenario)),
  );
}

function checkRecoveryPoint(environment: ProductEnvironment, objective: RecoveryObjective, scenario: Scenario): Finding[] {
  if (objective.rpo === undefined || objective.store === undefined) return [];
  const best = recoveryPoint(environment, objective.store, scenario);
  if (best !== undefined && !best.loss.isLongerThan(objective.rpo)) return [];
  const where = `${environment.place} / ${objective.name}`;
  const mend = `back ${objective.store} up more often, add a continuous archive, or declare rpo >= ${best?.loss ?? 'nothing that holds'}`;
  const worst = best === undefined ? 'everything' : best.loss.toString();
  const because = best?.because ?? `no copy of ${objective.store} outlives it`;
  return [messages.rpoNotMet(where, scenario, `rpo ${objective.rpo}`, worst, because, mend)];
}

/** The best recovery point of a store in a scenario; undefined when no copy outlives it. */
export function recoveryPoint(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint | undefined {
  const points = [
    ...pointInTime(environment, store, scenario),
    ...archives(environment, store, scenario),
    ...copies(environment, store, scenario),
  ];
  return points.sort((a, b) => a.loss.seconds - b.loss.seconds)[0];
}

function pointInTime(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint[] {
  if (scenario !== 'bad write') return [];
  return environment.pointInTimeRecovery
    .filter((recovery) => recovery.store === store)
    .map(({ granularity }) => ({ loss: granularity, because: `point-in-time recovery to every ${granularity}` }));
}

/** The archive's role may delete objects but no versions of them, so a thief hides copies that an owner brings back. */
function archives(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint[] {
  if (!outlives.bucket.includes(scenario)) return [];
  return environment.archives
    .filter((archive) => archive.store === store)
    .map(({ archiveTimeout, uploadTime }) => ({
      loss: archiveTimeout.plus(uploadTime),
      because: `a WAL segment is closed within ${archiveTimeout} and uploaded within ${uploadTime}`,
    }));
}

/** Conservative where several backups copy one store: each next copy is taken to need as long as the slowest of them. */
function copies(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint[] {
  const outliving = environment.backups.filter((backup) => backup.store === store && outlives[backup.target].includes(scenario));
  const point = worstGap(outliving, environment.product.zone);
  return point === undefined ? [] : [point];
}

/**
 * The longest time between a copy's moment and the end of the next copy, over all runs of the simulated year: what was written just
 * before that end is lost together with everything since the copy before.
 */
export function worstGap(backups: readonly Backup[], zone: string): RecoveryPoint | undefined {
  const runs = backups.flatMap((backup) =>
    backup.runs.map((run) => ({ schedule: run.schedule, takes: backup.longestRun.seconds + startWindow.seconds })),
  );
  const starts = Schedule.startsInYear(runs.map((run) => run.schedule));
  // The next copy may be that of the slowest backup; which one it is makes no difference where they start together.
  const takes = Math.max(0, ...runs.map((run) => run.takes));
  let loss = 0;
  let until = 0;
  for (let index = 1; index < starts.length; index++) {
    const end = (starts[index] ?? 0) + takes;
    const gap = end - (starts[index - 1] ?? 0);
    if (gap > loss) [loss, until] = [gap, end];
  }
  return loss === 0
    ? undefined
    : { loss: Duration.seconds(loss), because: `until the next copy is complete, on ${formatInstant(until, zone)}` };
}
