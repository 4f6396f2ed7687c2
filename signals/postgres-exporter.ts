/**
 * Queries that postgres_exporter has not built in and that signals read. It runs those of a file (`--extend.query-path`): a metric is called
 * like its query and its column.
 */
interface ExporterQuery {
  readonly name: string;
  readonly sql: readonly string[];
  /** Whether one connection answers for the whole server; else each database is asked (`--auto-discover-databases`). */
  readonly server: boolean;
  readonly columns: Readonly<Record<string, { readonly usage: 'GAUGE' | 'COUNTER' | 'LABEL'; readonly description: string }>>;
}

const label = (description: string) => ({ usage: 'LABEL', description }) as const;
const gauge = (description: string) => ({ usage: 'GAUGE', description }) as const;
const counter = (description: string) => ({ usage: 'COUNTER', description }) as const;

export const exporterQueries: readonly ExporterQuery[] = [
  {
    name: 'pg_stat_archiver_x',
    // An idle server closes no segment, so its newest archived one may be old: what counts is what waits.
    sql: [
      'SELECT COALESCE(EXTRACT(EPOCH FROM now() - min(modification)), 0) AS oldest_ready_age_seconds',
      "FROM pg_ls_archive_statusdir() WHERE name ~ '\\.ready$'",
    ],
    server: true,
    columns: {
      oldest_ready_age_seconds: gauge(
        'Age of the oldest finished segment of write-ahead log that waits for the archive, 0 while none waits',
      ),
    },
  },
  {
    name: 'pg_replication',
    sql: [
      'SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0',
      'ELSE GREATEST(0, EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())) END AS lag_seconds',
    ],
    server: true,
    columns: { lag_seconds: gauge('Seconds that a standby is behind, 0 on a primary') },
  },
  {
    name: 'pg_stat_statements',
    sql: [
      'SELECT r.rolname AS user, d.datname, s.queryid::text AS queryid, sum(calls)::float8 AS calls_total,',
      'sum(total_exec_time) / 1000 AS seconds_total',
      'FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid',
      'GROUP BY 1, 2, 3 ORDER BY seconds_total DESC LIMIT 50',
    ],
    server: true,
    columns: {
      user: label('Role that ran it'),
      datname: label('Database'),
      queryid: label('Hash of the query'),
      calls_total: counter('Times that it was executed'),
      seconds_total: counter('Seconds spent executing it'),
    },
  },
  {
    name: 'pg_stat_user_tables',
    sql: [
      'SELECT current_database() AS datname, schemaname, relname, COALESCE(seq_scan, 0) AS seq_scan, COALESCE(idx_scan, 0) AS idx_scan',
      'FROM pg_stat_user_tables',
    ],
    server: false,
    columns: {
      datname: label('Database'),
      schemaname: label('Schema'),
      relname: label('Table'),
      seq_scan: counter('Scans of the whole table'),
      idx_scan: counter('Scans by index'),
    },
  },
];

/** The file as the exporter reads it. */
export function exporterQueryFile(): string {
  const blocks = exporterQueries.map(({ name, sql, server, columns }) => [
    `${name}:`,
    '  query: |',
    ...sql.map((line) => `    ${line}`),
    ...(server ? ['  master: true'] : []),
    '  metrics:',
    ...Object.entries(columns).flatMap(([column, { usage, description }]) => [
      `    - ${column}:`,
      `        usage: "${usage}"`,
      `        description: "${description}"`,
    ]),
  ]);
  const heading = [
    '# Generated from signals/postgres-exporter.ts by "npm run docs". Change that, not this.',
    '# For postgres_exporter: --extend.query-path=<this file>. Its role needs pg_monitor; pg_stat_statements needs its extension.',
  ];
  return `${[heading, ...blocks].map((lines) => lines.join('\n')).join('\n')}\n`;
}
