import { Duration } from '../../model/duration';
import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { compose } from './life-manager-commands';
import { lines, table } from './text';

/** What comes round, what is planned, growth, and duties to others. */
export const routines = () => [automated(), daily(), weekly(), monthlyAndQuarterly()];

export const maintenance = () => [databaseMaintenance(), plannedDowntime()];

export const duties = () => [scaleUp(), scaleOut(), capacityReview(), breachReport(), outsideHelp()];

const automated = () =>
  section(
    'routine',
    'automated-tasks',
    {
      title: 'What runs by itself every day',
      intro: table(
        ['Task', 'When, UTC', 'Owner', 'How its age is known'],
        ['Database backup', '02:00 and 14:00', 'Team lead', 'age of the newest verified backup'],
        ['Log rotation', 'by size, on the platform', 'Team lead', 'no schedule of ours: disk use shows it'],
        ['Aggregation of metrics', 'all the time, in Prometheus', 'Team lead', 'no schedule of ours: health of the data source shows it'],
        [
          'Clean-up of old data',
          '04:00, after the backup of 02:00 has succeeded',
          'Team lead',
          'age of its newest [record](#record-clean-up)',
        ],
      ),
      assumed: true,
      meets: ['LM-RTN-01', 'LM-RTN-02'],
    },
    steps(
      step('Backup: younger than 14 hours.', { signal: 'backup-ages' }),
      step('Log rotation: no volume grows day by day.', { signal: 'host-disk' }),
      step('Metrics: the data source is healthy.', { signal: 'data-source-prometheus' }),
      step(
        'Clean-up: it starts at 04:00 UTC. A backup runs for 60 minutes at most, so that of 02:00 has ended by then. If the newest daily copy is ' +
          'not of today, it must not run: what it deletes would be in no copy.',
        { signal: 'database-daily-age' },
      ),
      step('The application records each clean-up that ended well. Without a record for 26 hours the alert tells.', {
        signal: 'routine-clean-up-age',
      }),
    ),
  );

const daily = () =>
  section(
    'routine',
    'daily-checks',
    {
      title: 'Daily checks',
      when: 'Every day at 09:00 UTC',
      meets: ['LM-RTN-03', 'LM-DASH-01'],
    },
    group(
      'Four checks',
      step('Dashboards: open the five below. Nothing is above its line.', { signal: 'probe-failing-regions-health' }),
      step('Error ratio since yesterday, by release and route.', { signal: 'http-error-ratio' }),
      step('Disk: below 80 % on every volume.', { signal: 'host-disk' }),
      step('Security alerts: each has an explanation.', { signal: 'security-breach' }),
    ),
    group(
      'The five dashboards, each by one of its panels',
      step('Life Manager overview.', { signal: 'http-errors-by-route' }),
      step('Life Manager infrastructure.', { signal: 'host-cpu' }),
      step('Life Manager database.', { signal: 'postgres-up' }),
      step('Life Manager security.', { signal: 'security-failed-login-count' }),
      step('Life Manager backup.', { signal: 'backup-ages' }),
    ),
  );

const weekly = () =>
  section(
    'routine',
    'weekly-checks',
    {
      title: 'Weekly checks',
      when: 'Every Monday at 09:00 UTC',
      meets: ['LM-RTN-04', 'LM-RTN-06', 'LM-VER-02'],
    },
    group(
      'Six checks',
      step('Slow queries: the three slowest, and what would make them fast.', { signal: 'postgres-slow-queries' }),
      step('Integrity of the backups: the drill of Sunday has passed.', { signal: 'database-weekly-restore-drill-failed' }),
      'Feedback of users: what came in, and who answers.',
      shell(
        'Dependencies: update what has a security notice; the rest as it suits.',
        lines('npm audit --audit-level=high', 'npm outdated'),
      ),
      step('Access logs: who was refused, from where.', { signal: 'log-refused-by-address' }),
      step('Certificate: more than 30 days left.', { signal: 'certificate-days-left-health' }),
    ),
    group('And one task', 'Plain `VACUUM` and `ANALYZE`: the weekly part of [Database maintenance](#database-maintenance).'),
  );

const monthlyAndQuarterly = () =>
  section(
    'routine',
    'monthly-and-quarterly-tasks',
    {
      title: 'Monthly and quarterly tasks',
      when: 'First Monday of the month at 09:00 UTC; in January, April, July and October the quarterly ones too',
      meets: ['LM-RTN-05', 'LM-RTN-06', 'LM-CAP-03', 'LM-VER-03'],
    },
    group(
      'Every month: seven',
      step('Database: the monthly part of [Database maintenance](#database-maintenance).', { signal: 'postgres-slow-queries' }),
      step('Indexes: drop those that nothing reads, add those that slow queries miss.', { signal: 'postgres-size' }),
      step('Security audit: accounts, rights, dependencies.', { signal: 'security-privileged-events' }),
      step('Performance: this month against the last.', { signal: 'http-latency' }),
      step('Capacity: [Capacity and cost](#capacity-review).', { signal: 'host-cpu' }),
      'Documents: correct what changed.',
      step('Disaster recovery: [Recovery test](#recovery-test).', { signal: 'database-monthly-recovery-drill-age' }),
    ),
    group(
      'Every quarter: six',
      step('Full security audit, with [Rotate secrets](#secret-rotation).', { signal: 'security-breach' }),
      step('Disaster recovery drill: the whole of [Recovery test](#recovery-test).', { signal: 'database-quarterly-recovery-drill-age' }),
      'Runbook: each procedure is read by somebody who has not written it, and corrected.',
      step('Benchmark: the same load as last quarter.', { signal: 'http-latency-versus-last-week' }),
      'Cost: [Capacity and cost](#capacity-review).',
      'Dependencies: major versions.',
    ),
  );

const databaseMaintenance = () =>
  section(
    'maintenance',
    'database-maintenance',
    {
      title: 'Database maintenance',
      when: 'Parts 1 and 2 every week, parts 3 and 4 every month; all of them when queries become slow',
      intro:
        'Send each command on its own, connected to `production_db`. `VACUUM` and `REINDEX ... CONCURRENTLY` refuse to run inside of a ' +
        'transaction, and several commands in one string are one.',
      mends: ['http-latency'],
      meets: ['LM-PROC-09', 'LM-RTN-06'],
    },
    group('1. Analyze, weekly', sql('Refresh the statistics, and see which tables take long.', 'ANALYZE VERBOSE;')),
    group(
      '2. Vacuum, weekly',
      sql('Clear dead rows. Users notice nothing.', 'VACUUM VERBOSE;', { signal: 'postgres-slow-queries' }),
      sql(
        '**Needs downtime**: gives disk back, and locks each table while it rewrites it. Only when disk is short, in ' +
          '[Planned downtime](#planned-downtime), with room for a second copy of the largest table.',
        'VACUUM FULL VERBOSE;',
        { signal: 'host-disk' },
      ),
    ),
    group(
      '3. Reindex, monthly',
      sql(
        'One table, beside the old indexes. Without `CONCURRENTLY` it **needs downtime**: writes wait.',
        'REINDEX TABLE CONCURRENTLY "Task";',
      ),
      sql(
        'All of the database, in the same way. Needs the size of the largest index as free space.',
        'REINDEX DATABASE CONCURRENTLY production_db;',
        {
          signal: 'host-disk',
        },
      ),
      sql(
        'A rebuild that broke off leaves an invalid index, to be dropped by its name. There must be none.',
        'SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid;',
      ),
    ),
    group(
      '4. Statistics again, monthly',
      sql('After the rebuild.', 'ANALYZE;'),
      sql(
        'Every table was analysed today.',
        lines('SELECT relname, last_analyze, last_vacuum, n_dead_tup', 'FROM pg_stat_user_tables', 'ORDER BY last_analyze NULLS FIRST;'),
        { signal: 'postgres-slow-queries' },
      ),
    ),
  );

const plannedDowntime = () =>
  section(
    'maintenance',
    'planned-downtime',
    {
      title: 'Planned downtime',
      intro:
        'There is no standing window. Downtime is agreed for one date, and warnings are muted for that date alone. Alerts of backups and ' +
        'drills have the severities error and critical and are never muted.',
      assumed: true,
      meets: ['LM-MNT-01'],
    },
    steps(
      'Agree the date with the team lead, two days ahead: start and end in UTC, what is done, how it is undone. Keep clear of 02:00 to 04:00 and 14:00 to 15:30 UTC, when copies are made.',
      'Announce it: `#deployments`, and the status page, `{status_page_url}`.',
      'In Grafana add one silence with this start and end and three matchers: `product=life-manager`, `environment=production`, `severity=warning`. ' +
        'No other severity: the heartbeat of the alerting is an information, and an alarm of the cloud pages when it stays away.',
      step('Make sure that a verified copy of today exists.', { signal: 'database-daily-age' }),
      '[Maintenance mode](#maintenance-mode) on, work, maintenance mode off.',
      step('Done early: expire the silence. Then watch for 15 minutes.', { signal: 'http-error-ratio' }),
    ),
  );

const scaleUp = () =>
  section(
    'capacity',
    'scale-up',
    {
      title: 'Scale up',
      when: 'When CPU or memory is above 80 % for 15 minutes: the alerts on [CPU](#host-cpu-warning) and [memory](#host-memory-warning)',
      mends: ['host-cpu', 'host-memory'],
      meets: ['LM-CAP-01'],
    },
    steps(
      step('Is it load or a fault? CPU that rose with a release is a fault: look there first.', { signal: 'host-cpu' }),
      step('Memory that rises without load is a leak; more memory only moves the hour.', { signal: 'host-memory' }),
      'On Vercel: more memory for the functions in `vercel.json`, then deploy; or a larger plan.',
      shell(
        'On Docker: limits of 2 CPU and 4G. Set `cpus` and `memory` under `deploy.resources.limits` of `app` in `docker-compose.prod.yml`, then start it again.',
        lines(`${compose} up --detach app`, 'docker inspect --format \'{{ .HostConfig.NanoCpus }} {{ .HostConfig.Memory }}\' "$CONTAINER"'),
        { signal: 'host-memory' },
      ),
      step('Database: a larger instance, then a larger pool. The pool stays below the connections that the server allows.', {
        signal: 'postgres-connection-use',
      }),
    ),
  );

const scaleOut = () =>
  section(
    'capacity',
    'scale-out',
    {
      title: 'Scale out',
      when: 'When the request rate stays high. There is no figure for it: the panel has no line until the team sets one.',
      assumed: true,
      meets: ['LM-CAP-02'],
    },
    group(
      'Application',
      step('On Vercel it happens by itself. Watch how many run at a time against the limit of the plan.', { signal: 'http-concurrency' }),
      shell(
        'On Docker: 3 replicas behind the load balancer. Set `replicas: 3` in the compose file too, or the next start undoes it.',
        `${compose} up --detach --scale app=3`,
        {
          signal: 'http-request-rate',
        },
      ),
    ),
    group(
      'Read replicas of the database',
      'Set a replica up in the same region, and put `postgres.replicationLag` on the database dashboard in the declaration of the product: the panel of its lag.',
      'Send reads that may be seconds old to the replica.',
      step('Keep all writes, and reads that follow a write, on the primary.', { signal: 'postgres-connection-errors' }),
    ),
  );

const capacityReview = () =>
  section(
    'capacity',
    'capacity-review',
    {
      title: 'Capacity and cost',
      when: 'Capacity every month, cost every quarter',
      meets: ['LM-CAP-03'],
    },
    group(
      'Capacity, monthly',
      step('Size of the database, and the month in which it doubles. Beyond 20 GB the time of a restore grows with it.', {
        signal: 'postgres-size',
      }),
      step('Requests: the busiest hour.', { signal: 'http-request-rate' }),
      step('Disk, CPU and memory at that hour.', { signal: 'host-disk' }),
      step('Connections against the pool: below 80 %.', { signal: 'postgres-connection-use' }),
    ),
    group(
      'Cost, quarterly',
      step('Backups: bytes kept, by prefix.', { signal: 'backup-sizes' }),
      step('What is paid for and not used: instances, plans, volumes, old previews.', { signal: 'host-cpu' }),
    ),
  );

const breachReport = () =>
  section(
    'compliance',
    'breach-report',
    {
      title: 'Report a breach',
      noticeWithin: Duration.hours(72),
      intro:
        'Authorities must be told where personal data is concerned. The source names no deadline, so the clock is inherited from the ' +
        '[operations manual](operations-manual.md#breach-clock): 72 h (GDPR, article 33), counted from the moment at which somebody here knew.',
      assumed: true,
      meets: ['LM-CMP-01'],
    },
    steps(
      'Hour 0: write that moment into the incident log, and tell the team lead and the security team.',
      'Hour 24: the team lead decides with legal advice whether a report is due. In doubt it is.',
      'Hour 72 at the latest: the report is with the authority, complete or not: what happened, which data, how many persons, consequences, measures.',
      'Tell the persons themselves without delay where the risk for them is high.',
      'Keep log and decision, also when nothing was reported.',
    ),
  );

const outsideHelp = () =>
  section(
    'vendor',
    'outside-help',
    {
      title: 'Outside help',
      intro: 'The security team is among the [contacts](#contacts): everything in [Security incident](#security-incident).',
      assumed: true,
      mends: ['postgres-up'],
      meets: ['LM-VND-01', 'LM-VND-02'],
    },
    steps(
      'Before you write: id of the project or server, first time in UTC, what you have tried.',
      'The two values that are not set are given in the declaration of the product. Until then call the team lead.',
    ),
  );
