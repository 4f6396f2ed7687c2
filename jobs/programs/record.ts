import { parseArgs } from 'node:util';
import { type DrillResult, drillResultFormat, drillResultText } from '../../model/drill-result';
import { Duration } from '../../model/duration';
import { jobSettings, type WatchedArchive, type WatchedBackup } from '../../model/job-settings';
import { drillResultKey } from '../../model/store-layout';
import { inWords, JobError } from '../exit';
import type { LogFields } from '../log';
import type { JobContext } from '../program';
import { mark, type RecordSettings, readRecordSettings, recordOptions } from '../routine/marker';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** What a person says of what was done. */
interface Said {
  readonly name: string;
  readonly minutes: number | undefined;
  readonly backup: string | undefined;
  readonly failed: string | undefined;
}

/**
 * Records what people did: a duty as done now, or how a drill went that people do. It runs with the settings of the store watcher, whose
 * lists say which names there are.
 */
export async function record(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const settings = readRecordSettings(reader);
  const watched = reader.list<WatchedBackup | WatchedArchive>(jobSettings.watch);
  const routines = reader.list<string>(jobSettings.routines);
  reader.settled();

  const said = readWords(context.words);
  if (routines.includes(said.name)) return { keys: await recordDuty(said, settings, context) };
  const rehearsed = watched.filter(({ name, drills }) => drills.includes(said.name) && (said.backup ?? name) === name);
  if (rehearsed.length > 0) return { keys: await recordDrill(said, rehearsed, settings, context) };
  const drills = watched.flatMap(({ name, drills: named }) => named.map((drill) => `${drill} (of ${name})`));
  const where = said.backup === undefined ? '' : ` of the backup "${said.backup}"`;
  throw new JobError('settings', `nothing is called "${said.name}"${where}; known are ${[...routines, ...drills].join(', ')}`);
}

function readWords(words: readonly string[]): Said {
  const { values, positionals } = parsed(words);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new JobError('settings', usage);
  const { minutes } = values;
  if (minutes !== undefined && !/^\d{1,5}$/.test(minutes)) throw new JobError('settings', `--minutes is "${minutes}". ${usage}`);
  if (values.failed?.trim() === '') throw new JobError('settings', `--failed says nothing. ${usage}`);
  return { name, minutes: minutes === undefined ? undefined : Number(minutes), backup: values.backup, failed: values.failed };
}

const usage =
  'Say `record <duty>`, or `record <drill> --minutes=<how long it took>`, with --failed=<why> for one that failed and --backup=<name> for one backup of several';

function parsed(words: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: [...words], options: { minutes: text, backup: text, failed: text }, allowPositionals: true });
  } catch (error) {
    throw new JobError('settings', `${inWords(error)}. ${usage}`);
  }
}

async function recordDuty({ name, failed }: Said, settings: RecordSettings, { environment, signal }: JobContext): Promise<string> {
  if (failed !== undefined)
    throw new JobError('settings', `"${name}" is recorded when it is done; there is nothing to record of one that failed`);
  return await mark(name, {}, openStore(settings.bucket, environment), recordOptions(settings, new Date(), signal));
}

/** One result for each backup that the drill restored. The drill has just ended: that is when it is recorded. */
async function recordDrill(
  { name: drill, minutes, failed }: Said,
  rehearsed: readonly (WatchedBackup | WatchedArchive)[],
  settings: RecordSettings,
  { environment, signal }: JobContext,
): Promise<string> {
  if (minutes === undefined) throw new JobError('settings', `how long did "${drill}" take? ${usage}`);
  const records = openStore(settings.bucket, environment);
  const finished = new Date();
  const durationSeconds = Duration.minutes(minutes).seconds;
  const started = new Date(finished.getTime() - durationSeconds * 1000);
  const keys: string[] = [];
  for (const { name: backup } of rehearsed) {
    const result: DrillResult = {
      format: drillResultFormat,
      backup,
      drill,
      started: started.toISOString(),
      finished: finished.toISOString(),
      durationSeconds,
      ok: failed === undefined,
      failures: failed === undefined ? [] : [failed],
    };
    const key = drillResultKey(backup, drill, started);
    await records.put(key, drillResultText(result), recordOptions(settings, finished, signal));
    keys.push(key);
  }
  return keys.join(', ');
}
