import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { startTask, taskAccess } from './aws-copies';
import { lines } from './text';

/** What somebody does who was paged, on the reference service; the shape that every product follows. */
export const incidents = () => [systemDown(), dataCorruption(), securityIncident(), slow(), paging()];

const systemDown = () =>
  section(
    'incident',
    'system-down',
    {
      title: 'The system is down',
      intro: 'P0: users cannot reach the application. First actions within 5 minutes.',
      mends: ['probe-failing-regions-home', 'http-critical-operation-error-ratio', 'http-error-ratio', 'postgres-unreachable'],
      meets: ['OM-PROC-01', 'OM-CHN-05', 'OM-TOP-01', 'OM-DASH-01', 'OM-INC-01'],
    },
    group(
      'Immediate actions: 5 minutes',
      step('Open the dashboard {dashboard-status}. What is red first?', { signal: 'host-up' }),
      shell(
        'Check the infrastructure: servers, database, network.',
        lines(
          'curl --fail --silent --show-error --output /dev/null "https://$APP_HOST/"',
          'pg_isready --host="$DATABASE_HOST" --port=5432',
        ),
        { signal: 'postgres-unreachable' },
      ),
      shell('Restart what stopped, once.', lines('sudo systemctl restart "$SERVICE"', 'systemctl status --no-pager "$SERVICE"'), {
        signal: 'host-up',
      }),
      'If the restart fails, or it goes down again, do not try a third time: escalate to the manager and recover by hand, below.',
    ),
    group(
      'Recovery, by cause',
      step('Find the cause: a crash of the application, the database, or what is under both.', { signal: 'http-error-classes' }),
      sql(
        'Database: promote the read replica, where there is one, connected to it. Pointing the application at a replica that is not promoted ' +
          'leaves every write broken: then say that the service is read-only. The reference service has no replica; restore it as in ' +
          '[Data is corrupt](#data-corruption).',
        'SELECT pg_promote(wait => true, wait_seconds => 60);',
        { signal: 'postgres-unreachable' },
      ),
      step('Application: deploy the last good release again. Look for the fault afterwards.', {
        signal: 'http-critical-operation-error-ratio',
      }),
      step('Infrastructure: call the provider, see [Vendors](#vendors). Meanwhile prepare the restore elsewhere.', {
        signal: 'vendor-availability-cloud',
      }),
    ),
    group(
      'Communication',
      'Inside: tell all stakeholders at once, at `{team_email}`: what fails, since when.',
      'Outside: the status page, `{status_page_url}`, says so within 15 minutes.',
      'Then every 30 minutes until it is resolved, also when there is no news.',
    ),
  );

const dataCorruption = () =>
  section(
    'incident',
    'data-corruption',
    {
      title: 'Data is corrupt',
      intro:
        'P0: data is lost or wrong. First actions within 10 minutes. Nobody writes, not even to mend, before step 2 is done. Work on the host of the ' +
        'database.',
      mends: ['data-integrity'],
      meets: ['OM-PROC-02', 'OM-INC-02', 'OM-BKP-03', 'OM-OBJ-01', 'OM-TOP-01'],
    },
    group(
      'Immediate actions: 10 minutes',
      sql(
        'Stop all writes: make the database read-only and end the sessions that began before.',
        lines(
          'ALTER DATABASE reference SET default_transaction_read_only = on;',
          'SELECT pg_terminate_backend(pid)',
          'FROM pg_stat_activity',
          "WHERE datname = 'reference' AND pid <> pg_backend_pid();",
        ),
        { signal: 'data-integrity' },
      ),
      shell(
        'Preserve the state for the investigation: send the log so far to the archive, and take a snapshot of the volume.',
        lines(
          "sudo --user postgres psql --command='SELECT pg_switch_wal()'",
          'aws ec2 create-snapshot --region "{region}" --volume-id "$DATA_VOLUME" --description "corrupt, before restore" --query SnapshotId --output text',
        ),
        { signal: 'database-wal-lag' },
      ),
      step('Say what is affected: which data, how many users, since when.', { signal: 'data-integrity' }),
      shell(
        'Find the last clean moment, in UTC, and a base backup from before it.',
        'sudo --user postgres pgbackrest --stanza=database info',
        {
          signal: 'backup-ages',
        },
      ),
    ),
    group(
      'Recovery',
      shell(
        'Restore the newest clean base backup beside the damaged data, into an empty folder, and replay its log to the last clean moment, like ' +
          '`2026-01-31 02:41:00+00`.',
        lines(
          'sudo install --directory --owner=postgres --group=postgres --mode=0700 "$NEW_DATA_FOLDER"',
          'sudo --user postgres pgbackrest --stanza=database --pg1-path="$NEW_DATA_FOLDER" --type=time --target="$LAST_CLEAN_MOMENT" \\',
          '  --target-action=promote restore',
        ),
        { signal: 'host-disk' },
      ),
      shell(
        'Start it beside the damaged one, on another port, and wait until the replay has ended. It archives nothing yet, and keeps what it has to ' +
          'archive.',
        lines(
          'sudo --user postgres "$POSTGRES_PROGRAMS/pg_ctl" start --pgdata="$NEW_DATA_FOLDER" \\',
          '  --options="-p 5433 -c archive_command=false" --options="-c config_file=$CONFIG_FILE" --options="-c data_directory=$NEW_DATA_FOLDER" --timeout=3600 --log="$NEW_DATA_FOLDER/start.log"',
          'until [ "$(sudo --user postgres psql --port=5433 --no-align --tuples-only --command=\'SELECT pg_is_in_recovery()\')" = f ]; do sleep 5; done',
        ),
      ),
      'Bring back by hand what the restore cannot: compare with the damaged database, ask for the sources, enter it again.',
      shell(
        'Validate before anybody works with it: the files, the integrity check, and the figures that users know. Only then give it the folder of ' +
          'the damaged server, by which the service, pgBackRest and the base backups know it. What was damaged stays beside it.',
        lines(
          'sudo --user postgres pg_amcheck --port=5433 --database=reference --install-missing',
          'sudo --user postgres "$POSTGRES_PROGRAMS/pg_ctl" stop --pgdata="$NEW_DATA_FOLDER" --mode=fast',
          'sudo --user postgres "$POSTGRES_PROGRAMS/pg_ctl" stop --pgdata="$DATA_FOLDER" --mode=fast',
          'sudo mv "$DATA_FOLDER" "$DATA_FOLDER.damaged"',
          'sudo mv "$NEW_DATA_FOLDER" "$DATA_FOLDER"',
          'sudo --user postgres "$POSTGRES_PROGRAMS/pg_ctl" start --pgdata="$DATA_FOLDER" --options="-c config_file=$CONFIG_FILE" \\',
          '  --log="$DATA_FOLDER/start.log"',
        ),
        { signal: 'database-wal-lag' },
      ),
      // Not on the host: its role may not delete, which the end of a backup does.
      shell(`Make a base backup at once, since the restored server writes a new timeline. ${taskAccess}`, startTask('database-archive'), {
        signal: 'database-archive-base-age',
      }),
    ),
    group(
      'So that it does not happen again',
      'Every critical operation runs in one transaction.',
      step('Restores are tested every week: [Weekly restore](#weekly-restore).', { signal: 'drill-durations' }),
      'Replicate the database where downtime costs more than a second server. A replica is no backup: it repeats every mistake at once.',
    ),
  );

const securityIncident = () =>
  section(
    'incident',
    'security-incident',
    {
      title: 'Security incident',
      intro:
        'P1 with 1 hour as the latest response in the source runbook, P0 here: a breach indicator pages at once as critical. First actions ' +
        'within 30 minutes. The clock of [Breach clock](#breach-clock) may already run.',
      mends: ['security-breach'],
      meets: ['OM-PROC-03', 'OM-INC-03'],
    },
    group(
      'Immediate actions: 30 minutes',
      'Isolate the affected systems from the network. Leave them running: their memory is evidence.',
      shell(
        'Preserve evidence, away from these systems: logs, the state of the database, images of memory.',
        lines(
          'journalctl --since "24 hours ago" --output=json > "$EVIDENCE_FOLDER/journal.json"',
          'aws ec2 create-snapshot --region "{region}" --volume-id "$DATA_VOLUME" --description "evidence" --query SnapshotId --output text',
          'sha256sum "$EVIDENCE_FOLDER"/* > "$EVIDENCE_FOLDER.sha256"',
        ),
      ),
      'Change all administrative credentials, from a clean machine.',
      step('Say which data may have been seen, and of whom.', { signal: 'security-breach' }),
    ),
    group(
      'Investigation',
      'Read the logs: the way in, and a timeline from the first access to the last.',
      'List what was read or changed.',
      'Decide with the legal team whether users must be told, by law or by contract.',
      step('Add the measure that would have stopped it, and test it.', { signal: 'routine-security-scan-age' }),
    ),
  );

const slow = () =>
  section(
    'incident',
    'performance-degradation',
    {
      title: 'It is slow',
      intro: 'P2, 4 hours at the latest; an alert is answered within 1 hour. Timeouts and complaints count as well as figures.',
      mends: ['http-latency', 'http-latency-versus-last-week', 'postgres-connection-use'],
      meets: ['OM-PROC-04', 'OM-INC-04'],
    },
    group(
      'Diagnosis',
      step('Resources: CPU, memory, disk. One that is full explains the rest.', { signal: 'host-cpu' }),
      step('Queries: the slowest, and those that came in with it.', { signal: 'postgres-slow-queries' }),
      step('Changes: what went out since it was last good.', { signal: 'http-latency-versus-last-week' }),
      step('Traffic: more than usual, or of another kind.', { signal: 'host-network' }),
    ),
    group(
      'Mitigation',
      'Add resources for now.',
      step('Improve the query, or switch the feature off that sends it.', { signal: 'postgres-slow-query-count' }),
      'Limit the rate of those who send too much.',
      step('Deploy the fix, then take the stopgaps away.', { signal: 'http-latency' }),
    ),
  );

const paging = () =>
  section(
    'incident',
    'how-people-are-reached',
    {
      title: 'How people are reached',
      intro:
        'Critical alerts go to the on-call engineer and the manager at once, by PagerDuty and e-mail. Text messages and calls are sent by the ' +
        'notification rules that each user keeps in PagerDuty: there is no other provider for SMS or telephone. A warning goes to Slack and ' +
        'e-mail, with an incident of low urgency that wakes nobody. Its policy names the manager after 60 minutes, but PagerDuty moves no ' +
        'incident of low urgency on: whoever is on call acknowledges it in that time, or calls the manager. Information goes out by e-mail.',
      assumed: true,
      meets: ['OM-CHN-02', 'OM-CHN-01', 'OM-ESC-02', 'OM-INC-05'],
    },
    steps(
      'Everybody on call keeps three rules for high urgency: push at once, SMS after 1 minute, a call after 2 minutes.',
      'Send yourself a test from PagerDuty before each turn on call.',
    ),
  );
