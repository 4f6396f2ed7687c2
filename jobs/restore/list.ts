import { formatBytes } from '../../model/bytes';
import type { DrillResult } from '../../model/drill-result';
import { Duration } from '../../model/duration';
import { alignColumns } from '../../model/table';
import type { ListedCopy } from './survey';

/** Newest results, one of each drill. */
export function drillsTable(results: readonly DrillResult[]): string {
  const table = results.map(({ started, drill, ok, durationSeconds, copyTime, bytesPerSecond, failures, rows = {}, unchecked = [] }) => [
    momentText(started),
    drill,
    ok ? 'good' : 'failed',
    Duration.seconds(Math.round(durationSeconds)).toString(),
    copyTime === undefined ? '-' : momentText(copyTime),
    bytesPerSecond === undefined ? '-' : `${formatBytes(bytesPerSecond)}/s`,
    [
      ...failures,
      ...unchecked.map((check) => `unchecked: ${check}`),
      ...Object.entries(rows).map(([table, count]) => `${table}: ${count}`),
    ].join('; '),
  ]);
  return lines([['STARTED', 'DRILL', 'RESULT', 'TOOK', 'COPY OF', 'RATE', 'REMARKS'], ...table]);
}

/** A table of copies, for a terminal of any width. */
export function copiesTable(copies: readonly ListedCopy[]): string {
  const rows = copies.map(({ state, manifest: { startedAt, tier, bytes, key } }) => [
    momentText(startedAt),
    tier,
    formatBytes(bytes),
    state,
    key,
  ]);
  return lines([['MADE AT', 'TIER', 'SIZE', 'STATE', 'KEY'], ...rows]);
}

const lines = (rows: readonly (readonly string[])[]): string => alignColumns(rows).join('\n');

/** To the second, in UTC, as `--at` reads it. */
export const momentText = (moment: string): string => `${new Date(moment).toISOString().slice(0, 19)}Z`;
