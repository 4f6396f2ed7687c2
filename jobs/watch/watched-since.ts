import { enrolmentKey, storePrefixes } from '../../model/store-layout';
import type { ObjectStore } from '../store/object-store';
import { readText } from '../store/read-text';
import { type Enrolments, enrol, isDue, parseEnrolments } from './enrolment';

/** Since when each subject is watched. What is new is enrolled now, in a record of its own, because records are never overwritten. */
export async function watchedSince(
  records: ObjectStore,
  subjects: readonly string[],
  clock: () => Date,
  signal: AbortSignal,
): Promise<(subject: string) => Date | undefined> {
  const lists = await records.list(storePrefixes.enrolments, signal);
  const now = clock();
  let known: Enrolments = {};
  let written: Date | undefined;
  for (const { key, modified } of [...lists].sort((a, b) => b.modified.getTime() - a.modified.getTime())) {
    const list = parseEnrolments(await readText(records, key, signal));
    if (list === undefined) continue;
    known = list;
    written = modified;
    break;
  }
  const next = enrol(known, subjects, now);
  if (isDue(known, next, written, now)) await records.put(enrolmentKey(now), `${JSON.stringify(next, undefined, 2)}\n`, { signal });
  return (subject) => {
    const moment = next[subject];
    return moment === undefined ? undefined : new Date(moment);
  };
}
