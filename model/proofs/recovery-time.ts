import { formatBytes } from '../bytes';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { RecoveryObjective, RestorePath } from '../objective';
import type { ProductEnvironment } from '../product-environment';
import { coldStorageMinimum } from '../retention';

/** Least time that a restore path takes: what does not depend on the size, and the size over the rate. */
export function restoreTime(path: RestorePath): Duration {
  return path.overhead.plus(Duration.seconds(Math.ceil(path.size / path.bytesPerSecond)));
}

/** Every objective with an RTO and a restore path, where the environment promises objectives. */
export function checkRecoveryTimes(environment: ProductEnvironment): Finding[] {
  if (!environment.posture.promisesObjectives) return [];
  return [
    ...environment.product.objectives.flatMap((objective) => checkRecoveryTime(environment.place, objective)),
    ...checkRetrieval(environment),
  ];
}

function checkRecoveryTime(place: string, { name, rto, restore }: RecoveryObjective): Finding[] {
  if (rto === undefined || restore === undefined) return [];
  const needed = restoreTime(restore);
  if (!needed.isLongerThan(rto)) return [];
  const because = `${restore.by}: ${formatBytes(restore.size)} at ${formatBytes(restore.bytesPerSecond)}/s and ${restore.overhead} besides`;
  return [messages.rtoNotMet(`${place} / ${name}`, `rto ${rto}`, needed.toString(), because)];
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
