import { Duration } from '../../model/duration';
import { group, section, shell, step, steps } from '../../model/vocabulary';
import { newestManifest, restoreRole, startTask, taskAccess } from './aws-copies';
import { lines } from './text';

/** What comes round, the drills, growth, and duties to others. */
export const routines = () => [morning(), evening(), weekly(), monthly(), cost(), documents()];

export const drills = () => [weeklyRestore(), monthlyRestore()];

export const duties = () => [scaling(), breachClock(), vendors(), vendorTests()];

const morning = () =>
  section(
    'routine',
    'morning-check',
    {
      title: 'Morning check',
      when: 'Every day at 09:00 UTC, 5 minutes',
      intro: 'On the dashboard {dashboard-status}. One red figure is enough: escalate at once, do not wait for the rest of the list.',
      meets: ['OM-RTN-01', 'OM-DASH-01'],
    },
    group(
      'Four items',
      step('All application servers respond.', { signal: 'host-up' }),
      step('The database works as on other days.', { signal: 'postgres-slow-queries' }),
      step('Errors of critical operations are below 1 %.', { signal: 'http-critical-operation-error-ratio' }),
      step('The backup of 02:00 has ended and was verified.', { signal: 'backup-ages' }),
    ),
    group(
      'Four figures',
      step('Response time of what users wait for: below 2 seconds.', { signal: 'http-latency' }),
      step('Error ratio of critical flows: below 1 %.', { signal: 'http-critical-operation-error-ratio' }),
      step('Connections to the database: below 80 % of the pool.', { signal: 'postgres-connection-use' }),
      step('Disk: below 80 % on every server.', { signal: 'host-disk' }),
    ),
  );

const evening = () =>
  section(
    'routine',
    'evening-backup-check',
    {
      title: 'Evening backup check',
      when: 'Every day at 18:00 UTC, 2 minutes',
      intro: 'On the dashboard {dashboard-backups}. A failed backup is an error and has paged; this check is for what no alert sees.',
      meets: ['OM-RTN-02'],
    },
    steps(
      step("Today's backup has ended well.", { signal: 'backup-ages' }),
      step('Its size makes sense: not 0, not much smaller than that of yesterday.', { signal: 'backup-sizes' }),
      shell(
        `It stands off-site too, in the other region. Take ${restoreRole}, which reads both.`,
        lines(
          'aws s3api list-objects-v2 --region "$COPY_REGION" --bucket "{copy-bucket}" --prefix daily/ \\',
          "  --query 'sort_by(Contents, &LastModified)[-1].[Key,Size,LastModified]' --output text",
        ),
        { signal: 'backup-ages' },
      ),
      step('Once a week, not every day: the restore test has passed.', { signal: 'drill-durations' }),
    ),
  );

const weekly = () =>
  section(
    'routine',
    'weekly-maintenance',
    {
      title: 'Weekly maintenance',
      when: 'Every Monday after the morning check',
      meets: ['OM-RTN-03'],
    },
    group(
      'Security and updates: 30 minutes',
      step('Security logs: anything that nobody can explain.', { signal: 'security-breach' }),
      'Critical security updates of the dependencies: today, not next week.',
      'Other updates that break nothing.',
      step('Scan the application for known vulnerabilities, unless the pipeline did, and [record the scan](#record-security-scan).', {
        signal: 'routine-security-scan-age',
      }),
    ),
    group(
      'Performance: 15 minutes',
      step('Slow queries that could be better.', { signal: 'postgres-slow-queries' }),
      step('Trend of response times and errors.', { signal: 'http-latency-versus-last-week' }),
      step('Growth of the disks, and the day on which one is full.', { signal: 'host-disk-days-until-full' }),
      step('Errors that come back.', { signal: 'http-error-classes' }),
    ),
    group(
      'Backup test: 15 minutes',
      step('Read the result of Sunday, as in [Weekly restore](#weekly-restore).', { signal: 'database-weekly-restore-drill-failed' }),
    ),
  );

const monthly = () =>
  section(
    'routine',
    'monthly-reviews',
    {
      title: 'Monthly reviews',
      when: 'First Monday of the month',
      intro: 'Products rotate keys every month, unless they say otherwise: life-manager rotates every quarter.',
      meets: ['OM-RTN-04', 'OM-CON-01', 'OM-VER-03'],
    },
    group(
      'Security assessment: 2 hours',
      step('Access logs: attempts that were not allowed.', { signal: 'security-breach' }),
      'Accounts: remove those that nobody uses, and those of people who left.',
      'API keys and credentials of services: review all, rotate all.',
      step('Scan application and infrastructure for vulnerabilities, and [record the scan](#record-security-scan).', {
        signal: 'routine-security-scan-age',
      }),
    ),
    group(
      'Performance optimisation: 1 hour',
      step('Trends of the month.', { signal: 'http-latency' }),
      step('Queries: mend the worst.', { signal: 'postgres-slow-query-count' }),
      step('Data and logs that nobody needs: clean up.', { signal: 'monthly-growth-database' }),
      step('Growth: what has to be larger, and when.', { signal: 'host-disk-days-until-full' }),
    ),
    group(
      'Disaster recovery validation: 2 hours',
      'The [Monthly full restore](#monthly-full-restore).',
      'Review the emergency contacts: every address and number is tried, every "not set" gets a value or an owner.',
    ),
  );

const cost = () =>
  section(
    'routine',
    'cost-review',
    {
      title: 'Cost review',
      when: 'Every month, with the monthly reviews',
      intro: 'What stored backups cost is estimated under [Storage of copies](#storage-of-copies), from the retention that is declared.',
      meets: ['OM-RTN-05'],
    },
    steps(
      step('Resources that nobody uses: remove them.', { signal: 'host-cpu' }),
      step('Queries: those that cost most, made cheaper.', { signal: 'postgres-slow-queries' }),
      step('Caching: what is computed again and again.', { signal: 'postgres-cache-hit-ratio' }),
      step('Auto-scaling: capacity follows demand, also downwards.', { signal: 'monthly-growth-requests' }),
    ),
  );

const documents = () =>
  section(
    'routine',
    'documents',
    {
      title: 'Documents',
      when: 'Kept current all the time, reviewed every quarter',
      meets: ['OM-RTN-06'],
    },
    group(
      'Always current',
      'Emergency contacts.',
      'Access credentials and the ways to recover them.',
      'Network topology and configuration of servers.',
      'Vendors: contacts and procedures.',
    ),
    group(
      'Every quarter',
      'Put the lessons of incidents into the procedures.',
      'Test every documented procedure: somebody who has not written it follows it to the letter.',
      'Remove what is out of date.',
      'Train the team on what changed.',
    ),
  );

const weeklyRestore = () =>
  section(
    'verification',
    'weekly-restore',
    {
      title: 'Weekly restore',
      when: 'Sundays at 09:00 UTC, by itself; within {limit-of-weekly-restore}, overdue after {overdue-of-weekly-restore}',
      meets: ['OM-VER-02', 'OM-OBJ-01'],
    },
    steps(
      step('The restore of the newest copy has passed.', { signal: 'database-weekly-restore-drill-failed' }),
      step('It took less than {limit-of-weekly-restore}, and about as long as last week.', { signal: 'drill-durations' }),
      shell(`It failed: find out why, then start it again. ${taskAccess}`, startTask('database-weekly-restore'), {
        signal: 'database-weekly-restore-drill-age',
      }),
      'Write down each trouble, and correct the recovery steps where they were wrong.',
    ),
  );

const monthlyRestore = () =>
  section(
    'verification',
    'monthly-full-restore',
    {
      title: 'Monthly full restore',
      when: 'Every month, within {limit-of-monthly-full}; overdue after {overdue-of-monthly-full}',
      intro: 'A drill that fails is a failed recovery that happened early: it is repeated in the same week.',
      mends: ['full-system-monthly-full-drill-*'],
      meets: ['OM-VER-03', 'OM-OBJ-01'],
    },
    steps(
      shell(
        `Note the start. Take ${restoreRole} and find the newest verified copy of the full system below \`weekly/\`.`,
        lines('date -u +%Y-%m-%dT%H:%M:%SZ | tee started.txt', newestManifest('full-system', 'weekly/')),
        { signal: 'full-system-weekly-age' },
      ),
      'Restore it on a scratch host, as the chapter [Restore](#restore) says for the full system.',
      'Function check: every critical function works on the restored system: sign-in, orders, payments in test mode.',
      step('Record start, end and result as drill `monthly-full`. Only a record quiets the alarm.', {
        signal: 'full-system-monthly-full-drill-age',
      }),
      'Procedure update: correct the recovery steps by what you saw, and try the emergency contacts.',
      'Destroy the scratch host and what was fetched to it.',
    ),
  );

const scaling = () =>
  section(
    'capacity',
    'scaling',
    {
      title: 'When to scale',
      when: 'When an information alert of capacity arrives: next business day',
      mends: ['host-disk*', 'host-cpu', 'host-memory', 'postgres-utilisation'],
      meets: ['OM-CAP-01', 'OM-CAP-02', 'OM-CAP-03', 'OM-CAP-04', 'OM-MET-08'],
    },
    steps(
      step('Database above 80 % for 15 minutes: CPU, storage or connections. Look for a query first, then scale.', {
        signal: 'postgres-utilisation',
      }),
      step('Application servers above 70 % CPU for 30 minutes: one more server.', { signal: 'host-cpu' }),
      step('Storage above 70 %: more, before it is 80 %.', { signal: 'host-disk' }),
      step('Network: follow the trend; there is no limit.', { signal: 'host-network' }),
      step('Growth of users, data, traffic and use of heavy features, month by month.', { signal: 'monthly-growth-registrations' }),
    ),
  );

const breachClock = () =>
  section(
    'compliance',
    'breach-clock',
    {
      title: 'Breach clock',
      noticeWithin: Duration.hours(72),
      intro:
        'GDPR, article 33: the authority hears of a breach of personal data within 72 hours of the moment at which we knew. Every product ' +
        'that names no deadline of its own inherits this section.',
      template: lines(
        'To: {authority}',
        'Known since: {date and time, UTC}',
        'What happened: {facts}',
        'Data concerned: {kinds, number of persons and records}',
        'Likely consequences: {for the persons}',
        'Done and planned: {measures}',
        'Contact: {name and address}',
      ),
      meets: ['OM-CMP-01'],
    },
    steps(
      'Hour 0: note the time. Start the action log: every action in the incident, with time and person. It is evidence.',
      'Hour 1: tell the legal team, as soon as personal data may be concerned. They decide what must be reported.',
      'Hour 24: legal has the facts and the list of data.',
      'Hour 72 at the latest: the authority has the notice. What is not known yet follows.',
      'Tell the persons without delay where the risk for them is high.',
      'Keep the action log and the decision, also when nothing was reported.',
    ),
  );

const vendors = () =>
  section(
    'vendor',
    'vendor-watch',
    {
      title: 'Watch vendors',
      assumed: true,
      mends: ['vendor-status-page'],
      meets: ['OM-VND-02', 'OM-VND-01', 'OM-VND-03'],
    },
    steps(
      step('The status page of each vendor is watched. Where one is red, say so in our own messages.', { signal: 'vendor-status-page' }),
      step('Availability of the cloud in 30 days, against 99.9 %. Below it, claim what the contract promises.', {
        signal: 'vendor-availability-cloud',
      }),
      'A value that is not set is a finding of every synth. Before you write to a vendor: contract number, first time in UTC, what you see.',
    ),
  );

const vendorTests = () =>
  section(
    'vendor',
    'vendor-tests',
    {
      title: 'Test vendors',
      when: 'Backup providers every quarter, certificates every year',
      meets: ['OM-VND-04', 'OM-CMP-02'],
    },
    group(
      'Every quarter; overdue {overdue-of-vendor-test} after the last test',
      'Switch a test payment to the backup provider, and back.',
      'Restore one file from the copy at the other cloud.',
      step(
        'Both went well: [record it](#record-vendor-test). The date of the record counts; {overdue-of-vendor-test} later an alert says that the next is missing.',
        {
          signal: 'routine-vendor-test-age',
        },
      ),
    ),
    group(
      'Every year; overdue 12 months after the last review',
      'Ask each vendor for its current certificate: PCI DSS for payments, SOC 2 or ISO 27001 for the cloud.',
      'Write the day of the review into `reviewed` of that vendor in `products/operations-manual.ts`, with the end of the certificate beside it. ' +
        'The table above tells when it is overdue, and the nightly check of dates fails from then on. A certificate that ends sooner is asked for anew before it does.',
    ),
  );
