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

/** Objects in DEEP_ARCHIVE need 12 hours (Amazon S3, standard retrieval) before anybody can read them. */
const deepArchiveRetrieval = Duration.hours(12);

/** One addend after another, from the loss until clients are served; the transfer at the rate that the last good drill measured. */
export function recoveryTime(environment: ProductEnvironment, path: RestorePath): RecoveryTime {
  const { product, drillResults } = environment;
  const { measuredBy, size, by, provisioning, verification, clientSwitch } = path;
  const measured = measuredBy === undefined ? undefined : newestMeasured(drillResults, measuredBy.backup, measuredBy.drill);
  const rate = measured?.bytesPerSecond ?? path.bytesPerSecond;
  const detected = detection(product.cloud);
  const retrieval = retrievalOf(environment, measuredBy);
  const transfer = Duration.seconds(Math.ceil(size / rate));
  const source = measured === undefined ? 'unmeasured' : `measured on ${measured.finished.slice(0, 10)}`;
  return {
    takes: [provisioning, retrieval, transfer, verification, clientSwitch].reduce((sum, addend) => sum.plus(addend), detected),
    because: [
      `${by}: told after ${detected}`,
      `${provisioning} to provision`,
      retrieval.seconds === 0 ? 'retrieved at once' : `${retrieval} to retrieve`,
      `${transfer} for ${formatBytes(size)} at ${formatBytes(rate)}/s (${source})`,
      `${verification} to verify`,
      `${clientSwitch} to switch the clients`,
    ].join(', '),
    measured,
  };
}

/** How long the storage class of the newest copy lets a reader wait: nothing, unless its tier goes into deep storage on the day it is made. */
function retrievalOf({ backups }: ProductEnvironment, measuredBy: RestorePath['measuredBy']): Duration {
  const tier = backups.find(({ name }) => name === measuredBy?.backup)?.drills.find(({ name }) => name === measuredBy?.drill)?.tier;
  const { storageClass, after } = tier?.coldStorage ?? {};
  return storageClass === 'DEEP_ARCHIVE' && after?.seconds === 0 ? deepArchiveRetrieval : Duration.zero;
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
