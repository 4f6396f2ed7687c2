import { alarmsOf, archiveAlarms, watchOf } from '../model/backup-alarms';
import type { ProductEnvironment } from '../model/product-environment';
import { type PageBudget, pageBudget } from '../model/proofs/page-budget';
import type { Signal } from '../model/signal';
import { signalIdOf } from '../signals/backup-figures';
import { typicalFaults } from '../signals/faults';

/** What the typical faults cost the people on call of a product environment: its own rules and those that every product gets. */
export function budgetOf(environment: ProductEnvironment, signals: readonly Signal[]): readonly PageBudget[] {
  const { product, backups, archives } = environment;
  const watch = watchOf(product.cloud, backups, product.objectives);
  const alarms = [...alarmsOf(backups, product.objectives, watch), ...archives.flatMap((archive) => archiveAlarms(archive, watch))];
  const cloudAlarms = alarms.map((alarm) => ({ signal: signalIdOf(alarm), alarm }));
  return pageBudget(environment, signals, cloudAlarms, typicalFaults);
}
