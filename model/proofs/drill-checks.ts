import { checksLeftToPeople, checkText } from '../drill-check';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';

/**
 * Whatever the task of a drill cannot check, people do in a drill of the same store that they record: the alarm on its age tells when nobody
 * has. Else the check would stand in the declaration and nobody would ever make it.
 */
export function checkDrillChecks(product: DeclaredProduct): Finding[] {
  const made = new Set(
    product.backups.flatMap(({ store, drills }) =>
      drills
        .filter(({ schedule }) => schedule === undefined)
        .flatMap(({ checks }) => checks.map((check) => `${store} ${checkText(check)}`)),
    ),
  );
  return checksLeftToPeople(product)
    .filter(({ store, check }) => !made.has(`${store} ${checkText(check)}`))
    .map(({ store, drill, check }) => messages.checkThatNobodyMakes(`${product.name} / ${drill}`, checkText(check), store));
}
