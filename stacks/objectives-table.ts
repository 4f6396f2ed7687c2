import { Duration } from '../model/duration';
import type { ProductEnvironment } from '../model/product-environment';
import { type MatrixRow, objectiveMatrix } from '../model/proofs/objective-matrix';
import { alignColumns } from '../model/table';

/** What is promised of each store in each scenario, what is proven of it, and how far they are apart. */
export function describeObjectives(environments: readonly ProductEnvironment[]): string[] {
  const rows = environments.flatMap(objectiveMatrix);
  if (rows.length === 0) return [];
  return [
    ...alignColumns([
      ['product', 'environment', 'store', 'objective', 'declared', 'proven', 'margin', 'one run fails', 'scenarios'],
      ...rows.map(cells),
    ]),
  ];
}

function cells({ environment, store, figure, declared, proven, ifOneFails, unmeasured, scenarios }: MatrixRow): string[] {
  return [
    environment.product.name,
    environment.environment,
    store,
    figure,
    declared?.toString() ?? '-',
    `${proven ?? 'no copy'}${unmeasured ? ', unmeasured' : ''}`,
    margin(declared, proven),
    ifOneFails?.toString() ?? (figure === 'rpo' && proven !== undefined ? 'no copy' : '-'),
    scenarios.join(', '),
  ];
}

function margin(declared: Duration | undefined, proven: Duration | undefined): string {
  if (declared === undefined || proven === undefined) return '-';
  const seconds = declared.seconds - proven.seconds;
  return `${seconds < 0 ? '-' : ''}${Duration.seconds(Math.abs(seconds))}`;
}
