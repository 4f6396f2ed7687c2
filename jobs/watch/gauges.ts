import { backupGauges, gaugeLabels } from '../../model/backup-metrics';
import type { DrillResult } from '../../model/drill-result';
import type { Gauge } from '../metrics/gauge';

/** What gauges tell of a copy that is good. */
export interface GoodCopy {
  /** The moment whose data it holds. */
  readonly began: Date;
  /** When it was whole, by the clock of the store. */
  readonly finished: Date;
  readonly bytes: number;
  readonly durationSeconds: number;
}

/** All that the gauges of a tier follow from. */
export interface TierFacts {
  /** Since when the tier is watched; undefined where nobody could read it. */
  readonly watchedSince: Date | undefined;
  /** Good copies that are still there, newest first; more than two tell nothing. */
  readonly good: readonly GoodCopy[];
  /** When each copy that was found bad was finished. */
  readonly bad: readonly Date[];
  /** When each copy that is not read back yet was finished. */
  readonly unread: readonly Date[];
  /** When each attempt began, by the clock of the store. */
  readonly attempts: readonly Date[];
  readonly longestRunSeconds: number;
}

/** Seconds from then to now; what lies ahead, by a clock that is wrong, is as old as nothing. */
const secondsSince = (then: Date, now: Date): number => Math.max(0, (now.getTime() - then.getTime()) / 1000);

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/** Gauges of one tier of a backup, or of one kind of base backups of an archive. What cannot be known is left out. */
export function tierGauges(backup: string, tier: string, facts: TierFacts, now: Date): readonly Gauge[] {
  const labels = { [gaugeLabels.backup]: backup, [gaugeLabels.tier]: tier };
  const [newest, before] = facts.good;
  const since = newest === undefined ? facts.watchedSince : earlier(newest.began, newest.finished);
  return [
    ...(since === undefined ? [] : [{ metric: backupGauges.age, labels, value: secondsSince(since, now) }]),
    ...(newest === undefined
      ? []
      : [
          { metric: backupGauges.size, labels, value: newest.bytes },
          { metric: backupGauges.sizeRatio, labels, value: before === undefined || before.bytes === 0 ? 1 : newest.bytes / before.bytes },
          { metric: backupGauges.duration, labels, value: newest.durationSeconds },
        ]),
    { metric: backupGauges.lastAttemptFailed, labels, value: lastAttemptFailed(facts, now) ? 1 : 0 },
  ];
}

/**
 * Whether nothing good came of the newest attempts: a copy was found bad and none that is newer was found good, or an attempt has taken
 * longer than it may and no copy was finished since. A newer attempt that still runs does not silence it; only a good copy does.
 */
function lastAttemptFailed({ good: [newest], bad, unread, attempts, longestRunSeconds }: TierFacts, now: Date): boolean {
  const newerThanGood = (moment: Date): boolean => newest === undefined || moment > newest.finished;
  const over = (attempt: Date): boolean => secondsSince(attempt, now) > longestRunSeconds;
  return (
    bad.some(newerThanGood) ||
    attempts.some((attempt) => newerThanGood(attempt) && over(attempt) && !unread.some((finished) => finished >= attempt))
  );
}

/** A result of a drill and when it was put; without a result where it cannot be read. */
export interface StoredResult {
  readonly put: Date;
  readonly result: DrillResult | undefined;
}

/** Gauges of a drill from its results, newest first. A result that cannot be read is no good one. */
export function drillGauges(
  backup: string,
  drill: string,
  { watchedSince, results }: { readonly watchedSince: Date | undefined; readonly results: readonly StoredResult[] },
  now: Date,
): readonly Gauge[] {
  const labels = { [gaugeLabels.backup]: backup, [gaugeLabels.drill]: drill };
  const good = results.find(({ result }) => result?.ok === true);
  const since = good?.result === undefined ? watchedSince : earlier(new Date(good.result.finished), good.put);
  const [newest] = results;
  return [
    ...(since === undefined ? [] : [{ metric: backupGauges.drillAge, labels, value: secondsSince(since, now) }]),
    ...(newest?.result === undefined ? [] : [{ metric: backupGauges.drillDuration, labels, value: newest.result.durationSeconds }]),
    { metric: backupGauges.drillFailed, labels, value: newest === undefined || newest.result?.ok === true ? 0 : 1 },
    ...Object.entries(newest?.result?.rows ?? {}).map(([table, value]) => ({
      metric: backupGauges.drillRows,
      labels: { ...labels, [gaugeLabels.table]: table },
      value,
    })),
  ];
}

/** Age of the newest success of a routine, or of its watch. */
export function routineGauges(
  routine: string,
  { watchedSince, successes }: { readonly watchedSince: Date | undefined; readonly successes: readonly Date[] },
  now: Date,
): readonly Gauge[] {
  const newest = successes.reduce<Date | undefined>((latest, next) => (latest === undefined || next > latest ? next : latest), undefined);
  const since = newest ?? watchedSince;
  return since === undefined
    ? []
    : [{ metric: backupGauges.routineAge, labels: { [gaugeLabels.routine]: routine }, value: secondsSince(since, now) }];
}
