import { Duration } from '../../model/duration';
import type { WatchedArchive, WatchedBackup } from '../../model/job-settings';

/** Since when each subject is watched, ISO 8601 in UTC. */
export type Enrolments = Readonly<Record<string, string>>;

/** Records expire. A list that is not written anew for longer than this could be gone before the next one is written. */
const writtenAnewAfter = Duration.days(1);

export const tierSubject = (backup: string, tier: string): string => `tier ${backup}/${tier}`;
export const drillSubject = (backup: string, drill: string): string => `drill ${backup}/${drill}`;
export const routineSubject = (routine: string): string => `routine ${routine}`;

/** Everything that has an age. */
export function subjectsOf(watched: readonly (WatchedBackup | WatchedArchive)[], routines: readonly string[]): readonly string[] {
  return [
    ...watched.flatMap(({ name, tiers, drills }) => [
      ...tiers.map((tier) => tierSubject(name, tier.name)),
      ...drills.map((drill) => drillSubject(name, drill)),
    ]),
    ...routines.map(routineSubject),
  ];
}

/** The list with what is new enrolled now, and without what is no longer watched: what comes back begins anew. */
export function enrol(known: Enrolments, subjects: readonly string[], now: Date): Enrolments {
  return Object.fromEntries(subjects.map((subject) => [subject, known[subject] ?? now.toISOString()]));
}

/** Whether the list has to be written: it says something new, or the one that is there is old. */
export function isDue(known: Enrolments, next: Enrolments, written: Date | undefined, now: Date): boolean {
  const subjects = Object.keys(next);
  const same = subjects.length === Object.keys(known).length && subjects.every((subject) => known[subject] === next[subject]);
  return !same || written === undefined || now.getTime() - written.getTime() > writtenAnewAfter.seconds * 1000;
}

/** Reads a list; undefined where it is none. */
export function parseEnrolments(text: string): Enrolments | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const moments: unknown[] = Object.values(value);
    return moments.every((moment) => typeof moment === 'string' && !Number.isNaN(Date.parse(moment))) ? (value as Enrolments) : undefined;
  } catch {
    return undefined;
  }
}
