import type { Backup } from './backup';
import { jobContainer, jobSettings } from './job-settings';
import { fittedName } from './names';
import type { ProductEnvironment } from './product-environment';
import type { RetentionTier } from './retention';

/** Where the jobs of a product environment run, as the settings say it. */
export type JobPlace =
  | { readonly cloud: 'aws'; readonly region: string; readonly subnetIds: string; readonly securityGroupIds: string }
  | { readonly cloud: 'google'; readonly project: string; readonly location: string };

/** Every tier that a start by hand can fill: those of its runs, then the one for copies on demand. */
export function startableTiers(backup: Backup): readonly RetentionTier[] {
  const tiers = [...backup.runs.map((run) => run.tier), ...(backup.onDemand === undefined ? [] : [backup.onDemand])];
  return [...new Map(tiers.map((tier) => [tier.name, tier])).values()];
}

/** The command that starts a backup by hand into one of its tiers, word by word. */
export function startBackup(environment: ProductEnvironment, backup: Backup, tier: RetentionTier, place: JobPlace): readonly string[] {
  return place.cloud === 'aws' ? runTask(environment, backup, tier, place) : startOnGoogle(environment, backup, tier, place);
}

function runTask(
  { id, posture }: ProductEnvironment,
  backup: Backup,
  tier: RetentionTier,
  place: JobPlace & { readonly cloud: 'aws' },
): readonly string[] {
  const { region, subnetIds, securityGroupIds } = place;
  const usual = backup.onDemand ?? backup.runs[0].tier;
  const overrides = { containerOverrides: [{ name: jobContainer, environment: tierVariables(tier, posture.lockAtLeast !== undefined) }] };
  return [
    'aws',
    'ecs',
    'run-task',
    '--cluster',
    `${id}-jobs`,
    '--task-definition',
    `${id}-${backup.name}`,
    '--launch-type',
    'FARGATE',
    '--region',
    region,
    '--network-configuration',
    `awsvpcConfiguration={subnets=[${subnetIds}],securityGroups=[${securityGroupIds}],assignPublicIp=DISABLED}`,
    ...(tier.name === usual.name ? [] : ['--overrides', JSON.stringify(overrides)]),
  ];
}

/** What a task is told of the tier that it fills; it locks for as long as the tier keeps unless the tier says otherwise. */
function tierVariables(tier: RetentionTier, locked: boolean): readonly { readonly name: string; readonly value: string }[] {
  return [
    { name: jobSettings.tier, value: tier.name },
    { name: jobSettings.prefix, value: tier.prefix },
    ...(locked ? [{ name: jobSettings.lockDays, value: String((tier.lock ?? tier.keep).days) }] : []),
  ];
}

function startOnGoogle(
  { id }: ProductEnvironment,
  backup: Backup,
  tier: RetentionTier,
  { project, location }: JobPlace & { readonly cloud: 'google' },
): readonly string[] {
  const where = [`--project=${project}`];
  if (backup.source.kind === 'firestore') {
    // With the time in its folder, since the folder of the day may hold what the failed run left.
    const argument = JSON.stringify({ tier: tier.name, prefix: tier.prefix, timed: true });
    return ['gcloud', 'workflows', 'run', `${id}-${backup.name}-export`, ...where, `--location=${location}`, `--data=${argument}`];
  }
  const job = fittedName('cloudRunJob', `${id}-${backup.name}-${tier.name}`);
  return ['gcloud', 'run', 'jobs', 'execute', job, ...where, `--region=${location}`, '--wait'];
}
