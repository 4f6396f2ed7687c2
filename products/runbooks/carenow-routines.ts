import { group, section, shell, step, steps } from '../../model/vocabulary';
import { dashboardLink, failedSignIns, lookFromOutside } from './carenow-commands';
import { lines } from './text';

/** What comes round every day and every month. */
export const routines = () => [morning(), evening(), securityChecks(), review()];

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
      `Dashboard: open ${dashboardLink('overview', 'CareNow overview')}. No alert fires, nothing is above its line.`,
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
      step(
        'Report: the job has written it into its log, a line a figure. Read it there; if it is missing, start the job by hand: [both](#run-daily-report).',
        {
          signal: 'routine-daily-report-age',
        },
      ),
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
      step(`Security alerts: open ${dashboardLink('security', 'CareNow security')}. A sign of a breach above 0 is a P0.`, {
        signal: 'security-breach',
      }),
      shell('Authentication logs: failed sign-ins, and bursts against one account or from one address.', failedSignIns, {
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
