import { type Backup, type BackupTarget, type ContinuousArchive, filledTiers, type PointInTimeRecovery } from './backup';
import type { DrillResult, DrillResults } from './drill-result';
import type { Duty } from './duty';
import { type EnvironmentName, type EnvironmentPosture, postures } from './environment';
import type { Channel } from './on-call';
import type { DeclaredProduct } from './product';
import { Retention, type RetentionTier } from './retention';
import type { Severity } from './severity';
import { pages } from './severity';
import type { MetricScope } from './signal';

/** One product in one environment: the declaration with the posture of the environment applied. */
export interface ProductEnvironment {
  readonly product: DeclaredProduct;
  readonly environment: EnvironmentName;
  readonly posture: EnvironmentPosture;
  /** `<product>-<environment>`: prefix of stacks, contact points, buckets and rule uids. */
  readonly id: string;
  /** For messages: `allodoc / production`. */
  readonly place: string;
  readonly bucketName: string;
  readonly tiers: readonly RetentionTier[];
  readonly backups: readonly Backup[];
  readonly archives: readonly ContinuousArchive[];
  readonly pointInTimeRecovery: readonly PointInTimeRecovery[];
  /** What is recorded and watched: where the objectives are promised, since elsewhere nobody has to. */
  readonly duties: readonly Duty[];
  readonly scope: MetricScope;
  /** Results of drills that were committed. */
  readonly drillResults: readonly DrillResult[];
}

/** The environments of a product, in the order of their declaration. */
export function environmentsOf(product: DeclaredProduct, results: DrillResults = {}): readonly ProductEnvironment[] {
  return product.environments.map((environment) => productEnvironment(product, environment, results));
}

/** The tiers that backups with this target fill, in the order of their declaration. */
export function tiersIn({ tiers, backups }: ProductEnvironment, target: BackupTarget): readonly RetentionTier[] {
  const filled = new Set(
    backups.filter((backup) => backup.target === target).flatMap((backup) => filledTiers(backup).map(({ name }) => name)),
  );
  return tiers.filter(({ name }) => filled.has(name));
}

/** The channels that an environment has: all where it pages, else the warning channel, where every rule ends. */
export function channelsOf({ posture, product }: ProductEnvironment): readonly Channel[] {
  return posture.pages ? product.channels : product.channels.filter(({ name }) => name === 'warning');
}

function productEnvironment(product: DeclaredProduct, environment: EnvironmentName, results: DrillResults): ProductEnvironment {
  const posture = postures[environment];
  const cap = (tier: RetentionTier): RetentionTier => Retention.capped(tier, posture.retentionAtMost);
  const id = `${product.id}-${environment}`;
  const named = product.backupsIn?.[environment] ?? [];
  const backups = product.backups
    .filter((backup) => posture.backups === 'all' || named.includes(backup.name))
    .map((backup) => withTiers(backup, cap));
  return {
    product,
    environment,
    posture,
    id,
    place: `${product.name} / ${environment}`,
    bucketName: product.bucketName ?? `${id}-backups`,
    tiers: backups.length === 0 ? [] : product.tiers.map(cap),
    backups,
    archives: posture.continuousArchive ? product.archives : [],
    pointInTimeRecovery: posture.continuousArchive ? product.pointInTimeRecovery : [],
    duties: posture.promisesObjectives ? product.duties : [],
    scope: metricScope(product.id, environment),
    drillResults: results[id] ?? [],
  };
}

function withTiers(backup: Backup, cap: (tier: RetentionTier) => RetentionTier): Backup {
  const [first, ...others] = backup.runs.map((run) => ({ ...run, tier: cap(run.tier) }));
  const [firstDrill, ...otherDrills] = backup.drills.map((drill) => ({ ...drill, tier: cap(drill.tier) }));
  if (first === undefined || firstDrill === undefined) return backup;
  return {
    ...backup,
    runs: [first, ...others],
    drills: [firstDrill, ...otherDrills],
    ...(backup.onDemand === undefined ? {} : { onDemand: cap(backup.onDemand) }),
  };
}

/** Every series of a product environment carries the labels `product` and `environment`, set where it is scraped. */
export function metricScope(product: string, environment: string): MetricScope {
  return {
    product,
    environment,
    match: (...matchers) => `{${[`product="${product}"`, `environment="${environment}"`, ...matchers].join(',')}}`,
  };
}

/** The contact point of an alert: that of its channel where the environment pages, else the environment's warning channel. */
export function contactPointOf(environment: ProductEnvironment, severity: Severity, channel?: string): string {
  return `${environment.id}-${environment.posture.pages ? (channel ?? severity) : 'warning'}`;
}

/** Whether an alert of the severity wakes somebody in the environment. */
export function wakes(environment: ProductEnvironment, severity: Severity): boolean {
  return environment.posture.pages && pages(severity);
}
