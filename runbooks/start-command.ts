import type { Backup, ContinuousArchive, Drill } from '../model/backup';
import type { Duty } from '../model/duty';
import type { RetentionTier } from '../model/retention';
import { shellWord } from '../model/shell';
import { type AwsJobPlace, type JobPlace, recordDrill, recordDuty, startArchive, startBackup, tierByHand } from '../model/start-backup';
import { awsJobPlace, jobPlace } from '../settings/shell-values';
import type { RunbookContext } from './context';

/**
 * Shell lines that start a backup by hand and show what became of it.
 * @param tier the tier that it fills, by default the one for copies on demand, where the backup has one, else that of its first run
 */
export function startCommand(context: RunbookContext, backup: Backup, tier: RetentionTier = tierByHand(backup)): string {
  const { environment } = context.main;
  const place = jobPlace(context.product.cloud, (key) => context.value(key));
  const words = startBackup(environment, backup, tier, place);
  return place.cloud === 'aws' ? untilItEnds(context, words, place) : shown(words);
}

/** Shell lines that make a full base backup of a continuous archive at once. */
export function startArchiveCommand(context: RunbookContext, archive: ContinuousArchive): string {
  const place = awsJobPlace((key) => context.value(key));
  return untilItEnds(context, startArchive(context.main.environment, archive, place), place);
}

/** Shell lines that record a duty as done now, and show whether the record was made. */
export const recordDutyCommand = (context: RunbookContext, duty: Duty): string =>
  recordCommand(context, (place) => recordDuty(context.main.environment, duty, place));

/** Shell lines that record a drill which people did in so many minutes, and show whether the record was made. */
export const recordDrillCommand = (context: RunbookContext, drill: Drill, minutes: number): string =>
  recordCommand(context, (place) => recordDrill(context.main.environment, drill, minutes, place));

function recordCommand(context: RunbookContext, wordsIn: (place: JobPlace) => readonly string[]): string {
  const place = jobPlace(context.product.cloud, (key) => context.value(key));
  return place.cloud === 'aws' ? untilItEnds(context, wordsIn(place), place) : shown(wordsIn(place));
}

/** ECS answers as soon as a task is asked for; what became of it has to be waited for. */
function untilItEnds({ main }: RunbookContext, start: readonly string[], place: AwsJobPlace): string {
  const where = `--cluster ${main.environment.id}-jobs --region ${shellWord(place.region)} --tasks "$TASK"`;
  return [
    `TASK=$(${shown([...start, '--query', 'tasks[0].taskArn', '--output', 'text'])})`,
    // The waiter gives up after ten minutes; a backup may take hours.
    `for _ in $(seq 18); do aws ecs wait tasks-stopped ${where} && break; done`,
    `aws ecs describe-tasks ${where} --query 'tasks[0].[lastStatus,containers[0].exitCode]'`,
  ].join('\n');
}

/** Options that begin a line, so that a page can show a long command. */
const lineStarts: readonly string[] = ['--region', '--overrides', '--query'];

const shown = (words: readonly string[]): string =>
  words.map((word) => (lineStarts.includes(word) ? `\\\n  ${word}` : shellWord(word))).join(' ');
