import type { Backup, BackupTarget } from '../backup';
import { copyingTakes, toSecondLocation, toSecondProvider } from '../copying';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import { defaultScenarios, type RecoveryObjective, type Scenario } from '../objective';
import type { ProductEnvironment } from '../product-environment';
import { formatInstant } from '../time-zone';
import { type Copies, copiesBy, distinct, lossesOf, replicated, transferred } from './copies';

/** The longest span of writes that a way of recovery may lose, and when in the simulated year that is. */
export interface RecoveryPoint {
  readonly loss: Duration;
  readonly because: string;
  /** The same when any one run fails; undefined when nothing is left then. */
  readonly ifOneFails: Omit<RecoveryPoint, 'ifOneFails'> | undefined;
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
  return provable.flatMap((objective) => checkObjective(environment, objective));
}

function checkObjective(environment: ProductEnvironment, { name, store, rpo, scenarios }: RecoveryObjective): Finding[] {
  if (rpo === undefined || store === undefined) return [];
  const where = `${environment.place} / ${name}`;
  const findings: Finding[] = [];
  const withoutSlack: { readonly scenario: Scenario; readonly lost: string }[] = [];
  for (const scenario of scenarios ?? defaultScenarios) {
    const best = recoveryPoint(environment, store, scenario);
    if (best === undefined || best.loss.isLongerThan(rpo)) {
      const mend = `back ${store} up more often, add a continuous archive, or declare rpo >= ${best?.loss ?? 'nothing that holds'}`;
      const because = best?.because ?? `no copy of ${store} outlives it`;
      findings.push(messages.rpoNotMet(where, scenario, `rpo ${rpo}`, best?.loss.toString() ?? 'everything', because, mend));
    } else if (best.ifOneFails === undefined) {
      withoutSlack.push({ scenario, lost: 'everything' });
    } else if (best.ifOneFails.loss.isLongerThan(rpo)) {
      withoutSlack.push({ scenario, lost: `${best.ifOneFails.loss}, ${best.ifOneFails.because}` });
    }
  }
  for (const lost of new Set(withoutSlack.map((one) => one.lost))) {
    const alike = withoutSlack.filter((one) => one.lost === lost).map(({ scenario }) => scenario);
    findings.push(messages.rpoWithoutSlack(where, alike.join(', '), `rpo ${rpo}`, lost));
  }
  return findings;
}

const known = new WeakMap<ProductEnvironment, Map<string, RecoveryPoint | undefined>>();

/** The best recovery point of a store in a scenario; undefined when no copy outlives it. */
export function recoveryPoint(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint | undefined {
  const ofEnvironment = known.get(environment) ?? new Map<string, RecoveryPoint | undefined>();
  known.set(environment, ofEnvironment);
  const key = `${scenario} of ${store}`;
  if (!ofEnvironment.has(key)) ofEnvironment.set(key, bestPoint(environment, store, scenario));
  return ofEnvironment.get(key);
}

function bestPoint(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint | undefined {
  const points = [
    ...pointInTime(environment, store, scenario),
    ...archives(environment, store, scenario),
    ...backups(environment, store, scenario),
  ];
  const [best, ...others] = points.sort((a, b) => a.loss.seconds - b.loss.seconds);
  if (best === undefined) return undefined;
  // What fails belongs to one way of recovery; the others stand by.
  const left = [best.ifOneFails, ...others].filter((point) => point !== undefined);
  const [next] = left.sort((a, b) => a.loss.seconds - b.loss.seconds);
  return { ...best, ifOneFails: next === undefined ? undefined : { loss: next.loss, because: next.because } };
}

function pointInTime(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint[] {
  if (scenario !== 'bad write') return [];
  return environment.pointInTimeRecovery
    .filter((recovery) => recovery.store === store)
    .map(({ granularity }) => {
      // The database itself keeps every version; there is no run that could fail.
      const point = { loss: granularity, because: `point-in-time recovery to every ${granularity}` };
      return { ...point, ifOneFails: point };
    });
}

/** The archive's role may delete objects but no versions of them, so a thief hides copies that an owner brings back. */
function archives(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint[] {
  const copied = scenario === 'lost region' && environment.posture.copies;
  if (!copied && !outlives.bucket.includes(scenario)) return [];
  return environment.archives
    .filter((archive) => archive.store === store)
    .map(({ archiveTimeout, uploadTime }) => {
      const loss = archiveTimeout.plus(uploadTime).plus(copied ? copyingTakes : Duration.zero);
      const because = `a WAL segment is closed within ${archiveTimeout} and uploaded within ${uploadTime}`;
      return {
        loss,
        because: copied ? `${because}, and copied within ${copyingTakes}` : because,
        ifOneFails: { loss: loss.plus(uploadTime), because: 'when a segment is uploaded at the second attempt' },
      };
    });
}

function backups(environment: ProductEnvironment, store: string, scenario: Scenario): RecoveryPoint[] {
  const { direct, copies } = survivingCopies(environment, store, scenario);
  const { nothingFails, oneFails } = lossesOf(copies);
  if (nothingFails === undefined) return [];
  const { zone } = environment.product;
  // Where copies are transferred, the transfer may fail or the run that made what it brings.
  const failures = direct ? [oneFails] : [oneFails, lossesOf(distinct(copies)).oneFails];
  const [worst] = failures.includes(undefined) ? [] : failures.filter((loss) => loss !== undefined).sort((a, b) => b.seconds - a.seconds);
  return [
    {
      loss: Duration.seconds(nothingFails.seconds),
      because: `until the next copy is complete, on ${formatInstant(nothingFails.until, zone)}`,
      ifOneFails:
        worst === undefined
          ? undefined
          : {
              loss: Duration.seconds(worst.seconds),
              because: `until the copy after the failed one is complete, on ${formatInstant(worst.until, zone)}`,
            },
    },
  ];
}

/** The copies of a store that can still be restored after what happened: those of the runs, or copies of these. */
function survivingCopies(
  environment: ProductEnvironment,
  store: string,
  scenario: Scenario,
): { readonly direct: boolean; readonly copies: Copies } {
  const own = environment.backups.filter((backup) => backup.store === store);
  const outliving = own.filter(({ target }) => outlives[target].includes(scenario));
  if (outliving.length > 0) return { direct: true, copies: copiesBy(outliving, environment) };
  return { direct: false, copies: environment.posture.copies ? copiesElsewhere(environment, own, scenario) : copiesBy([], environment) };
}

function copiesElsewhere(environment: ProductEnvironment, own: readonly Backup[], scenario: Scenario): Copies {
  const { cloud, secondProviderCopy } = environment.product;
  if (scenario === 'lost region') {
    const inBucket = copiesBy(
      own.filter(({ target }) => target === 'bucket'),
      environment,
    );
    return cloud === 'aws' ? replicated(inBucket) : transferred(inBucket, toSecondLocation);
  }
  if (scenario !== 'lost account or provider' || secondProviderCopy === undefined) return copiesBy([], environment);
  const inTier = own.flatMap((backup) => {
    const [first, ...others] = backup.runs.filter(({ tier }) => tier.name === secondProviderCopy.tier.name);
    return first === undefined ? [] : [{ ...backup, runs: [first, ...others] as const }];
  });
  return transferred(copiesBy(inTier, environment), toSecondProvider);
}
