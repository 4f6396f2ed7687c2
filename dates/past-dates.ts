import type { DrillResults } from '../model/drill-result';
import type { Finding } from '../model/finding';
import type { Product } from '../model/product';
import { checkDates } from '../model/proofs/dates';
import { readDrills } from '../model/proofs/drill-results';

/**
 * What time has passed by, and why some of it cannot be told: a product or a result that cannot be read hides no date of the others.
 *
 * @param today midnight in UTC of the day, as epoch seconds
 */
export function pastDates(products: readonly Product[], committed: DrillResults<unknown>, today: number): Finding[] {
  const evaluated = products.map((product) => product.evaluate());
  const declared = evaluated.flatMap(({ declaration }) => (declaration === undefined ? [] : [declaration]));
  const { results, findings } = readDrills(committed);
  return [...findings, ...evaluated.flatMap((product) => product.findings), ...checkDates(declared, results, today)];
}
