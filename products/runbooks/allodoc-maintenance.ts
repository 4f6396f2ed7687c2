import { Duration } from '../../model/duration';
import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { compose, rollback, smokeTest } from './allodoc-commands';
import { startBackup, taskAccess, verifyNow } from './aws-copies';
import { lines } from './text';

/** Planned work, what the product is given, and whom it depends on. */
export const maintenance = () => [windows(), quarterlyDowntime(), beforeMaintenance(), updateApplication(), databaseMaintenance()];

export const duties = () => [growth(), breachNotice(), vendors()];

const windows = () =>
  section('maintenance', 'windows', {
    title: 'Windows',
    intro:
      'Weekly: Sundays 02:00 to 04:00 UTC, for patches and small updates. Monthly: the first Sunday 02:00 to 06:00 UTC, for large updates; ' +
      'on that day it takes the place of the weekly one, with one notice. Both cover the backups of 02:00 and 03:00, which keep their times ' +
      'and are never muted.',
    meets: ['AD-MNT-01', 'AD-MNT-02', 'AD-MNT-04'],
  });

const quarterlyDowntime = () =>
  section(
    'maintenance',
    'quarterly-downtime',
    {
      title: 'Quarterly downtime for major upgrades',
      assumed: true,
      meets: ['AD-MNT-03'],
    },
    steps(
      'It has no standing date. Agree one with the engineering manager and announce it two weeks ahead: status page, `#allodoc-ops`, customers.',
      'Mute warnings of availability for this one date: a silence in Grafana from start to end of the announced time, with the matchers ' +
        '`product=allodoc`, `environment=production`, `severity=warning` and `alertname!~Days until.*|Failed sign-ins.*|Heartbeat.*|Weekly restore.*`. ' +
        'Do not make a standing mute timing.',
      'Leave out no matcher: alerts of backups, drills, the archive and intruders are never silenced, nor critical ones.',
      'Remove the silence when the work ends early.',
    ),
  );

const beforeMaintenance = () =>
  section(
    'maintenance',
    'before-maintenance',
    {
      title: 'Before maintenance',
      intro:
        'Work waits for two copies: that of the full system, which may run for 3 hours and so is made on the evening before, and that of ' +
        '02:00 UTC, which lies inside of the window.',
      meets: ['AD-MNT-05', 'AD-MNT-04'],
    },
    group(
      'On the evening before, by 20:00 UTC',
      'Notify users: status page and `#allodoc-ops`, with start and end of the window.',
      shell(
        `Back up the full system: database, files, volumes, configuration. The copy goes to \`manual/\`. ${taskAccess}`,
        startBackup('full-system'),
        { signal: 'backup-watcher' },
      ),
    ),
    group(
      'In the window, before the first change',
      shell(
        'Wait until the backup of 02:00 UTC has ended, then have its copy verified: its age falls below 2 hours. The calendar above says when it ' +
          `ends at the latest. A weekly window without a verified copy by 03:00 is left for the next one. No success, no work. ${taskAccess}`,
        verifyNow('database'),
        { signal: 'database-daily-age' },
      ),
      shell(
        'Write down the state.',
        lines(
          'STATE="maintenance_$(date -u +%Y%m%d).txt"',
          `{ ${compose} ps; ${compose} images; docker stats --no-stream; git rev-parse HEAD; } > "$STATE"`,
          'cat "$STATE"',
        ),
      ),
      shell(
        'Prepare the way back: keep the compose file, note the tag that runs as `PREVIOUS_TAG`, and say until what time you will turn back.',
        'cp docker-compose.prod.yml docker-compose.prod.yml.before',
      ),
    ),
  );

const updateApplication = () =>
  section(
    'maintenance',
    'update-application',
    {
      title: 'Update the application',
      intro: 'In a window, after [Before maintenance](#before-maintenance).',
      meets: ['AD-PROC-06'],
    },
    steps(
      shell(
        'Pull the code of the release.',
        lines('git fetch origin', 'git checkout main', 'git pull --ff-only origin main', 'git log --oneline -5'),
      ),
      shell(
        'Build the images under a new tag. The tag that runs stays as it is.',
        lines('export IMAGE_TAG="$NEW_TAG"', `${compose} build --no-cache backend frontend`),
      ),
      shell('Deploy without downtime.', lines('export IMAGE_TAG="$NEW_TAG"', './scripts/deploy.sh')),
      shell(
        'Check after the deployment: the checks of the release, then the requests of users.',
        lines('./scripts/post-deploy-checks.sh', smokeTest),
        {
          signal: 'http-error-ratio',
        },
      ),
    ),
    group(
      'If a check fails',
      shell('Roll back to the previous tag. A migration that the old release cannot read is restored first.', rollback, {
        signal: 'http-latency',
      }),
    ),
  );

const databaseMaintenance = () =>
  section(
    'maintenance',
    'database-maintenance',
    {
      title: 'Database maintenance',
      when: 'Every month, in the window of the first Sunday, after the backup of 02:00 UTC',
      intro:
        'Send each command on its own. `VACUUM` refuses to run inside of a transaction, and several commands in one string are one. ' +
        'Questions go to `dba@allodoc.com`.',
      meets: ['AD-PROC-07', 'AD-CON-02'],
    },
    steps(
      sql('Refresh the statistics.', 'ANALYZE;'),
      sql('Clear dead rows. It locks out neither readers nor writers.', 'VACUUM;'),
      sql(
        'Rebuild the indexes beside the old ones. Needs the size of the largest index as free space. The warning that system catalogs are skipped is expected.',
        'REINDEX DATABASE CONCURRENTLY allodoc_prod;',
        {
          signal: 'host-disk',
        },
      ),
      sql(
        'Check that every table was analysed today.',
        lines(
          'SELECT schemaname, relname, last_analyze, last_autoanalyze,',
          '  last_vacuum, n_dead_tup',
          'FROM pg_stat_user_tables',
          'ORDER BY last_analyze NULLS FIRST;',
        ),
        { signal: 'postgres-slow-queries' },
      ),
      sql(
        'Look for indexes that a broken rebuild left behind. There must be none.',
        'SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid;',
      ),
    ),
  );

const growth = () =>
  section(
    'capacity',
    'growth',
    {
      title: 'Growth',
      when: 'Every month, with the review',
      intro: 'What each service is given stands under [Resources](#resources).',
      mends: ['container-cpu'],
      meets: ['AD-CAP-01'],
    },
    steps(
      step('A service that stays above 80 % of its CPU, memory, disk or network gets more: on the host and in the declaration.', {
        signal: 'container-memory-backend',
      }),
      step('At 80 GB plan the next size of the database: the time of a restore grows with it.', { signal: 'postgres-size' }),
    ),
  );

const breachNotice = () =>
  section(
    'compliance',
    'breach-notice',
    {
      title: 'Breach notice',
      noticeWithin: Duration.hours(72),
      intro:
        'Medical records: HIPAA and GDPR are taken to apply. The clock of 72 hours (GDPR, article 33) starts when the breach becomes known, ' +
        'not when it is understood. The security team, `security@allodoc.com`, leads.',
      assumed: true,
      meets: ['AD-CMP-01', 'AD-CON-02'],
      template: lines(
        'To: {authority or patients}',
        'Known since: {date and time, UTC}',
        'What happened: {facts, no guesses}',
        'Data concerned: {kinds of data, number of persons and records}',
        'Likely consequences: {for the persons}',
        'Done and planned: {measures}',
        'Contact: security@allodoc.com',
      ),
    },
    steps(
      'Hour 0: record when and how it became known, and by whom.',
      'Hour 4: security team and engineering manager decide whether personal data is concerned. In doubt, it is.',
      'Hour 24: legal has the first draft with the list of affected patients.',
      'Hour 72 at the latest: notice to the supervisory authority, even if incomplete; the rest follows. Patients are told without delay when the risk for them is high.',
      'HIPAA: affected individuals are told without unreasonable delay, within 60 days at most; legal decides on the other notices.',
      'Keep evidence, timeline and decisions together, whether or not a notice was sent.',
    ),
  );

const vendors = () =>
  section(
    'vendor',
    'vendor-entries',
    {
      title: 'Keep the entries of vendors',
      assumed: true,
      meets: ['AD-VND-01'],
    },
    steps(
      'Set the three entries before the first incident: number of the contract, way to open a case, hours.',
      'Check each at the monthly review by opening a test case or a call.',
    ),
  );
