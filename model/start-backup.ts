import type { Backup, ContinuousArchive, Drill } from './backup';
import type { Duty } from './duty';
import { type Job, jobOfArchive, jobOfBackup, jobOfWatcher } from './job';
import { jobCommand, jobContainer, jobPrograms, jobSettings } from './job-settings';
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
  const variables = usual ? {} : { environment: tierVariables(tier, environment.posture.lockAtLeast !== undefined) };
  return runTask(environment, jobOfBackup('aws', backup, tier.name), place, variables);
}

/** The command that makes a full base backup of a continuous archive by hand, word by word. */
export const startArchive = (environment: ProductEnvironment, archive: ContinuousArchive, place: AwsJobPlace): readonly string[] =>
  startJob(environment, jobOfArchive(archive), place);

/** The command that starts a drill or a routine by hand, as its schedule does, word by word. */
export const startJob = (environment: ProductEnvironment, job: Job, place: JobPlace): readonly string[] =>
  place.cloud === 'aws' ? runTask(environment, job, place) : executeJob(environment, job, place);

/** The command that records a duty as done now, word by word. */
export const recordDuty = (environment: ProductEnvironment, duty: Duty, place: JobPlace): readonly string[] =>
  runRecord(environment, [duty.name], place);

/** The command that records a drill that people have just done, word by word: a good one, that took so many minutes. */
export const recordDrill = (environment: ProductEnvironment, drill: Drill, minutes: number, place: JobPlace): readonly string[] =>
  runRecord(environment, [drill.name, `--minutes=${minutes}`], place);

/** Task definition of the store watcher. */
export const watcherTask = ({ id }: ProductEnvironment): string => taskOf(id, jobOfWatcher('aws'));

const taskOf = (id: string, { name }: Job): string => `${id}-${name}`;

/** Cloud Run job of the store watcher. */
export const watcherJob = ({ id }: ProductEnvironment): string => cloudRunJobOf(id, jobOfWatcher('google'));

const cloudRunJobOf = (id: string, { name }: Job): string => fittedName('cloudRunJob', `${id}-${name}`);

/** The job image with the rights and settings of the store watcher. */
function runRecord(environment: ProductEnvironment, words: readonly string[], place: JobPlace): readonly string[] {
  const command = [...jobCommand(jobPrograms.record), ...words];
  const job = jobOfWatcher(place.cloud);
  if (place.cloud === 'aws') return runTask(environment, job, place, { command });
  return [...executeJob(environment, job, place), `--args=${command.join(',')}`];
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** What one run of a task has in place of its own. */
interface Override {
  readonly environment?: readonly Variable[];
  readonly command?: readonly string[];
}

/** Runs a task once. */
function runTask({ id }: ProductEnvironment, job: Job, place: AwsJobPlace, override: Override = {}): readonly string[] {
  const { region, subnetIds, securityGroupIds } = place;
  const overrides = { containerOverrides: [{ name: jobContainer, ...override }] };
  return [
    'aws',
    'ecs',
    'run-task',
    '--cluster',
    `${id}-jobs`,
    '--task-definition',
    taskOf(id, job),
    '--launch-type',
    'FARGATE',
    '--region',
    region,
    '--network-configuration',
    `awsvpcConfiguration={subnets=[${subnetIds}],securityGroups=[${securityGroupIds}],assignPublicIp=DISABLED}`,
    ...(Object.keys(override).length === 0 ? [] : ['--overrides', JSON.stringify(overrides)]),
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
  environment: ProductEnvironment,
  backup: Backup,
  tier: RetentionTier,
  { project, location }: GoogleJobPlace,
): readonly string[] {
  const job = jobOfBackup('google', backup, tier.name);
  if (job.kind === 'container') return executeJob(environment, job, { project, location });
  // With the time in its folder, since the folder of the day may hold what the failed run left.
  const argument = JSON.stringify({ tier: tier.name, prefix: tier.prefix, timed: true });
  const workflow = `${environment.id}-${job.name}`;
  return ['gcloud', 'workflows', 'run', workflow, `--project=${project}`, `--location=${location}`, `--data=${argument}`];
}

type Where = Pick<GoogleJobPlace, 'project' | 'location'>;

const executeJob = ({ id }: ProductEnvironment, job: Job, { project, location }: Where): readonly string[] => [
  'gcloud',
  'run',
  'jobs',
  'execute',
  cloudRunJobOf(id, job),
  `--project=${project}`,
  `--region=${location}`,
  '--wait',
];
