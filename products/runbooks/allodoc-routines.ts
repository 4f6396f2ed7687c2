import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { compose, smokeTest } from './allodoc-commands';
import { fetchCopy, newestManifest, restoreRole, startBackup, taskAccess } from './aws-copies';
import { lines } from './text';

/** What comes round every day, week and month. */
export const routines = () => [morning(), evening(), logAnalysis(), securityUpdates(), logArchive(), review()];

const morning = () =>
  section(
    'routine',
    'morning-checklist',
    {
      title: 'Morning checklist',
      when: 'Every day at 09:00 UTC',
      intro: 'Four parts. Whatever is not as it should be becomes an incident of its class, not a note.',
      meets: ['AD-RTN-02', 'AD-RTN-01', 'AD-TOP-02', 'AD-TOP-03', 'AD-TOP-04'],
    },
    group(
      '1. Health',
      shell('All services run.', `${compose} ps --all`, { signal: 'container-running' }),
      shell('Database, cache, backend and frontend answer. The frontend is asked on port 443, as users do.', smokeTest, {
        signal: 'probe-failing-regions-frontend',
      }),
    ),
    group(
      '2. The four dashboards',
      step('Application Performance Dashboard: response time below 2000 ms, errors below 1 %.', { signal: 'http-latency' }),
      step('Infrastructure Overview: CPU below 80 %, memory below 85 %, disk below 90 %.', { signal: 'host-disk' }),
      step('Database Performance: fewer than 50 connections, no new slow query.', { signal: 'postgres-connections' }),
      step('Security Events: no burst of failed sign-ins, no role change that nobody ordered.', { signal: 'security-failed-logins' }),
    ),
    group(
      '3. Logs of the last 24 hours',
      shell('Errors of the backend.', 'docker logs --since 24h allodoc_backend_prod 2>&1 | grep -i error', { signal: 'log-error-lines' }),
      shell('Answers of Nginx with 4xx and 5xx.', `docker logs --since 24h allodoc_nginx_prod 2>&1 | grep -E '" [45][0-9][0-9] '`, {
        signal: 'log-status-counts-nginx',
      }),
      shell('Use of resources now.', 'docker stats --no-stream', { signal: 'container-memory' }),
    ),
    group(
      '4. Alerts',
      'Open [Grafana alerting]({grafana}/alerting/list). It has taken the place of AlertManager. Every rule that fires has somebody who works on it.',
      'Check that both heartbeats of the last 24 hours came: one to `#allodoc-alerts` and `ops@allodoc.com`, one to `#allodoc-ops`. A missing one means that a channel is broken.',
      'On the first working day of the month: send a test from the Grafana contact point `allodoc-production-critical`. PagerDuty must ring the phone of the person on call, who acknowledges it.',
    ),
  );

const evening = () =>
  section(
    'routine',
    'evening-checklist',
    {
      title: 'Evening checklist',
      when: 'Every day at 18:00 UTC',
      intro: 'Three parts. SQL is run with `docker exec -it allodoc_postgres_prod psql -U allodoc_prod -d allodoc_prod`.',
      meets: ['AD-RTN-03', 'AD-VER-01', 'AD-BKP-07', 'AD-CON-02'],
    },
    group(
      '1. Performance',
      sql(
        'Columns with more than 100 distinct values. A correlation near 0 on a column that reports sort by is a case for an index.',
        lines(
          'SELECT schemaname, tablename, attname, n_distinct, correlation',
          'FROM pg_stats',
          'WHERE n_distinct > 100',
          'ORDER BY n_distinct DESC',
          'LIMIT 10;',
        ),
      ),
      sql(
        'Queries that take more than 1000 ms on average. Send a new one to `dba@allodoc.com`.',
        lines(
          'SELECT left(query, 120) AS query, calls,',
          '  round(total_exec_time) AS total_ms, round(mean_exec_time) AS mean_ms',
          'FROM pg_stat_statements',
          'WHERE mean_exec_time > 1000',
          'ORDER BY mean_exec_time DESC',
          'LIMIT 10;',
        ),
        { signal: 'postgres-slow-queries' },
      ),
    ),
    group(
      '2. Backups',
      step('Each backup is younger than its interval.', { signal: 'backup-ages' }),
      step('None has shrunk.', { signal: 'backup-sizes' }),
      shell(`The newest manifest names a copy of today. Take ${restoreRole} first.`, newestManifest('database', 'daily/')),
      step('On Mondays: the restore that started at 18:00 has passed.', { signal: 'database-weekly-restore-drill-failed' }),
    ),
    group(
      '3. Security',
      step('Failed sign-ins: a burst from one address, or many accounts tried once, goes to `security@allodoc.com`.', {
        signal: 'security-failed-logins',
      }),
      step('The 20 client addresses with the most requests: each can be explained.', { signal: 'log-top-addresses-nginx' }),
    ),
  );

const logAnalysis = () =>
  section(
    'routine',
    'log-analysis',
    {
      title: 'Log analysis and access review',
      when: 'Every day, after the evening checklist',
      intro: 'Suspicion is enough for a message to the security team, `security@allodoc.com`.',
      meets: ['AD-RTN-04', 'AD-CON-02'],
    },
    group(
      'Logs',
      shell('Sign-ins to the host that failed.', "sudo grep -i 'authentication failed' /var/log/auth.log | tail -n 20"),
      shell(
        'Connections that are open now, and from which addresses. `ss state established` sees them; a list of listening sockets does not.',
        lines(
          'ss -Htn state established | wc -l',
          `ss -Htn state established | awk '{ sub(/:[0-9]+$/, "", $4); print $4 }' | sort | uniq -c | sort -rn | head -n 20`,
        ),
      ),
      step('Requests that look like an injection.', { signal: 'log-injection-hits-nginx' }),
      step('Addresses with the most requests.', { signal: 'log-top-addresses-nginx' }),
    ),
    group(
      'Access',
      step('Failed sign-ins of users.', { signal: 'security-failed-logins' }),
      step('Sessions: their number fits the hour.', { signal: 'security-active-sessions' }),
      step('Role changes: each has an order behind it.', { signal: 'security-role-changes' }),
    ),
  );

const securityUpdates = () =>
  section(
    'routine',
    'security-updates',
    {
      title: 'Security updates',
      when: 'Audit every week; images on the first Sunday of the month, inside of the window 02:00 to 06:00 UTC',
      meets: ['AD-RTN-05', 'AD-CON-02'],
    },
    group(
      'Weekly audit',
      shell(
        'Dependencies of backend and frontend.',
        lines('npm --prefix "$CHECKOUT/backend" audit --audit-level=high', 'npm --prefix "$CHECKOUT/frontend" audit --audit-level=high'),
      ),
      shell('Images that run.', `${compose} config --images | sort -u | xargs -n 1 trivy image --severity HIGH,CRITICAL --exit-code 1`),
      'Critical and reachable from outside: tell the security team, `security@allodoc.com`, and mend it as an emergency. All else goes into the next window.',
    ),
    group(
      'Monthly images',
      'Do all of [Before maintenance](#before-maintenance) first.',
      shell(
        'Note the images that run: they are the way back. Then update.',
        lines(
          `${compose} images > images_before.txt`,
          'export IMAGE_TAG="$NEW_TAG"',
          `${compose} pull --ignore-buildable`,
          `${compose} build --pull backend frontend`,
          `${compose} up -d`,
        ),
        {
          signal: 'container-running',
        },
      ),
      shell('Test. If one fails, go back as in [Update the application](#update-application).', smokeTest, { signal: 'http-error-ratio' }),
    ),
  );

/** Name of the packed logs of today. */
const archive = '"logs_archive_$(date -u +%Y%m%d).tar.gz"';

const logArchive = () =>
  section(
    'routine',
    'log-archive',
    {
      title: 'Archive and delete old logs',
      when: 'Every week, on Sunday after the full backup of 07:00 UTC',
      intro:
        'Order: archive, verify, delete. The archive goes to the prefix `logs/` of the bucket, whose lifecycle rule keeps it for 30 days. ' +
        'Container logs are rotated by the limits of their log driver, not by pruning images.',
      mends: ['host-disk'],
      meets: ['AD-RTN-06'],
    },
    steps(
      shell(
        'Archive: pack the logs older than 30 days into the folder that the backup of logs reads.',
        lines(
          `ARCHIVE=${archive}`,
          'find /var/log/allodoc -type f -name "*.log" -mtime +30 -print0 > old-logs.list',
          'tar --create --gzip --null --files-from=old-logs.list --absolute-names --file "$ARCHIVE_FOLDER/$ARCHIVE"',
          'tar --list --gzip --absolute-names --file "$ARCHIVE_FOLDER/$ARCHIVE"',
        ),
      ),
      shell(`Send it to the bucket. ${taskAccess}`, startBackup('logs'), { signal: 'logs-logs-age' }),
      shell(
        `Wait for the manifest, an hour at most: its key begins with \`logs/\` and its time is later than the start. Take ${restoreRole} first.`,
        newestManifest('logs'),
        { signal: 'backup-watcher' },
      ),
      shell(
        'Verify: the archive in the copy must be the very same. If the last line is not `identical`, stop here and delete nothing.',
        lines(
          `ARCHIVE=${archive}`,
          fetchCopy('logs.copy'),
          'tar --extract --to-stdout --wildcards --file logs.copy "*$ARCHIVE" | cmp - "$ARCHIVE_FOLDER/$ARCHIVE" && echo identical',
        ),
      ),
      shell(
        'Delete exactly the logs that were archived, and what lies packed on this host.',
        lines(
          'xargs --null --no-run-if-empty rm -- < old-logs.list',
          `ARCHIVE=${archive}`,
          'rm -- "$ARCHIVE_FOLDER/$ARCHIVE" logs.copy old-logs.list',
        ),
        { destructive: true, signal: 'host-disk' },
      ),
      shell(
        'Check the limits of the log driver: `max-size` and `max-file` must be set for every container.',
        "docker ps --quiet | xargs docker inspect --format '{{ .Name }} {{ .HostConfig.LogConfig }}'",
      ),
    ),
  );

const review = () =>
  section(
    'routine',
    'review',
    {
      title: 'Review of this runbook',
      when: 'Every month',
      intro: 'Kept by the DevOps team, approved by the engineering manager, sent to the operations team and everyone on call.',
      meets: ['AD-RTN-07'],
    },
    steps(
      'Read the incidents and drills of the month. Each mistake of this runbook that they showed is corrected.',
      'Check addresses, vendors and the inventory of services.',
      'Let the engineering manager approve the change, then tell the distribution list.',
    ),
  );
