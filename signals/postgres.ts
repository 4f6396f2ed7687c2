/** PostgreSQL. Prometheus, postgres_exporter, which outlives its server: it then has little more than `pg_up` 0. */
import type { Signal } from '../model/signal';
import { type CatalogueOptions, entry } from './catalogue';
import { answers, labelsOf, of } from './postgres-series';
import { held, sampleOf } from './sample';

const noTemplates = 'datname!~"template.*|"';

/** Whether the server answers: 1 or 0, bad is `below(1)`. */
export function up(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'postgres-up',
      title: 'Database answers',
      meaning: 'The database does not answer; nothing works without it.',
      unit: 'bool',
      legend: '{{instance}}',
      noData: 'alerting',
      expression: (scope) => `min by (instance) (${of(options, scope, 'pg_up')})`,
      firstChecks: [
        answers,
        'Look whether its process or container runs, whether its disk is full, and what its newest log lines say.',
        'It answers you: the exporter cannot reach it, or its password has changed.',
      ],
      fix: 'Start it again, unless its log speaks of a full disk or of damage: then make room, or restore. The alert ends when it answers.',
      sample: (scope, level) => [sampleOf(scope, 'pg_up', labelsOf(options), held(level))],
    },
    options,
  );
}

/** Size of each database. */
export function size(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'postgres-size',
      title: 'Database size',
      meaning: 'The database outgrows its storage, and its restore the time that it may take.',
      unit: 'bytes',
      legend: '{{instance}} {{datname}}',
      expression: (scope) => `sum by (instance, datname) (${of(options, scope, 'pg_database_size_bytes', noTemplates)})`,
      sample: (scope, level) => [sampleOf(scope, 'pg_database_size_bytes', labelsOf(options, { datname: 'app' }), held(level))],
    },
    options,
  );
}

/** Seconds that a standby is behind (custom query `pg_replication`). */
export function replicationLag(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'postgres-replication-lag',
      title: 'Replication lag',
      meaning: 'The standby is behind; promoted now it would lack that much.',
      unit: 'seconds',
      legend: '{{instance}}',
      expression: (scope) => `max by (instance) (${of(options, scope, 'pg_replication_lag_seconds')})`,
      firstChecks: ['Look at the network between both servers', 'Look for a long query on the standby'],
      fix: 'End the query, or mend the network: the standby catches up by itself. Promote none meanwhile.',
      sample: (scope, level) => [sampleOf(scope, 'pg_replication_lag_seconds', labelsOf(options), held(level))],
    },
    options,
  );
}

export * from './postgres-connections';
export * from './postgres-queries';
export type { PostgresOptions } from './postgres-series';
