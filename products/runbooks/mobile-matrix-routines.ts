import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { newestManifest, restoreRole, taskAccess, verifyNow } from './aws-copies';
import { app, healthCheck } from './mobile-matrix-commands';
import { lines } from './text';

/** What comes round every hour, day, week and month. */
export const routines = () => [morning(), weekly(), monthly(), logRotation(), securityScan(), securityUpdates(), review()];

export const capacity = () => [scale(), growth(), tuning()];

const morning = () =>
  section(
    'routine',
    'morning-checks',
    {
      title: 'Morning checks',
      when: 'Every day at 09:00 UTC',
      intro: 'Five checks. Whatever is not as it should be becomes an incident of its class.',
      meets: ['MM-RTN-01', 'MM-BKP-05', 'MM-TOP-03'],
    },
    steps(
      shell('Health: the application answers.', healthCheck, { signal: 'probe-failing-regions-health' }),
      shell(
        'Logs of the night: no error that is new. On Docker Compose: `docker compose logs --since=24h app`.',
        `kubectl logs ${app} --since=24h | grep -i error | tail -n 50`,
        { signal: 'log-status-counts' },
      ),
      shell(
        `Backups: the last success of the database is younger than 14 hours, and the newest manifest names it. Take ${restoreRole} first.`,
        newestManifest('database'),
        { signal: 'database-daily-age' },
      ),
      shell('Disk below 85 % on every node. If the panel is empty, look on the node itself.', 'df -h / /var /tmp', { signal: 'host-disk' }),
      step('Dashboards: open all four over https, signed in as yourself, and look at the alerts of the last 24 hours.', {
        signal: 'http-latency',
      }),
    ),
  );

const weekly = () =>
  section(
    'routine',
    'weekly-maintenance',
    {
      title: 'Weekly maintenance',
      when: 'Every Sunday from 02:00 UTC',
      intro:
        'Five steps, the backup first: what disturbs begins when the backup of 02:00 has succeeded, and ends before the full backup of 03:00 or ' +
        'waits until that has succeeded too.',
      meets: ['MM-RTN-02', 'MM-MNT-02', 'MM-MNT-03'],
    },
    steps(
      shell(
        'Backup and restore test: wait until the backup of 02:00 has ended, then have its copy verified: its age falls below an hour. If it is ' +
          'later than 02:50, wait for the full copy as well: the same lines with `full-system` in place of `database`. The restore test runs by ' +
          `itself at 06:00; see that the one of last week passed. ${taskAccess}`,
        verifyNow('database'),
        { signal: 'database-daily-age' },
      ),
      shell(
        'System packages, one node after the other. The lines with `sudo` run on the node.',
        lines(
          'kubectl drain "$NODE" --ignore-daemonsets --delete-emptydir-data',
          'sudo apt-get update',
          'sudo apt-get upgrade --yes',
          'kubectl uncordon "$NODE"',
        ),
        {
          signal: 'kubernetes-missing-replicas',
        },
      ),
      shell(
        'Clean-up on hosts with Docker: stopped containers and unused images. On nodes of Kubernetes the kubelet does it. Never volumes: that of a stopped database counts as unused.',
        lines('docker container prune --force', 'docker image prune --all --force --filter "until=336h"'),
        { signal: 'host-disk' },
      ),
      shell(
        'Logs: see that [Log rotation](#log-rotation) works, so that nothing grows.',
        lines('sudo cat /var/lib/logrotate/status', 'du -sh /app/logs'),
      ),
      step('Security scan: do all of [Security scan](#security-scan).'),
    ),
  );

const monthly = () =>
  section(
    'routine',
    'monthly-tasks',
    {
      title: 'Monthly tasks',
      when: 'First Sunday of the month',
      intro: 'Three tasks.',
      meets: ['MM-RTN-04'],
    },
    steps(
      shell(
        'Certificate: more than 30 days left, and issued by whom you expect.',
        'openssl s_client -connect "{domain}:443" -servername "{domain}" < /dev/null 2> /dev/null | openssl x509 -noout -dates -issuer',
        { signal: 'certificate-days-left-health' },
      ),
      step('Performance: response time (p95 below 2 s), errors (below 1 %), CPU and memory over 30 days. Write down what drifts.', {
        signal: 'http-latency',
      }),
      step('Capacity: do all of [Growth](#growth).', { signal: 'host-cpu' }),
    ),
  );

const logRotation = () =>
  section(
    'routine',
    'log-rotation',
    {
      title: 'Log rotation',
      when: 'Hourly, by a timer',
      intro: 'Rotation keeps disks from filling. It is not a backup: what it deletes is gone, and the logs that must last are in Loki.',
      mends: ['host-disk'],
      meets: ['MM-RTN-05'],
    },
    steps(
      shell(
        'The timer ran within the hour and runs again within the next, and the rules say `hourly`.',
        lines('systemctl list-timers logrotate.timer', 'grep --line-regexp --regexp="[[:space:]]*hourly" /etc/logrotate.d/mobile-matrix'),
      ),
      shell(
        'It runs once a day, as distributions set it: make it hourly, once on each host.',
        lines(
          'sudo mkdir --parents /etc/systemd/system/logrotate.timer.d',
          "printf '[Timer]\\nOnCalendar=\\nOnCalendar=hourly\\nAccuracySec=1m\\n' | sudo tee /etc/systemd/system/logrotate.timer.d/hourly.conf",
          'sudo systemctl daemon-reload',
          'sudo systemctl restart logrotate.timer',
        ),
      ),
      shell(
        'It did not run: look for a mistake in the configuration, then rotate by hand.',
        lines('sudo logrotate --debug /etc/logrotate.d/mobile-matrix', 'sudo logrotate /etc/logrotate.d/mobile-matrix'),
        {
          signal: 'host-disk',
        },
      ),
    ),
  );

const securityScan = () =>
  section(
    'routine',
    'security-scan',
    {
      title: 'Security scan',
      when: 'Every week, and before each release',
      meets: ['MM-RTN-03'],
    },
    steps(
      shell('Image of the application.', 'trivy image --severity HIGH,CRITICAL --exit-code 1 "$IMAGE"'),
      shell('Dependencies, in the checkout of the release that runs.', 'npm audit --audit-level=high'),
      shell('Ports that answer from outside. Only 443, and 80 for the redirect, may be open.', 'nmap -sV "{domain}"'),
      step('Failed sign-ins and forbidden paths of the week.', { signal: 'security-failed-login-count' }),
    ),
  );

const securityUpdates = () =>
  section(
    'routine',
    'security-updates',
    {
      title: 'Security updates',
      when: 'Every week after the scan; critical ones as emergency maintenance',
      meets: ['MM-RTN-06'],
    },
    steps(
      shell('Dependencies: in a branch, with the tests.', lines('npm audit fix', 'npm test')),
      shell(
        'Base image: pull the newest of its line, build on it, scan it.',
        lines(
          'docker pull node:20-alpine',
          'docker build --pull --tag "mobile-matrix:$NEW_TAG" .',
          'trivy image --severity HIGH,CRITICAL --exit-code 1 "mobile-matrix:$NEW_TAG"',
        ),
      ),
      'Roll out on staging, look at it for a day, then on production.',
      shell(
        'System packages: as in [Weekly maintenance](#weekly-maintenance). See whether the kernel asks for a restart.',
        'test ! -e /var/run/reboot-required || cat /var/run/reboot-required.pkgs',
      ),
      shell(
        'Reboot only inside of the window on Sundays, 02:00 to 04:00 UTC, after the backup of 02:00 has succeeded, and one node at a time.',
        lines('kubectl drain "$NODE" --ignore-daemonsets --delete-emptydir-data', 'sudo systemctl reboot'),
        { signal: 'kubernetes-missing-replicas' },
      ),
      shell('When the node is back, let it take pods again.', lines('kubectl uncordon "$NODE"', 'kubectl get nodes')),
    ),
  );

const review = () =>
  section(
    'routine',
    'review',
    {
      title: 'Review of this runbook',
      when: 'Every quarter',
      intro: 'Kept by the operations team. The interval is that of the operations manual, because the source names none.',
      assumed: true,
      meets: ['MM-PROC-08'],
    },
    steps(
      'Read the incidents and drills of the quarter, and correct what they showed to be wrong here.',
      'Check people, addresses and the hotline under [Contacts](#contacts). Set what is not set.',
      'Note the date of the review in the history of this file; the next one is due three months later.',
    ),
  );

const scale = () =>
  section(
    'capacity',
    'scale',
    {
      title: 'Scale',
      intro:
        'Production has no declared auto-scaling: a person scales it. More replicas need more connections to the database; look there first.',
      mends: ['host-cpu'],
      meets: ['MM-CAP-01'],
    },
    steps(
      shell(
        'Kubernetes: 5 replicas.',
        lines('kubectl scale deployment mobile-matrix-app --replicas=5 -n mobile-matrix', `kubectl rollout status ${app} --timeout=5m`),
        {
          signal: 'kubernetes-missing-replicas',
        },
      ),
      shell('Docker Compose (alternative): 3 containers.', 'docker compose up -d --no-recreate --scale app=3 app'),
      step('Go back when the load has been normal for an hour, or change the declared number.', { signal: 'http-request-rate' }),
    ),
  );

const growth = () =>
  section(
    'capacity',
    'growth',
    {
      title: 'Growth',
      when: 'Every month, on the first Sunday',
      intro: 'Capacity review over the last 90 days.',
      meets: ['MM-CAP-02'],
    },
    steps(
      step('Disk: when does the trend reach 85 %? Sooner than three months: enlarge it now.', { signal: 'host-disk' }),
      step('CPU: peaks stay below 80 %.', { signal: 'host-cpu' }),
      step('Memory: peaks stay below 85 %.', { signal: 'host-memory' }),
      step('Requests: growth against the month before. Plan replicas for three months ahead.', { signal: 'http-request-rate' }),
      step('Backups: the size of the dump, and with it the time of a restore.', { signal: 'database-daily-size' }),
    ),
  );

const tuning = () =>
  section(
    'capacity',
    'tuning',
    {
      title: 'Tuning',
      intro: 'Measure, change one thing, measure again. Open SQL with `psql "$DATABASE_URL"`.',
      mends: ['http-latency'],
      meets: ['MM-PROC-07'],
    },
    group(
      'Database',
      sql(
        'The ten slowest queries on average.',
        lines(
          'SELECT left(query, 120) AS query, round(mean_exec_time) AS mean_ms, calls',
          'FROM pg_stat_statements',
          'ORDER BY mean_exec_time DESC',
          'LIMIT 10;',
        ),
        { signal: 'postgres-slow-queries' },
      ),
      sql('Refresh the statistics of the planner.', 'ANALYZE;'),
      sql(
        'Tables by changed rows.',
        lines(
          'SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del, n_dead_tup',
          'FROM pg_stat_user_tables',
          'ORDER BY n_tup_ins + n_tup_upd + n_tup_del DESC',
          'LIMIT 20;',
        ),
        { signal: 'postgres-table-activity' },
      ),
      sql(
        'Indexes that nobody reads come first. Keep those of primary keys and unique constraints.',
        lines(
          'SELECT schemaname, relname, indexrelname, idx_scan,',
          '  idx_tup_read, idx_tup_fetch',
          'FROM pg_stat_user_indexes',
          'ORDER BY idx_scan',
          'LIMIT 20;',
        ),
        { signal: 'postgres-index-scans' },
      ),
    ),
    group(
      'Application',
      shell('Memory. On Docker Compose: `docker stats --no-stream`.', 'kubectl top pods -n mobile-matrix --containers', {
        signal: 'kubernetes-memory',
      }),
      shell(
        'Profile. The endpoint is internal only: reach it through a tunnel, and never open it in the ingress. Begin like this.',
        lines(
          `kubectl port-forward ${app} 3000:3000 & echo "$!" > tunnel.pid`,
          'sleep 5',
          'curl --fail --request POST http://localhost:3000/api/debug/profile/start',
        ),
      ),
      shell(
        'Let the load run for some minutes, fetch the profile and close the tunnel.',
        lines('curl --fail --output profile.json http://localhost:3000/api/debug/profile/stop', 'kill "$(cat tunnel.pid)"'),
      ),
      shell('Cache: hits against misses.', 'redis-cli -u "$REDIS_URL" info stats | grep keyspace', { signal: 'redis-hit-ratio' }),
    ),
    group(
      'Images and limits',
      shell('Size of images: what grew since the last release?', "docker images --format 'table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}'"),
      shell(
        'Limits of each container. On Docker Compose: `docker compose config`.',
        'kubectl get pods -n mobile-matrix -o custom-columns="POD:.metadata.name,REQUESTS:.spec.containers[*].resources.requests,LIMITS:.spec.containers[*].resources.limits"',
        {
          signal: 'kubernetes-cpu',
        },
      ),
    ),
  );
