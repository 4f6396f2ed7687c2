import { Duration } from '../../model/duration';
import { group, section, shell, step, steps } from '../../model/vocabulary';
import { copies, listCopies, lookFromOutside, readingAccess } from './carenow-commands';
import { lines } from './text';

/** Planned work, growth, and what the law asks. */
export const maintenance = () => [weekly(), monthly(), quarterly()];

export const duties = () => [scalingReview(), breachNotice(), location(), telemetry(), erasure()];

const weekly = () =>
  section(
    'maintenance',
    'weekly-maintenance',
    {
      title: 'Weekly maintenance',
      when: 'Sundays 02:00 to 03:00 Asia/Ho_Chi_Minh',
      intro:
        'The window closes at 03:00, before the backups. What is not done by then waits a week. Each change is reviewed before it is ' +
        'deployed, and deployed from a reviewed commit.',
      meets: ['CN-MNT-03', 'CN-MNT-02', 'CN-MNT-01'],
    },
    group(
      'Five steps, in this order',
      shell(
        'Upgrade packages on a branch. Tests pass, somebody else approves, then it is merged.',
        lines('git switch --create "upgrade-$(date +%Y%m%d)"', 'flutter pub upgrade', 'flutter test'),
      ),
      shell(
        'Deploy the functions from the merged commit.',
        lines('git switch main', 'git pull --ff-only', 'firebase deploy --only functions --project "$PROJECT"'),
        {
          signal: 'cloud-run-error-ratio',
        },
      ),
      shell('Clean the database up, only after both conditions below hold. It deletes documents.', 'node scripts/database-cleanup.js', {
        destructive: true,
        signal: 'firestore-latency',
      }),
      shell('Clear caches and optimise images.', 'node scripts/performance-optimization.js', { signal: 'web-vitals-load' }),
      shell(
        'Security updates: see what is open. Fixes go on a branch and through review like any other change; never apply the automatic fix to ' +
          'what is in production.',
        lines('npm audit', 'flutter pub outdated'),
      ),
    ),
    group(
      'Conditions of step 3: without both, no clean-up this week',
      shell(
        'Point-in-time recovery is on. The answer must be `POINT_IN_TIME_RECOVERY_ENABLED`.',
        "gcloud firestore databases describe --database='(default)' --format='value(pointInTimeRecoveryEnablement)' --project=\"$PROJECT\"",
      ),
      shell(
        `The newest verified export is younger than 9 hours: that of Saturday 18:00, which ${readingAccess} lists first. Otherwise make one, ` +
          'as in [Export by hand](#export-now), and wait until it is verified.',
        listCopies('firestore'),
        { signal: 'firestore-daily-age' },
      ),
    ),
    group(
      'Before the window closes',
      shell('Look from outside. If something is worse than before, [roll back](#application-rollback).', lookFromOutside, {
        signal: 'probe-failing-regions-health',
      }),
      step('Read the result of the restore drill, which ran beside you.', { signal: 'firestore-weekly-restore-drill-failed' }),
    ),
  );

const monthly = () =>
  section(
    'maintenance',
    'monthly-maintenance',
    {
      title: 'Monthly maintenance',
      when: 'First Sunday of the month, from 02:00 Asia/Ho_Chi_Minh',
      assumed: true,
      meets: ['CN-MNT-04', 'CN-VER-03'],
    },
    steps(
      step('Security audit and penetration test.', { signal: 'security-breach' }),
      step('Performance benchmark: keep the figures beside those of last month.', { signal: 'web-vitals-lcp' }),
      'Dependencies and security patches, as in [Weekly maintenance](#weekly-maintenance).',
      step('Database: indexes that nothing uses, documents past their time.', { signal: 'firestore-latency' }),
      step('Certificate: days left. Firebase renews it by itself; below 30 days somebody finds out why not.', {
        signal: 'certificate-days-left-home',
      }),
      step('Disaster recovery test, as in [Disaster recovery test and drill](#disaster-test).', { signal: 'full-system-weekly-age' }),
      'Documents: this runbook, as in [Review of this runbook](#runbook-review).',
      'Training: one person who has never done it rolls the application back in the scratch project.',
    ),
  );

const quarterly = () =>
  section(
    'maintenance',
    'quarterly-maintenance',
    {
      title: 'Quarterly maintenance',
      when: 'First Sunday of January, April, July and October, from 02:00 Asia/Ho_Chi_Minh',
      assumed: true,
      meets: ['CN-MNT-05', 'CN-VER-03'],
    },
    steps(
      step('Security review of the whole system: grants, keys, rules, secrets.', { signal: 'security-privileged-grants' }),
      'Performance optimisation: the lists of [Make it faster](#optimisation), against three months of figures.',
      'Scaling assessment, as in [Scaling review](#scaling-review).',
      'Business continuity plan: who does what when office, provider or a key person is missing.',
      'Compliance audit: the [matrix of controls](../compliance.md#carenow-production), each with the resources that meet it.',
      'Technology: versions that end within a year, services that Google retires.',
      step('Disaster recovery drill, as in [Disaster recovery test and drill](#disaster-test).', {
        signal: 'full-system-disaster-drill-drill-age',
      }),
      'Team: pages per person, nights, and what would make them fewer.',
    ),
  );

const scalingReview = () =>
  section(
    'capacity',
    'scaling-review',
    {
      title: 'Scaling review',
      when: 'Every quarter, with the quarterly maintenance',
      intro: 'Functions scale by themselves between their bounds. The review sets the bounds; no figure forces one.',
      meets: ['CN-CAP-01'],
    },
    steps(
      step('Requests: the busiest hour of the quarter, and its growth.', { signal: 'cloud-run-request-rate' }),
      step('Memory: the share of 512 MB that instances use.', { signal: 'cloud-run-memory' }),
      step('CPU: how often it is above 80 %.', { signal: 'cloud-run-cpu' }),
      step('Instances: whether the upper bound was reached. If so, raise it, and find what limits the instances behind it.', {
        signal: 'cloud-run-instances',
      }),
      'Write down the bounds that you set and the load that they are meant for.',
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
        'Owner: `legal@carenow.com`. The deadline of 72 h is counted from detection: the moment at which anybody here, or an alert, first ' +
        'showed it. Nights, weekends and open questions do not stop the clock.',
      template: lines(
        'To: {authority}',
        'Detected: {date and time, Asia/Ho_Chi_Minh}',
        'What happened: {facts}',
        'Data concerned: {kinds, number of persons and records}',
        'Likely consequences: {for the persons}',
        'Done and planned: {measures}',
        'Contact: legal@carenow.com',
      ),
      meets: ['CN-CMP-05', 'CN-CMP-01', 'CN-CMP-04'],
    },
    steps(
      'Hour 0: write the time of detection into the incident record and into a message to `legal@carenow.com`.',
      'Hour 24: legal has the facts that are known and names the authorities: GDPR and CCPA for the persons they protect, HIPAA, the card brands for payments, the Vietnamese authority.',
      'Hour 48: legal has the text of the notice.',
      'Hour 72 at the latest: legal has sent it, complete or not. What is missing follows.',
      'Keep the record of the breach, also of one that was not notified, with the reason.',
    ),
  );

const location = () =>
  section(
    'compliance',
    'data-location',
    {
      title: 'Where data may be',
      intro:
        'Data and backups stand in `asia-southeast1`; `asia-southeast2` is allowed for the second copy. A place outside of these two fails before it is deployed.',
      assumed: true,
      meets: ['CN-ENV-04', 'CN-CMP-04'],
    },
    steps(
      'Open question for `legal@carenow.com`: confirm that both locations satisfy Vietnamese data protection law. Until then the choice is ours.',
      shell(
        'Show where the buckets are.',
        lines(
          `gcloud storage buckets describe ${copies} --format='value(name,location)'`,
          'gcloud firestore databases list --format=\'value(name,locationId)\' --project="$PROJECT"',
        ),
      ),
    ),
  );

const telemetry = () =>
  section(
    'compliance',
    'client-telemetry',
    {
      title: 'No patient data in client telemetry',
      intro:
        'Crashlytics, Performance Monitoring and Analytics are outside of the HIPAA terms of the provider. No field of a patient may ' +
        'appear in an event, a trace name, a custom key, a breadcrumb or a log line of the client: no name, address, phone, e-mail, ' +
        'diagnosis, appointment, free text, and no id that leads to a person.',
      meets: ['CN-CMP-06', 'CN-CMP-02', 'CN-CMP-03'],
    },
    steps(
      'Review: a change that adds an event or a key lists its fields, and the reviewer refuses any that is not on the allowed list.',
      'Card and account numbers are never logged, anywhere.',
      'Dashboards and alerts group by release, route or country, never by user.',
      'Found one anyway: stop the event with a release, delete the data at the tool, and treat it as a [Data breach](#data-breach) until legal says otherwise.',
    ),
  );

const erasure = () =>
  section(
    'compliance',
    'erasure',
    {
      title: 'Erasure',
      intro:
        'Locked copies cannot be edited. A person who is erased leaves the backups as they expire: after 84 days the last copy that has ' +
        'them is deleted, and after 30 more days of soft delete nobody can bring it back. Longest remaining life: 114 days. The copy in the ' +
        'second place is made up to a day after the first, and goes as much later.',
      assumed: true,
      meets: ['CN-CMP-07'],
    },
    steps(
      'Erase in the live system: documents, account, files. Note an id and the date in the register of erasures, which holds nothing else.',
      'Tell the person the date at which the last backup is gone.',
      'After every restore, before users come back: erase again all entries of the register that are newer than the copy.',
      'Delete entries of the register after 120 days: not before the last copy in the second place has gone.',
    ),
  );
