import { parseDrillResult } from '../../model/drill-result';
import type { WatchedArchive, WatchedBackup } from '../../model/job-settings';
import { archiveKind } from '../../model/job-settings';
import { drillsOf, momentIn, routinesOf } from '../../model/store-layout';
import type { ObjectStore } from '../store/object-store';
import { readText } from '../store/read-text';
import { lookAtArchive } from './archive';
import { lookAtBackup } from './backup';
import { drillSubject, routineSubject, subjectsOf } from './enrolment';
import { drillGauges, routineGauges, type StoredResult } from './gauges';
import { type Looking, onlyGauges, type Seen, type WatchedSince } from './seen';
import { type Stores, storeTime } from './stores';
import type { Survey } from './survey';
import { watchedSince } from './watched-since';

/** What is watched, as the declaration says it. */
export interface Watch {
  readonly copies: readonly (WatchedBackup | WatchedArchive)[];
  readonly routines: readonly string[];
}

const isArchive = (copies: WatchedBackup | WatchedArchive): copies is WatchedArchive => copies.kind === archiveKind;

/** One look at everything that is watched. It reads, and writes down what is watched from now on. */
export async function look({ copies, routines }: Watch, stores: Stores, survey: Survey): Promise<Seen> {
  const { records } = stores;
  const { signal } = survey;
  const clock = (): Date => storeTime(records, new Date());
  const nobodyKnows: WatchedSince = () => undefined;
  const since = await survey.of('enrolments', nobodyKnows, () => watchedSince(records, subjectsOf(copies, routines), clock, signal));
  const looking: Looking = { stores, survey, since, now: clock() };
  const seen: Seen[] = [];
  for (const watched of copies) {
    seen.push(...(isArchive(watched) ? await lookAtArchive(watched, looking) : await lookAtBackup(watched, looking)));
    for (const drill of watched.drills) seen.push(await lookAtDrill(watched.name, drill, looking));
  }
  for (const routine of routines) seen.push(await lookAtRoutine(routine, looking));
  return {
    gauges: seen.flatMap(({ gauges }) => gauges),
    unread: seen.flatMap(({ unread }) => unread),
    renewals: seen.flatMap(({ renewals }) => renewals),
  };
}

async function lookAtDrill(backup: string, drill: string, { stores, survey, since, now }: Looking): Promise<Seen> {
  return await survey.of(`drill ${drill} of ${backup}`, onlyGauges([]), async () => {
    const results = await storedResults(stores.records, backup, drill, survey.signal);
    return onlyGauges(drillGauges(backup, drill, { watchedSince: since(drillSubject(backup, drill)), results }, now));
  });
}

/** Results, newest first, down to the newest good one: older ones tell nothing. */
async function storedResults(records: ObjectStore, backup: string, drill: string, signal: AbortSignal): Promise<readonly StoredResult[]> {
  const listed = await records.list(`${drillsOf(backup)}${drill}_`, signal);
  const newestFirst = listed.filter(({ key }) => momentIn(key) !== undefined).sort((a, b) => b.modified.getTime() - a.modified.getTime());
  const results: StoredResult[] = [];
  for (const { key, modified } of newestFirst) {
    const result = parseDrillResult(await readText(records, key, signal));
    results.push({ put: modified, result });
    if (result?.ok === true) break;
  }
  return results;
}

async function lookAtRoutine(routine: string, { stores, survey, since, now }: Looking): Promise<Seen> {
  return await survey.of(`routine ${routine}`, onlyGauges([]), async () => {
    const markers = await stores.records.list(routinesOf(routine), survey.signal);
    const successes = markers.map(({ modified }) => modified);
    return onlyGauges(routineGauges(routine, { watchedSince: since(routineSubject(routine)), successes }, now));
  });
}
