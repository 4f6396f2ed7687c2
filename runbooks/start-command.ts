import type { Backup, ContinuousArchive, Drill } from '../model/backup';
import type { Duration } from '../model/duration';
import type { Duty } from '../model/duty';
import type { Job } from '../model/job';
import { readLog } from '../model/read-log';
import type { RetentionTier } from '../model/retention';
import { shellWord } from '../model/shell';
import {
  type AwsJobPlace,
  type JobPlace,
  recordDrill,
  recordDuty,
  startArchive,
  startBackup,
  startJob,
  tierByHand,
} from '../model/start-backup';
import { awsJobPlace, jobPlace } from '../settings/shell-values';
import type { RunbookContext } from './context';
import { foldJson } from './fold-json';

/**
 * Shell lines that start a backup by hand and show what became of it.
 * @param tier the tier that it fills, by default the one for copies on demand, where the backup has one, else that of its first run
 */
export function startCommand(context: RunbookContext, backup: Backup, tier: RetentionTier = tierByHand(backup)): string {
  return commandOf(context, (place) => startBackup(context.main.environment, backup, tier, place));
}

/** Shell lines that make a full base backup of a continuous archive at once. */
export function startArchiveCommand(context: RunbookContext, archive: ContinuousArchive): string {
  const place = awsJobPlace((key) => context.value(key));
  return untilItEnds(context, startArchive(context.main.environment, archive, place), place);
}

/** Shell lines that start a drill or a routine by hand, and show what became of it. */
export const startJobCommand = (context: RunbookContext, job: Job): string =>
  commandOf(context, (place) => startJob(context.main.environment, job, place));

/** Shell lines that print the log of the newest runs of a job. */
export const logCommand = (context: RunbookContext, job: Job, reach: Duration): string =>
  readLog(context.main.environment, job, placeOf(context), reach).map(shown).join('\n');

/** Shell lines that list the schedules of the jobs, and whether each is on. */
export function schedulesCommand(context: RunbookContext): string {
  const place = placeOf(context);
  const { id } = context.main.environment;
  return shown(
    place.cloud === 'aws'
      ? [
          'aws',
          'scheduler',
          'list-schedules',
          '--group-name',
          id,
          '--region',
          place.region,
          '--query',
          'Schedules[].[State,Name]',
          ...asText,
        ]
      : ['gcloud', 'scheduler', 'jobs', 'list', `--project=${place.project}`, `--location=${place.location}`, `--filter=name~/${id}-`],
  );
}

/** Shell lines that record a duty as done now, and show whether the record was made. */
export const recordDutyCommand = (context: RunbookContext, duty: Duty): string =>
  commandOf(context, (place) => recordDuty(context.main.environment, duty, place));

/** Shell lines that record a drill which people did in so many minutes, and show whether the record was made. */
export const recordDrillCommand = (context: RunbookContext, drill: Drill, minutes: number): string =>
  commandOf(context, (place) => recordDrill(context.main.environment, drill, minutes, place));

const placeOf = (context: RunbookContext): JobPlace => jobPlace(context.product.cloud, (key) => context.value(key));

function commandOf(context: RunbookContext, wordsIn: (place: JobPlace) => readonly string[]): string {
  const place = placeOf(context);
  return place.cloud === 'aws' ? untilItEnds(context, wordsIn(place), place) : shown(wordsIn(place));
}

/** ECS answers as soon as a task is asked for; what became of it has to be waited for. */
function untilItEnds({ main }: RunbookContext, start: readonly string[], place: AwsJobPlace): string {
  const where = `--cluster ${main.environment.id}-jobs --region ${shellWord(place.region)} --tasks "$TASK"`;
  return [
    `TASK=$(${shown([...start, '--query', 'tasks[0].taskArn', ...asText])})`,
    // The waiter gives up after ten minutes; a backup may take hours.
    'for _ in $(seq 18); do',
    `  aws ecs wait tasks-stopped ${where} && break`,
    'done',
    `aws ecs describe-tasks ${where} --query 'tasks[0].[lastStatus,containers[0].exitCode]'`,
  ].join('\n');
}

const asText = ['--output', 'text'] as const;

/** JSON goes on below where a line of a page ends: what it says does not change with space between its tokens. */
const shown = (words: readonly string[]): string => words.map((word) => shellWord(word.startsWith('{') ? foldJson(word) : word)).join(' ');
