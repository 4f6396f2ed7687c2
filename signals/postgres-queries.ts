/**
 * What queries do to a database. Prometheus, postgres_exporter with the custom queries `pg_stat_statements` and
 * `pg_stat_user_tables`; re-exported by postgres.ts.
 */
import { Duration } from '../model/duration';
import type { MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, entry, type TimeUnitOptions, usualWindow, type WindowOptions } from './catalogue';
import { labelsOf, of } from './postgres-series';
import { growing, held, sampleOf } from './sample';
import type { Labels } from './selector';

export interface QueryOptions extends CatalogueOptions, WindowOptions {}

const database: Labels = { datname: 'app' };
const rate = (options: QueryOptions, scope: MetricScope, metric: string, by: string, window: Duration): string =>
  `sum by (${by}) (rate(${of(options, scope, metric, 'datname!=""')}[${window.toShort()}]))`;

const meanTime = (options: QueryOptions, scope: MetricScope, window: Duration): string =>
  `${rate(options, scope, 'pg_stat_statements_seconds_total', 'queryid, datname', window)} / (${rate(options, scope, 'pg_stat_statements_calls_total', 'queryid, datname', window)} > 0)`;

const sampleOfQuery = (options: QueryOptions, scope: MetricScope, queryid: string, mean: number) => [
  sampleOf(scope, 'pg_stat_statements_seconds_total', labelsOf(options, { ...database, queryid, user: 'app' }), growing(60 * mean)),
  sampleOf(scope, 'pg_stat_statements_calls_total', labelsOf(options, { ...database, queryid, user: 'app' }), growing(60)),
];

export interface SlowQueryOptions extends QueryOptions, TimeUnitOptions {
  /** Number of queries. @default 10 */
  readonly top?: number;
  /** Mean execution time from which on a query is shown. @default any */
  readonly slowerThan?: Duration;
}

/** Queries with the longest mean execution time. */
export function slowQueries(options: SlowQueryOptions): Signal {
  const { window = usualWindow, unit = 'milliseconds', top = 10, slowerThan = Duration.zero } = options;
  return entry(
    {
      id: 'postgres-slow-queries',
      title: 'Slowest queries by mean execution time',
      meaning: 'Queries that keep callers waiting.',
      unit,
      legend: '{{datname}} {{queryid}}',
      panel: 'bargauge',
      expression: (scope) =>
        `topk(${top}, ${meanTime(options, scope, window)}${slowerThan.seconds === 0 ? '' : ` > ${slowerThan.seconds}`})`,
      firstChecks: ['Look the query up in pg_stat_statements by its queryid', 'Explain it; look for a missing index'],
      sample: (scope, level) => sampleOfQuery(options, scope, '42', level),
    },
    options,
  );
}

/** Number of queries whose mean execution time is above a bound; 0 while there is none. */
export function slowQueryCount(options: QueryOptions & { readonly slowerThan: Duration }): Signal {
  const { window = usualWindow, slowerThan } = options;
  return entry(
    {
      id: 'postgres-slow-query-count',
      title: `Queries slower than ${slowerThan}`,
      meaning: 'The number of queries that keep callers waiting grows.',
      unit: 'count',
      legend: 'slow queries',
      expression: (scope) => `count(${meanTime(options, scope, window)} > ${slowerThan.seconds}) or vector(0)`,
      sample: (scope, level) =>
        Array.from({ length: level }, (_, index) => sampleOfQuery(options, scope, String(index), slowerThan.seconds * 2)).flat(),
    },
    options,
  );
}

/** Rows inserted, updated and deleted a second. */
export function tableActivity(options: QueryOptions): Signal {
  const { window = usualWindow } = options;
  const figure = (change: string) => (scope: MetricScope) => rate(options, scope, `pg_stat_database_tup_${change}`, 'datname', window);
  return entry(
    {
      id: 'postgres-table-activity',
      title: 'Changed rows per second',
      meaning: 'How much is written, and whether bulk work runs.',
      unit: 'count',
      legend: '{{datname}} inserted',
      expression: figure('inserted'),
      extra: ['updated', 'deleted'].map((change) => ({ legend: `{{datname}} ${change}`, expression: figure(change) })),
      sample: (scope, level) => [sampleOf(scope, 'pg_stat_database_tup_inserted', labelsOf(options, database), growing(level * 60))],
    },
    options,
  );
}

/** Scans by index a second, with whole-table scans beside them. */
export function indexScans(options: QueryOptions): Signal {
  const { window = usualWindow } = options;
  const figure = (kind: 'idx' | 'seq') => (scope: MetricScope) =>
    rate(options, scope, `pg_stat_user_tables_${kind}_scan`, 'datname', window);
  return entry(
    {
      id: 'postgres-index-scans',
      title: 'Index scans per second',
      meaning: 'Whole-table scans that grow beside index scans show a missing index.',
      unit: 'count',
      legend: '{{datname}} by index',
      expression: figure('idx'),
      extra: [{ legend: '{{datname}} whole table', expression: figure('seq') }],
      sample: (scope, level) => [
        sampleOf(
          scope,
          'pg_stat_user_tables_idx_scan',
          labelsOf(options, { ...database, relname: 'users', schemaname: 'public' }),
          growing(level * 60),
        ),
      ],
    },
    options,
  );
}

/** Share of block reads that memory answered; EMPTY while the database is idle. */
export function cacheHitRatio(options: QueryOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'postgres-cache-hit-ratio',
      title: 'Database cache hit ratio',
      meaning: 'The working set no longer fits in memory.',
      unit: 'percent',
      legend: '{{datname}}',
      expression: (scope) => {
        const hits = rate(options, scope, 'pg_stat_database_blks_hit', 'instance, datname', window);
        return `${hits} / (${hits} + ${rate(options, scope, 'pg_stat_database_blks_read', 'instance, datname', window)} > 0)`;
      },
      sample: (scope, level) => [
        sampleOf(scope, 'pg_stat_database_blks_hit', labelsOf(options, database), growing(6000 * level)),
        sampleOf(scope, 'pg_stat_database_blks_read', labelsOf(options, database), growing(6000 * (1 - level))),
      ],
    },
    options,
  );
}

const deadlockWindow = Duration.minutes(10);

/** Deadlocks in the window. */
export function deadlocks(options: QueryOptions): Signal {
  const { window = deadlockWindow } = options;
  return entry(
    {
      id: 'postgres-deadlocks',
      title: `Deadlocks, last ${window}`,
      meaning: 'Transactions wait for each other and one is aborted.',
      unit: 'count',
      legend: '{{datname}}',
      expression: (scope) =>
        `sum by (instance, datname) (increase(${of(options, scope, 'pg_stat_database_deadlocks', 'datname!=""')}[${window.toShort()}]))`,
      firstChecks: ['Read which two statements the log of the server names'],
      fix: 'Make both take their rows in the same order. The one that was aborted is tried again by the application, or by hand.',
      sample: (scope, level) => [
        sampleOf(scope, 'pg_stat_database_deadlocks', labelsOf(options, database), growing(level / window.minutes)),
      ],
    },
    options,
  );
}

/** Age of the oldest open transaction, idle ones included. */
export function longestTransaction(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'postgres-longest-transaction',
      title: 'Longest transaction',
      meaning: 'An open transaction holds locks and keeps vacuum from its work.',
      unit: 'seconds',
      legend: '{{instance}} {{datname}}',
      expression: (scope) =>
        `max by (instance, datname) (${of(options, scope, 'pg_stat_activity_max_tx_duration', 'state=~"active|idle in transaction.*"')})`,
      firstChecks: ['Find the session in pg_stat_activity', 'End it if nobody waits for it'],
      sample: (scope, level) => [
        sampleOf(scope, 'pg_stat_activity_max_tx_duration', labelsOf(options, { ...database, state: 'active' }), held(level)),
      ],
    },
    options,
  );
}
