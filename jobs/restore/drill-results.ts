import { readFile, rename, writeFile } from 'node:fs/promises';
import { type DrillResult, type DrillResults, parseDrillResult } from '../../model/drill-result';
import { drillsOf } from '../../model/store-layout';
import { inWords, JobError } from '../exit';
import type { ObjectStore } from '../store/object-store';
import { readText } from '../store/read-text';
import { momentOf } from './copies';

/** The newest result of each drill of a backup. */
export async function newestResults(
  records: ObjectStore,
  backup: string,
  signal: AbortSignal,
  complain: (text: string) => void,
): Promise<readonly DrillResult[]> {
  const prefix = drillsOf(backup);
  const objects = [...(await records.list(prefix, signal))].sort((a, b) => momentOf(b).getTime() - momentOf(a).getTime());
  const newest = new Map<string, DrillResult>();
  for (const { key } of objects) {
    const drill = key.slice(prefix.length).replace(/_\d{8}_\d{6}\.json$/, '');
    if (newest.has(drill)) continue;
    const result = parseDrillResult(await readText(records, key, signal));
    if (result === undefined) complain(`${key} is no result of a drill`);
    else newest.set(drill, result);
  }
  return [...newest.values()];
}

/**
 * Puts good results with a measured rate into the file of committed ones, each in the place of an older one of the same drill.
 * @returns how many are new in the file
 */
export async function commitResults(file: string, environment: string, results: readonly DrillResult[]): Promise<number> {
  const committed = await readCommitted(file);
  const before = committed[environment] ?? [];
  const isSame = (a: DrillResult, b: DrillResult): boolean => a.backup === b.backup && a.drill === b.drill;
  const fresh = results.filter(
    (result) =>
      result.ok &&
      result.bytesPerSecond !== undefined &&
      !before.some((old) => isSame(old, result) && Date.parse(old.finished) >= Date.parse(result.finished)),
  );
  if (fresh.length === 0) return 0;
  const kept = before.filter((old) => !fresh.some((result) => isSame(old, result)));
  const all = [...kept, ...fresh].sort((a, b) => (`${a.backup} ${a.drill}` < `${b.backup} ${b.drill}` ? -1 : 1));
  const entries = Object.entries({ ...committed, [environment]: all }).sort(([a], [b]) => (a < b ? -1 : 1));
  // A file that was half-written would stop the next synth.
  await writeFile(`${file}.part`, `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
  await rename(`${file}.part`, file);
  return fresh.length;
}

async function readCommitted(file: string): Promise<DrillResults> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DrillResults;
  } catch (error) {
    throw new JobError('settings', `cannot read ${file}: ${inWords(error)}`);
  }
}
