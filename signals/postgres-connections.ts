/** Whether clients get a connection to PostgreSQL; re-exported by postgres.ts. */
import type { Bytes } from '../model/bytes';
import { Duration } from '../model/duration';
import type { InputSeries, MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, entry, usualWindow } from './catalogue';
import { labelled } from './figures';
import { applicationMetrics } from './instrumentation';
import { labelsOf, of, type PostgresOptions } from './postgres-series';
import { growing, held, sampleOf } from './sample';
import { type Labels, select } from './selector';

const errorWindow = Duration.minutes(2);

const connectionErrorsOf = (options: CatalogueOptions, scope: MetricScope, window: Duration): string =>
  `sum by (service) (increase(${of(options, scope, applicationMetrics.databaseConnectionErrors)}[${window.toShort()}]))`;

const sampleOfErrors = (options: CatalogueOptions, scope: MetricScope, window: Duration, level: number): InputSeries =>
  sampleOf(scope, applicationMetrics.databaseConnectionErrors, { service: 'api', ...options.matchers }, growing(level / window.minutes));

/** Connections that the application could not open, or lost, in the window; by service. Bad is `above(0)`. */
export function connectionErrors(options: PostgresOptions): Signal {
  const { window = errorWindow } = options;
  return entry(
    {
      id: 'postgres-connection-errors',
      title: `Database connection errors, last ${window}`,
      meaning: 'The application cannot talk to the database.',
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) => connectionErrorsOf(options, scope, window),
      firstChecks: ['Look whether the database answers', 'Compare connections with the size of the pool'],
      sample: (scope, level) => [sampleOfErrors(options, scope, window, level)],
    },
    options,
  );
}

/**
 * Signs that nobody can connect: servers that do not answer, a missing exporter, and connection errors of the application, added up.
 * Bad is `above(0)`; one fault of the database pages once.
 */
export function unreachable(options: PostgresOptions): Signal {
  const { window = errorWindow } = options;
  return entry(
    {
      id: 'postgres-unreachable',
      title: 'Database cannot be reached',
      meaning: 'The database does not answer, or the application cannot connect to it.',
      unit: 'count',
      legend: 'faults',
      noData: 'alerting',
      expression: (scope) =>
        `sum((${of(options, scope, 'pg_up')} == bool 0) or absent(${of(options, scope, 'pg_up')}) or ${connectionErrorsOf(options, scope, window)})`,
      firstChecks: [
        'Look whether its process or container runs',
        'Look whether its disk is full',
        'Compare connections with the size of the pool',
      ],
      sample: (scope, level) => [sampleOf(scope, 'pg_up', labelsOf(options), held(1)), sampleOfErrors(options, scope, window, level)],
    },
    options,
  );
}

/** Connections of clients, in all states. */
export function connections(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'postgres-connections',
      title: 'Database connections',
      meaning: 'More connections than the product is meant to open: a leak, or too many workers.',
      unit: 'count',
      legend: '{{instance}}',
      expression: (scope) => `sum by (instance) (${of(options, scope, 'pg_stat_activity_count')})`,
      firstChecks: ['Look for sessions that are idle in transaction', 'Compare with the number of running workers'],
      sample: (scope, level) => [
        sampleOf(scope, 'pg_stat_activity_count', labelsOf(options, { datname: 'app', state: 'active' }), held(level)),
      ],
    },
    options,
  );
}

// Without the reserve of superusers the share stops short of 100 % and a limit near it never fires.
const connectionShare = (options: CatalogueOptions, scope: MetricScope): string =>
  `sum by (instance) (${of(options, scope, 'pg_stat_activity_count')}) / on (instance) (max by (instance) (${of(options, scope, 'pg_settings_max_connections')}) - on (instance) max by (instance) (${of(options, scope, 'pg_settings_superuser_reserved_connections')}))`;

const sampleOfConnections = (options: CatalogueOptions, scope: MetricScope, level: number) => [
  sampleOf(scope, 'pg_stat_activity_count', labelsOf(options, { datname: 'app', state: 'active' }), held(level * 97)),
  sampleOf(scope, 'pg_settings_max_connections', labelsOf(options), held(100)),
  sampleOf(scope, 'pg_settings_superuser_reserved_connections', labelsOf(options), held(3)),
];

export interface ConnectionUseOptions extends CatalogueOptions {
  /** Size of the application's pool. @default what the server leaves to applications: its maximum without the superusers' reserve */
  readonly pool?: number;
}

/** Connections as a share of the pool. */
export function connectionUse(options: ConnectionUseOptions): Signal {
  const { pool } = options;
  return entry(
    {
      id: 'postgres-connection-use',
      title: 'Database connections of the pool',
      meaning: 'The pool is nearly used up; requests begin to wait for a connection.',
      unit: 'percent',
      legend: '{{instance}}',
      expression: (scope) =>
        pool === undefined
          ? connectionShare(options, scope)
          : `sum by (instance) (${of(options, scope, 'pg_stat_activity_count')}) / ${pool}`,
      firstChecks: ['Look for sessions that are idle in transaction', 'Look for slow queries'],
      sample: (scope, level) =>
        pool === undefined
          ? sampleOfConnections(options, scope, level)
          : [sampleOf(scope, 'pg_stat_activity_count', labelsOf(options, { datname: 'app', state: 'active' }), held(level * pool))],
    },
    options,
  );
}

export interface UtilisationOptions extends PostgresOptions {
  /** Storage that the databases may fill. */
  readonly storage: Bytes;
  /** Labels of the server's own machine in the series of the node exporter. @default `{ service: 'postgres' }` */
  readonly machine?: Labels;
}

/** What the server has used up most of: connections, storage or processors; one line each. */
export function utilisation(options: UtilisationOptions): Signal {
  const { window = usualWindow, storage, machine = { service: 'postgres' } } = options;
  return entry(
    {
      id: 'postgres-utilisation',
      title: 'Database utilisation',
      meaning: 'The database needs a larger machine soon.',
      unit: 'percent',
      legend: '{{resource}}',
      expression: (scope) =>
        `max by (resource) (${labelled('resource', {
          connections: connectionShare(options, scope),
          storage: `sum(${of(options, scope, 'pg_database_size_bytes')}) / ${storage}`,
          cpu: `1 - avg(rate(${select(scope, 'node_cpu_seconds_total', { mode: 'idle', ...machine })}[${window.toShort()}]))`,
        })})`,
      firstChecks: ['Look for slow queries before a larger machine is bought'],
      sample: (scope, level) => sampleOfConnections(options, scope, level),
    },
    options,
  );
}
