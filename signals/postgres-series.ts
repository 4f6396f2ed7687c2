import type { MetricScope } from '../model/signal';
import type { CatalogueOptions, WindowOptions } from './catalogue';
import { type Labels, select } from './selector';

export interface PostgresOptions extends CatalogueOptions, WindowOptions {}

/** Labels of a sample of the exporter. */
export const labelsOf = (options: CatalogueOptions, more: Labels = {}): Labels => ({
  instance: 'postgres:9187',
  ...more,
  ...options.matchers,
});
/** Series of the exporter. */
export const of = (options: CatalogueOptions, scope: MetricScope, metric: string, ...more: readonly string[]): string =>
  select(scope, metric, options.matchers, ...more);
