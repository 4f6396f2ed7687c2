import { delivery, evaluationIntervals, googleIngest, groupWait, scrape } from '../alert-timing';
import { archiveName } from '../backup';
import { formatBytes } from '../bytes';
import { type DrillResult, newestMeasured } from '../drill-result';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { RecoveryObjective, RestorePath } from '../objective';
import type { ProductEnvironment } from '../product-environment';
import { coldStorageMinimum } from '../retention';

/** How long a store is away, at least. */
export interface RecoveryTime {
  readonly takes: Duration;
  readonly because: string;
  /** The drill that measured the rate; undefined where the declared one stands in. */
  readonly measured: DrillResult | undefined;
}

/** Until somebody is told, what does not depend on the size, and the size over the rate that the last good drill measured. */
export function recoveryTime({ product, drillResults }: ProductEnvironment, path: RestorePath): RecoveryTime {
  const { measuredBy, overhead, size, by } = path;
  const measured = measuredBy === undefined ? undefined : newestMeasured(drillResults, measuredBy.backup, measuredBy.drill);
  const rate = measured?.bytesPerSecond ?? path.bytesPerSecond;
  const detected = detection(product.cloud);
  const source = measured === undefined ? 'unmeasured' : `measured on ${measured.finished.slice(0, 10)}`;
  return {
    takes: detected.plus(overhead).plus(Duration.seconds(Math.ceil(size / rate))),
    because: `${by}: told after ${detected}, ${formatBytes(size)} at ${formatBytes(rate)}/s (${source}) and ${overhead} besides`,
    measured,
  };
}

/** The shortest way of a critical alert without a holding time to a person. */
function detection(cloud: ProductEnvironment['product']['cloud']): Duration {
  const seen = cloud === 'google' ? googleIngest : scrape;
  return seen.takes.plus(evaluationIntervals.standard).plus(groupWait('critical')).plus(delivery.takes);
}

/** Every objective with an RTO and a restore path, where the environment promises objectives. */
export function checkRecoveryTimes(environment: ProductEnvironment): Finding[] {
  if (!environment.posture.promisesObjectives) return [];
  return [
    ...environment.product.objectives.flatMap((objective) => checkRecoveryTime(environment, objective)),
    ...checkRetrieval(environment),
  ];
}

function checkRecoveryTime(environment: ProductEnvironment, { name, rto, restore }: RecoveryObjective): Finding[] {
  if (rto === undefined || restore === undefined) return [];
  const where = `${environment.place} / ${name}`;
  const { takes, because } = recoveryTime(environment, restore);
  return [
    ...(takes.isLongerThan(rto) ? [messages.rtoNotMet(where, `rto ${rto}`, takes.toString(), because)] : []),
    ...checkDrill(environment, where, restore.measuredBy),
  ];
}

function checkDrill(environment: ProductEnvironment, where: string, measuredBy: RestorePath['measuredBy']): Finding[] {
  if (measuredBy === undefined) return [];
  const drills = [
    ...environment.backups.flatMap((backup) => backup.drills.map((drill) => `${backup.name} / ${drill.name}`)),
    ...environment.archives.map((archive) => `${archiveName(archive)} / ${archive.drill.name}`),
  ];
  const named = `${measuredBy.backup} / ${measuredBy.drill}`;
  return drills.includes(named) ? [] : [messages.unknownName(where, 'drill', named, drills)];
}

/** Objects in DEEP_ARCHIVE need 12 hours (Amazon S3, standard retrieval) before anybody can read them. */
const deepArchiveRetrieval = Duration.hours(12);

function checkRetrieval(environment: ProductEnvironment): Finding[] {
  const rtos = environment.product.objectives.flatMap((objective) => (objective.rto === undefined ? [] : [objective.rto]));
  const [first, ...others] = rtos;
  if (first === undefined) return [];
  const longest = Duration.longest(first, ...others);
  return environment.tiers
    .filter((tier) => tier.coldStorage?.storageClass === 'DEEP_ARCHIVE' && deepArchiveRetrieval.isLongerThan(longest))
    .map((tier) =>
      messages.rtoNotMet(
        `${environment.place} / tier ${tier.name}`,
        `rto ${longest}`,
        deepArchiveRetrieval.toString(),
        `retrieval from DEEP_ARCHIVE; ${Object.keys(coldStorageMinimum)
          .filter((name) => name !== 'DEEP_ARCHIVE')
          .join(' and ')} answer at once`,
      ),
    );
}
