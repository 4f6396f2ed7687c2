import { archiveName, type Backup, type ContinuousArchive } from './backup';
import { jobContainer, jobSettings } from './job-settings';
import { fittedName } from './names';
import type { ProductEnvironment } from './product-environment';
import type { RetentionTier } from './retention';

/** Where tasks of a product environment run on AWS, as the settings say it; ids with commas between them. */
export interface AwsJobPlace {
  readonly cloud: 'aws';
  readonly region: string;
  readonly subnetIds: string;
  readonly securityGroupIds: string;
}

/** Where jobs and workflows of a product environment run on Google Cloud. */
export interface GoogleJobPlace {
  readonly cloud: 'google';
  readonly project: string;
  readonly location: string;
}

export type JobPlace = AwsJobPlace | GoogleJobPlace;

/** The tier that a start by hand fills where nothing else is said: the one for copies on demand, else that of the first run. */
export const tierByHand = (backup: Backup): RetentionTier => backup.onDemand ?? backup.runs[0].tier;

/** The command that starts a backup by hand into one of its tiers, word by word. */
export function startBackup(environment: ProductEnvironment, backup: Backup, tier: RetentionTier, place: JobPlace): readonly string[] {
  if (place.cloud === 'google') return startOnGoogle(environment, backup, tier, place);
  const usual = tier.name === tierByHand(backup).name;
  return runTask(environment, backup.name, place, usual ? [] : tierVariables(tier, environment.posture.lockAtLeast !== undefined));
}

/** The command that makes a full base backup of a continuous archive by hand, word by word. */
export const startArchive = (environment: ProductEnvironment, archive: ContinuousArchive, place: AwsJobPlace): readonly string[] =>
  runTask(environment, archiveName(archive), place, []);

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Runs a task once, with variables in place of its own. */
function runTask({ id }: ProductEnvironment, name: string, place: AwsJobPlace, variables: readonly Variable[]): readonly string[] {
  const { region, subnetIds, securityGroupIds } = place;
  const overrides = { containerOverrides: [{ name: jobContainer, environment: variables }] };
  return [
    'aws',
    'ecs',
    'run-task',
    '--cluster',
    `${id}-jobs`,
    '--task-definition',
    `${id}-${name}`,
    '--launch-type',
    'FARGATE',
    '--region',
    region,
    '--network-configuration',
    `awsvpcConfiguration={subnets=[${subnetIds}],securityGroups=[${securityGroupIds}],assignPublicIp=DISABLED}`,
    ...(variables.length === 0 ? [] : ['--overrides', JSON.stringify(overrides)]),
  ];
}

/** What a task is told of the tier that it fills; it locks for as long as the tier keeps unless the tier says otherwise. */
function tierVariables(tier: RetentionTier, locked: boolean): readonly Variable[] {
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
  { project, location }: GoogleJobPlace,
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
