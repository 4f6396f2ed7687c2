import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { compose, psql, rollback, smokeTest } from './allodoc-commands';
import { startBackup, taskAccess } from './aws-copies';
import { lines } from './text';

/** What somebody does who was paged, from the first look to the review. */
export const incidents = () => [workflow(), channels(), serviceDown(), databaseTrouble(), breach()];

/** Commands for an incident whose cause is not known yet. */
export const reference = () => [commandReference()];

const workflow = () =>
  section(
    'incident',
    'incident-workflow',
    {
      title: 'Work through an incident',
      intro:
        'Two clocks run: a page is acknowledged within 5 minutes, and the response to a Sev1 begins within 15 minutes. Sev4 (minor or ' +
        'cosmetic) goes to the ticket queue and waits for the next business day.',
      meets: ['AD-PROC-08', 'AD-INC-04', 'AD-INC-05'],
    },
    group(
      '1. Detect',
      'Acknowledge the page in PagerDuty within 5 minutes. If a user or a checklist found it, open the incident there yourself.',
      'Choose the class from the table of incident classes. In doubt take the higher one; it can be lowered.',
      'For a Sev1 check that PagerDuty has called the engineering manager as well as you.',
    ),
    group(
      '2. Diagnose',
      shell(
        'Save the state before you change it.',
        lines(
          'STAMP="$(date -u +%Y%m%d_%H%M%S)"',
          `${compose} ps > "incident_$STAMP.txt"`,
          'docker stats --no-stream >> "incident_$STAMP.txt"',
          'docker logs --since 1h allodoc_backend_prod >> "incident_$STAMP.txt" 2>&1',
          'tail -n 50 "incident_$STAMP.txt"',
        ),
        { signal: 'http-error-ratio' },
      ),
      shell('Look for what was changed last. A deployment in the last hour is the first suspect.', 'git log --oneline -10'),
      'Go to the section of the alert, or to the one below that fits.',
    ),
    group(
      '3. Resolve',
      'Do what brings users back soonest: roll back before you repair. Write down each command with its time.',
      shell('Test from outside and inside.', smokeTest),
      step('Stay until the panel has been back to normal for 15 minutes.', { signal: 'http-latency' }),
    ),
    group('4. Communicate', 'Tell people at each step, as [Channels](#channels) says: inside first, then the status page, then customers.'),
    group(
      '5. Review, root cause due within 48 hours',
      'Find the root cause within 48 hours of the end of the incident and write it down with the timeline.',
      'Open an action item, with an owner and a date, for each thing that would have prevented it.',
      'Correct this runbook where it was wrong, silent or slow.',
      'Change the procedure, the alert or the drill that should have caught it.',
    ),
  );

const channels = () =>
  section(
    'incident',
    'channels',
    {
      title: 'Channels',
      intro:
        'Critical and error alerts ring through PagerDuty. Text messages and calls are sent by the notification rules of each PagerDuty ' +
        'user: everyone on call keeps push, SMS and phone switched on there. There is no other SMS provider.',
      meets: ['AD-CHN-05', 'AD-CHN-02'],
    },
    steps(
      'Inside: write to `#allodoc-ops` at the start, at each change of state and at the end.',
      'Public: set the state on <https://status.allodoc.com> as soon as users can notice, and after 15 minutes of downtime at the latest.',
      'Stakeholders: after 15 minutes of downtime an alert goes to `ops@allodoc.com` and `#allodoc-ops`. Answer it with what is known.',
      'Customers are told directly when their data may be lost, wrong or seen by others, and when an outage passes 1 hour. The engineering manager sends or approves the message.',
    ),
  );

const serviceDown = () =>
  section(
    'incident',
    'service-down',
    {
      title: 'A core service is down',
      intro:
        'Core services are frontend, backend, postgres and redis. If it is postgres, begin with [Database trouble](#database-trouble).',
      mends: ['probe-failing-regions-*', 'redis-up', 'http-error-ratio', 'container-memory'],
      meets: ['AD-PROC-01'],
    },
    group(
      'Immediate: less than 5 minutes',
      shell('See what runs.', `${compose} ps --all`, { signal: 'container-running' }),
      shell(
        'Read the last lines before you restart. A full disk or a failed migration will not be mended by a restart.',
        'docker logs --tail 100 "$CONTAINER"',
      ),
      shell('Restart the service that stopped.', lines(`${compose} restart "$SERVICE"`, `${compose} ps "$SERVICE"`), {
        signal: 'probe-failing-regions-backend',
      }),
    ),
    group(
      'Investigation: less than 15 minutes',
      shell('Look for a shortage of memory, CPU or disk.', lines('docker stats --no-stream', 'df -h'), { signal: 'container-memory' }),
      shell('Look for a deployment. If there was one, roll back to the tag before it.', rollback),
      step('Check what lies outside: DNS, certificate, cloud provider.', { signal: 'certificate-days-left-frontend' }),
      step('Still down after 15 minutes: call the engineering manager, even if PagerDuty already did.', {
        signal: 'probe-failing-regions-frontend',
      }),
    ),
    group(
      'Communication',
      'Set the status page <https://status.allodoc.com> to what users see.',
      'After 15 minutes of downtime tell the stakeholders in `#allodoc-ops` and by `ops@allodoc.com`: what fails, since when, next message when.',
    ),
  );

const databaseTrouble = () =>
  section(
    'incident',
    'database-trouble',
    {
      title: 'Database trouble',
      intro: 'The database administrator is `dba@allodoc.com`. Write there as soon as you are unsure; a restore can wait five minutes.',
      mends: ['postgres-unreachable', 'postgres-connections', 'http-latency'],
      meets: ['AD-PROC-02', 'AD-CON-02'],
    },
    group(
      'Which case it is',
      step('The server is down and its volume is there: "Connections fail", below.'),
      step('Some rows or tables are wrong or dropped: [Recover single tables](#partial-recovery).'),
      step('The whole database is damaged or dropped: [Restore the database](#database-restore).'),
      step(
        'The volume is gone: attach an empty one, then [Restore the database](#database-restore) without the snapshot of its step 2. ' +
          'In the way by a manifest nothing is left to rename: create the database under its own name.',
      ),
      step('The host is gone: [Rebuild the whole system](#full-recovery).'),
    ),
    group(
      'Connections fail',
      shell(
        'Does the server answer, and what does it say?',
        lines('docker exec allodoc_postgres_prod pg_isready', 'docker logs --tail 100 allodoc_postgres_prod', 'df -h'),
        { signal: 'postgres-unreachable' },
      ),
      shell(
        'It does not answer: restart it, unless the log speaks of damaged pages or a full disk. Damage: ' +
          '[Restore the database](#database-restore).',
        `${compose} restart postgres`,
      ),
      sql(
        'It answers: count connections. More than 50 is above the target.',
        lines('SELECT state, count(*)', 'FROM pg_stat_activity', 'GROUP BY state', 'ORDER BY count(*) DESC;'),
        {
          signal: 'postgres-connections',
        },
      ),
      sql(
        'Close those that have held a transaction open without work for 15 minutes.',
        lines(
          'SELECT pid, usename, application_name, pg_terminate_backend(pid)',
          'FROM pg_stat_activity',
          "WHERE state = 'idle in transaction'",
          "AND state_change < now() - interval '15 minutes';",
        ),
      ),
    ),
    group(
      'Queries are slow',
      sql(
        'See what runs, the oldest first, and who blocks whom.',
        lines(
          'SELECT pid, now() - query_start AS running, wait_event_type,',
          '  pg_blocking_pids(pid) AS blocked_by, left(query, 120) AS query',
          'FROM pg_stat_activity',
          "WHERE state = 'active' AND pid <> pg_backend_pid()",
          'ORDER BY query_start;',
        ),
        { signal: 'postgres-slow-queries' },
      ),
      shell('Cancel one query. Its transaction rolls back; the connection stays.', `${psql} --command "SELECT pg_cancel_backend($PID);"`),
      shell(
        'Only if it is still there after a minute: end its connection. Never use `kill` on the host, which restarts the whole server.',
        `${psql} --command "SELECT pg_terminate_backend($PID);"`,
        { signal: 'http-latency' },
      ),
    ),
  );

const breach = () =>
  section(
    'incident',
    'breach',
    {
      title: 'Suspected breach',
      intro:
        'This is a Sev1. Call the engineering manager and write to the security team, `security@allodoc.com`, from an account that is not ' +
        'itself suspect. Save evidence before you clean up, and note the hour at which the breach became known: the notice is due within ' +
        '72 hours, see [Breach notice](#breach-notice).',
      mends: ['security-breach', 'security-failed-logins'],
      meets: ['AD-PROC-05', 'AD-CON-02'],
    },
    group(
      '1. Immediate actions',
      'Change the passwords and keys of all administrators, from a clean machine, and end their sessions.',
      step('Go through all accounts: new ones, changed roles, changed addresses.', { signal: 'security-role-changes' }),
      step('Look for access to data that its owner cannot explain.', { signal: 'security-active-sessions' }),
    ),
    group(
      '2. Investigation',
      shell(
        'Export the logs to the evidence folder, which only the security team reads.',
        lines(
          'STAMP="$(date -u +%Y%m%d_%H%M%S)"',
          'docker logs --timestamps allodoc_nginx_prod > "$EVIDENCE_FOLDER/nginx_$STAMP.log" 2>&1',
          'docker logs --timestamps allodoc_backend_prod > "$EVIDENCE_FOLDER/backend_$STAMP.log" 2>&1',
          'docker logs --timestamps allodoc_postgres_prod > "$EVIDENCE_FOLDER/postgres_$STAMP.log" 2>&1',
          'sudo cp --preserve=timestamps /var/log/auth.log "$EVIDENCE_FOLDER/auth_$STAMP.log"',
          'sha256sum "$EVIDENCE_FOLDER"/*"_$STAMP.log" > "$EVIDENCE_FOLDER/checksums_$STAMP.txt"',
        ),
      ),
      step('Write the timeline: first sign, first access, what was touched, last access.', { signal: 'security-breach' }),
      'List systems, tables and patients that are affected. The duty to notify depends on this list.',
    ),
    group(
      '3. Containment',
      shell('Block the addresses of the attacker at the host.', 'sudo iptables --insert DOCKER-USER --source "$ADDRESS" --jump DROP', {
        signal: 'log-top-addresses-nginx',
      }),
      'Disable the accounts that were used. Do not delete them: they are evidence.',
      shell(
        'Isolate a system that cannot be trusted any more. It keeps its memory and disk for the investigation.',
        lines('docker network disconnect "$NETWORK" "$CONTAINER"', 'docker pause "$CONTAINER"'),
      ),
    ),
    group(
      '4. Recovery',
      'Restore from a copy that was made before the first access: [Restore the database](#database-restore).',
      'Replace every credential that the affected systems knew: database, Redis, signing keys, cloud, PagerDuty and Slack.',
      shell(
        'Patch the way in before you reopen it, and scan what you start.',
        `${compose} config --images | sort -u | xargs -n 1 trivy image --severity HIGH,CRITICAL`,
      ),
      step('Watch sign-ins and role changes for 24 hours.', { signal: 'security-failed-logins' }),
    ),
  );

const commandReference = () =>
  section(
    'procedure',
    'commands',
    {
      title: 'Commands for an emergency',
      intro: 'Run them on the production host, in the folder of the compose file.',
      meets: ['AD-PROC-09'],
    },
    group(
      'Status',
      shell('All services.', `${compose} ps`),
      shell('Use of resources.', 'docker stats --no-stream'),
      shell('Health of the backend.', 'curl --fail http://localhost:3000/health'),
    ),
    group(
      'Logs',
      shell('Follow the backend.', 'docker logs --follow --tail 100 allodoc_backend_prod'),
      shell('Errors only.', 'docker logs --since 24h allodoc_backend_prod 2>&1 | grep -i error'),
      shell('Nginx.', 'docker logs --tail 100 allodoc_nginx_prod'),
    ),
    group(
      'Database',
      shell('Does it answer?', 'docker exec allodoc_postgres_prod pg_isready'),
      shell('Connect.', 'docker exec -it allodoc_postgres_prod psql -U allodoc_prod -d allodoc_prod'),
      sql('Size.', "SELECT pg_size_pretty(pg_database_size('allodoc_prod'));", { signal: 'postgres-size' }),
    ),
    group(
      'Emergency',
      shell('Restart everything. Users are signed out and every request in flight fails.', `${compose} restart`),
      shell(`Back up the database now, into the tier for copies on demand. ${taskAccess}`, startBackup('database'), {
        signal: 'backup-ages',
      }),
      shell('Roll back to the release before.', rollback, { signal: 'http-error-ratio' }),
    ),
  );
