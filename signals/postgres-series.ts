import type { MetricScope } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
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

/** Asks the server itself. */
export const answers = shell('Does it answer?', 'pg_isready --host="{database-host}" --port={database-port}');

/** What the sessions of clients do, and for how long. */
export const sessions = shell(
  'It answers: what do the sessions do? Those idle in transaction hold a connection and locks for nothing.',
  'psql --host="{database-host}" --port={database-port} --username="$DATABASE_SUPERUSER" --dbname={database} --command="SELECT state, count(*), max(now() - state_change) AS longest FROM pg_stat_activity WHERE backend_type = \'client backend\' GROUP BY state ORDER BY count(*) DESC"',
);
