import { group, section, shell, step, steps } from '../../model/vocabulary';
import { integrationTest, integrityCheck, listCopies, lookFromOutside, newestDrills, readingAccess } from './carenow-commands';
import { lines } from './text';

/** What comes round every day and every month, and the drills. */
export const routines = () => [morning(), evening(), securityChecks(), review()];

export const drills = () => [weeklyRestore(), disasterTest()];

const morning = () =>
  section(
    'routine',
    'morning-checklist',
    {
      title: 'Morning checklist',
      when: 'Every day at 09:00 Asia/Ho_Chi_Minh',
      intro:
        'Five checks, then eight tasks. Sign in as yourself. Also at hand: the ' +
        '[Firebase console](https://console.firebase.google.com), [Analytics](https://analytics.google.com), ' +
        '[Crashlytics](https://console.firebase.google.com/project/_/crashlytics) and ' +
        '[Performance](https://console.firebase.google.com/project/_/performance).',
      meets: ['CN-RTN-01', 'CN-DASH-01'],
    },
    group(
      'Checks',
      shell('Health: both addresses answer with 200.', lookFromOutside, { signal: 'probe-failing-regions-health' }),
      step('Dashboard: open CareNow overview. No alert fires, nothing is above its line.', { signal: 'probe-availability' }),
      step('Firebase services: <https://status.firebase.google.com> is green, and so is the uptime check of the home page.', {
        signal: 'probe-failing-regions-home',
      }),
      step('Crashes since yesterday: new ones, the trend, how many users.', { signal: 'crash-free-users' }),
      step('Performance: app start, then network and rendering beside it.', { signal: 'app-start' }),
    ),
    group(
      'Tasks of the day',
      step('System health: availability since yesterday.', { signal: 'probe-availability' }),
      step('Alerts: each open one has an owner; close what is mended.', { signal: 'cloud-run-error-ratio' }),
      step('Performance: response times against their targets.', { signal: 'cloud-run-latency' }),
      step('Security: incidents and odd events, as in [Security checks](#security-checks).', { signal: 'security-breach' }),
      step('Feedback: read what users wrote.', { signal: 'business-feedback' }),
      step('Business: bookings and payments look like those of a week ago.', { signal: 'conversion-ratio' }),
      step('Database: latency and rejected requests.', { signal: 'firestore-latency' }),
      step('CDN and hosting: share of 4xx and 5xx.', { signal: 'hosting-error-ratio' }),
    ),
  );

const evening = () =>
  section(
    'routine',
    'evening-checklist',
    {
      title: 'Evening checklist',
      when: 'Every day at 18:00 Asia/Ho_Chi_Minh',
      meets: ['CN-RTN-02', 'CN-BKP-03'],
    },
    steps(
      step('Report: the job has written it. If it is missing, start the job by hand.', { signal: 'routine-daily-report-age' }),
      step('Backup: the export of 18:00 runs by itself, below `daily/`. By 18:30 it is done and verified within the hour.', {
        signal: 'firestore-daily-age',
      }),
      'Review the incidents of the day: each has its record, its cause, and an action with an owner.',
      "Plan tomorrow's work: updates and patches, who does them, how they are undone.",
    ),
  );

const securityChecks = () =>
  section(
    'routine',
    'security-checks',
    {
      title: 'Security checks',
      when: 'Every day, with the morning checklist',
      meets: ['CN-RTN-03'],
    },
    group(
      'Four checks',
      step('Security alerts: open CareNow security. Anything above 0 is a P0.', { signal: 'security-breach' }),
      step('Authentication logs: failed sign-ins, and bursts against one account or from one address.', {
        signal: 'security-failed-logins',
      }),
      shell(
        'Vulnerabilities of the dependencies, of the functions and of the client.',
        lines('npm audit --audit-level=high', 'flutter pub outdated'),
      ),
      step('Suspicious activity: denied reads and writes, new grants, new keys. Each can be explained.', {
        signal: 'security-rules-denials',
      }),
    ),
    group(
      'Is the service itself well?',
      step('The uptime check says whether users reach us.', { signal: 'probe-failing-regions-home' }),
      'Firebase says on <https://status.firebase.google.com> whether the fault is theirs. A list of projects shows neither.',
    ),
  );

const review = () =>
  section(
    'routine',
    'runbook-review',
    {
      title: 'Review of this runbook',
      when: 'Every month, on the first Sunday, with the monthly maintenance',
      intro: 'Version 1.0.0. Review interval: one month. The next review is due one month after the last one, whoever did it.',
      meets: ['CN-PROC-09'],
    },
    steps(
      'Read the incidents and drills of the month, and correct each mistake of this runbook that they showed.',
      'Check contacts, addresses and the names of sites, buckets and projects.',
      'Raise the version with the change and say in the commit what the review found, also when it found nothing.',
    ),
  );

const weeklyRestore = () =>
  section(
    'verification',
    'weekly-restore',
    {
      title: 'Weekly restore',
      when: 'Sundays at 02:00 Asia/Ho_Chi_Minh, by itself',
      intro:
        `The job imports the newest export of \`daily/\` into a scratch database, counts documents in \`users\`, runs the integrity script ` +
        `(\`${integrityCheck}\`) and the integration test (\`${integrationTest}\`). It must end within {limit-of-weekly-restore} and is overdue after {overdue-of-weekly-restore}.`,
      meets: ['CN-VER-01', 'CN-VER-02', 'CN-OBJ-01'],
    },
    steps(
      step('Read the result on Sunday.', { signal: 'firestore-weekly-restore-drill-failed' }),
      step('Compare its duration with the week before. Growth here is the first sign that the objective will be missed.', {
        signal: 'firestore-weekly-restore-drill-duration',
      }),
      shell(
        `It failed: read the result with ${readingAccess}, mend the cause, and start the job again.`,
        lines(
          newestDrills('firestore'),
          'gcloud run jobs execute carenow-production-firestore-weekly-restore --region="$LOCATION" --project="$PROJECT" --wait',
        ),
      ),
    ),
  );

const disasterTest = () =>
  section(
    'verification',
    'disaster-test',
    {
      title: 'Disaster recovery test and drill',
      when: 'Test: every month, on the first Sunday, overdue after {overdue-of-disaster-test}. Drill: every quarter, overdue after {overdue-of-disaster-drill}.',
      intro:
        'People do both, in a project without users. The weekly restore never touches the full system, so these do: the newest copy below ' +
        '`weekly/`, within 1 hour. The drill is the test without notice, with the people who are on call that day.',
      mends: ['full-system-disaster-test-drill-*', 'full-system-disaster-drill-drill-*'],
      meets: ['CN-VER-03', 'CN-OBJ-02', 'CN-OBJ-03'],
    },
    steps(
      shell(
        `Note the start, and see with ${readingAccess} which copy of the full system is the newest verified one.`,
        lines('date -u +%Y-%m-%dT%H:%M:%SZ | tee started.txt', listCopies('full-system')),
      ),
      'Follow [Recover the full system](#system-recovery) in the scratch project.',
      shell(
        'It passes when both commands end without an error and a test account can sign in and book.',
        lines(integrityCheck, integrationTest),
      ),
      'Roll the application of the scratch project back once, as in [Roll back the application](#application-rollback), and stop the time: 15 minutes at most.',
      step(
        'Test: record start, end and result as drill `disaster-test` of the backups that were restored. Only a record quiets the alarm.',
        {
          signal: 'full-system-disaster-test-drill-age',
        },
      ),
      step('Drill: record it as `disaster-drill` of the full system. More than 1 hour is an error, not a footnote.', {
        signal: 'full-system-disaster-drill-drill-age',
      }),
      'Correct this runbook where people hesitated. Then delete the scratch project.',
    ),
  );
