/** Whether clients get a connection to PostgreSQL; re-exported by postgres.ts. */
import type { Bytes } from '../model/bytes';
import { Duration } from '../model/duration';
import type { InputSeries, MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, entry, usualWindow } from './catalogue';
import { labelled } from './figures';
import { applicationMetrics } from './instrumentation';
import { answers, labelsOf, of, type PostgresOptions, sessions } from './postgres-series';
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
      meaning: 'The application cannot talk to the database: what needs data fails for users.',
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) => connectionErrorsOf(options, scope, window),
      firstChecks: [answers, sessions, 'All connections of the pool are taken: look for what holds them.'],
      fix: 'Bring the database back where it does not answer; end what holds the connections where it does.',
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
      meaning: 'The database does not answer, or the application cannot connect to it: users get errors for all that needs data.',
      unit: 'count',
      legend: 'faults',
      noData: 'alerting',
      expression: (scope) =>
        `sum((${of(options, scope, 'pg_up')} == bool 0) or absent(${of(options, scope, 'pg_up')}) or ${connectionErrorsOf(options, scope, window)})`,
      firstChecks: [
        answers,
        'No answer: look whether its process or container runs, whether its disk is full, and what its newest log lines say.',
        sessions,
      ],
      fix: 'Start it again, unless its log speaks of a full disk or of damage: then make room, or restore. It answers: end what holds the connections.',
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
      meaning: 'More connections than the product is meant to open. Users notice nothing until none is left; then everything fails.',
      unit: 'count',
      legend: '{{instance}}',
      expression: (scope) => `sum by (instance) (${of(options, scope, 'pg_stat_activity_count')})`,
      firstChecks: [sessions, 'Compare with the number of running workers: each has a pool of its own.'],
      fix: 'End sessions that are idle in transaction and mend what leaves them; run fewer workers, or give them smaller pools.',
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
      firstChecks: [sessions, 'Look for slow queries: they hold their connection for as long.'],
      fix: 'End sessions that are idle in transaction and slow queries, and mend what leaves them; only then make the pool larger.',
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
      meaning: 'Nobody notices yet: of connections, storage or processors little is left, and the database needs more soon.',
      unit: 'percent',
      legend: '{{resource}}',
      expression: (scope) =>
        `max by (resource) (${labelled('resource', {
          connections: connectionShare(options, scope),
          storage: `sum(${of(options, scope, 'pg_database_size_bytes')}) / ${storage}`,
          cpu: `1 - avg(rate(${select(scope, 'node_cpu_seconds_total', { mode: 'idle', ...machine })}[${window.toShort()}]))`,
        })})`,
      firstChecks: ['See which of the three the line of the panel names.', 'Look for slow queries before a larger machine is bought.'],
      fix: 'Mend the query, else order what is short.',
      sample: (scope, level) => sampleOfConnections(options, scope, level),
    },
    options,
  );
}
