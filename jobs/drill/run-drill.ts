import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DrillResult, drillResultText } from '../../model/drill-result';
import { jobSettings } from '../../model/job-settings';
import { drillResultKey } from '../../model/store-layout';
import { inWords, JobError } from '../exit';
import type { LogFields } from '../log';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';
import type { Check, DrillTools, FoundCopy } from './drill';
import { productFolder } from './product-folder';
import { DrillReport } from './report';

/** Finds the copy that a drill restores; ends with `notCredible` where there is none. */
export type FindCopy = (tools: DrillTools) => Promise<FoundCopy>;

/** Variables that programs of others get: none that opens a store. */
const harmless = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/** Time that the result has to reach the store when the drill was told to stop. */
const lastWords = 5000;

/**
 * One drill: finds, restores, checks, reports and cleans up. However it ends, its result is put and nothing of it is left in the scratch
 * folder. Ends with `checkFailed` where the copy was restored and is not what it must be.
 */
export async function runDrill(context: JobContext, find: FindCopy): Promise<LogFields> {
  const { environment, log, signal } = context;
  const settings = drillSettings(environment);
  const { backup, drill, tier, checks } = settings;
  const copies = openStore(settings.bucket, environment);
  const records = settings.recordsBucket === undefined ? copies : openStore(settings.recordsBucket, environment);
  const folder = await scratchFolder(settings.scratch);
  const programs = Object.fromEntries(harmless.map((name) => [name, environment[name]]));
  const report = new DrillReport({ backup, drill, ...(tier === undefined ? {} : { tier }) });
  let found: FoundCopy | undefined;
  try {
    const place = { environment, folder, programs, signal };
    found = await find({ ...place, backup, tier, copies, records, productFolder: productFolder(place) });
    report.found(found);
    log.info('restoring', { key: found.key, bytes: found.bytes, copy_time: found.madeAt.toISOString() });
    const restored = await found.restore();
    report.restored();
    log.info('checking', { checks: checks.length });
    const differences = await restored.differences();
    // What was cut short says nothing of the copy.
    signal.throwIfAborted();
    report.differs(differences);
    for (const check of checks) {
      const verdict = await restored.check(check);
      signal.throwIfAborted();
      report.checked(verdict);
      if (verdict.counted !== undefined) log.info('counted', verdict.counted);
    }
  } catch (error) {
    // Whatever broke because the drill was told to stop, the order to stop is why.
    report.broke(signal.aborted ? signal.reason : error);
  }
  const result = report.result(context.redact);
  for (const unchecked of result.unchecked ?? []) log.error('check left out', { check: unchecked });
  const key = drillResultKey(backup, drill, report.started);
  const put = records.put(key, drillResultText(result), { signal: AbortSignal.timeout(lastWords) });
  const [reported, stopped] = await Promise.allSettled([put, cleanUp(folder, found)]);
  if (stopped.status === 'rejected') log.error('scratch not emptied', { message: inWords(stopped.reason) });
  if (reported.status === 'rejected') log.error('result not put', { key, message: inWords(reported.reason) });
  report.conclude();
  if (reported.status === 'rejected') throw reported.reason;
  return told(result, key);
}

interface DrillSettings {
  readonly backup: string;
  readonly drill: string;
  readonly tier: string | undefined;
  readonly bucket: string;
  readonly recordsBucket: string | undefined;
  readonly scratch: string;
  readonly checks: readonly Check[];
}

function drillSettings(environment: JobContext['environment']): DrillSettings {
  const reader = new SettingsReader(environment);
  const settings = {
    backup: reader.text(jobSettings.backup),
    drill: reader.text(jobSettings.drill),
    tier: reader.optional(jobSettings.tier),
    bucket: reader.text(jobSettings.bucket),
    recordsBucket: reader.optional(jobSettings.recordsBucket),
    scratch: reader.text(jobSettings.scratch),
    checks: reader.list<Check>(jobSettings.checks),
  };
  reader.settled();
  return settings;
}

async function scratchFolder(scratch: string): Promise<string> {
  return await mkdtemp(join(scratch, 'drill-')).catch((error: unknown) => {
    throw new JobError('settings', `cannot write into ${scratch}: ${inWords(error)}`);
  });
}

async function cleanUp(folder: string, found: FoundCopy | undefined): Promise<void> {
  await found?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

const told = (result: DrillResult, key: string): LogFields => ({
  result: key,
  key: result.key,
  copy_time: result.copyTime,
  drill_seconds: result.durationSeconds,
  restored_bytes: result.restoredBytes,
  bytes_per_second: result.bytesPerSecond,
  unchecked: result.unchecked?.length ?? 0,
});
