import { type DrillResult, type DrillResults, drillResultOf } from '../drill-result';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';

const file = 'drills/results.json';

/** Reads what was committed of drills; an entry that no job could have written is a finding. */
export function readDrills(committed: DrillResults<unknown>): { readonly results: DrillResults; readonly findings: readonly Finding[] } {
  const read = Object.entries(committed).map(([environment, entries]) => ({
    environment,
    entries: entries.map((entry, index) => ({ where: `${file} / ${environment} / ${index + 1}`, result: drillResultOf(entry) })),
  }));
  return {
    results: Object.fromEntries(
      read.map(({ environment, entries }): [string, DrillResult[]] => [
        environment,
        entries.flatMap(({ result }) => (result === undefined ? [] : [result])),
      ]),
    ),
    findings: read.flatMap(({ entries }) =>
      entries.filter(({ result }) => result === undefined).map(({ where }) => messages.badDrillResult(where)),
    ),
  };
}

/** Results belong to product environments that are declared. */
export function checkDrillPlaces(results: DrillResults, environments: readonly ProductEnvironment[]): Finding[] {
  const known = environments.map(({ id }) => id);
  return Object.keys(results)
    .filter((id) => !known.includes(id))
    .map((id) => messages.unknownName(file, 'product environment', id, known));
}
