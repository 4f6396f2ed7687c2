import { group, section, shell, step, steps } from '../../model/vocabulary';
import { dashboardLink, listReleases, lookFromOutside, newestDrills, rollBackHosting, showEmergencyPage } from './carenow-commands';
import { lines } from './text';

/** What somebody does who was paged, from the first minute to the review. */
export const incidents = () => [systemDown(), classes(), incidentProcess(), incidentMessage(), securityIncident(), dataBreach()];

const systemDown = () =>
  section(
    'incident',
    'system-down',
    {
      title: 'The system is down',
      intro:
        'P0. The application has to be back 15 minutes after the page, so bring users back first and look for the cause later. Before you ' +
        'are ever paged, know `SITE` (the Hosting site of carenow.com) and `EMERGENCY_SITE` (the Hosting site that holds the emergency page; ' +
        'a preview channel would expire after 30 days at most).',
      mends: ['probe-failing-regions-*'],
      meets: ['CN-ESC-01', 'CN-ESC-02', 'CN-OBJ-05', 'CN-PROC-05', 'CN-OBJ-02'],
    },
    group(
      'Minutes 0-5, first: bring users back',
      shell('The page went out at minute 0. Look at the last releases: the first line is live now.', listReleases),
      shell(
        'Something was released in the last 24 hours: put the version before it back on the live channel. `GOOD_VERSION` is the last part of ' +
          'its name in the list.',
        rollBackHosting,
        { signal: 'probe-failing-regions-home' },
      ),
      shell(
        'If nothing was released, or the rollback does not help within 2 minutes, put the emergency page on the live channel. Users then ' +
          'see that we know.',
        showEmergencyPage,
        { signal: 'probe-failing-regions-home' },
      ),
    ),
    group(
      'Minutes 0-5, then: check what fails',
      shell('Look from outside.', lookFromOutside, { signal: 'probe-failing-regions-health' }),
      step('Read <https://status.firebase.google.com>. If Firebase itself is down, the emergency page stays and you wait for Google.'),
      step('See which component carries the errors: hosting, functions, Firestore or sign-in.', { signal: 'cloud-run-error-ratio' }),
    ),
    group(
      'Minutes 5-15: escalate',
      'PagerDuty calls the secondary on-call at minute 5 and the technical lead at minute 15 if nobody has acknowledged. Call them yourself if you are stuck.',
      'Open the incident record and name one person who decides and one who writes.',
      'Send the first message, as in [Incident message](#incident-message).',
      step('Start troubleshooting with what changed last: release, rules, configuration, traffic.', { signal: 'cloud-run-request-rate' }),
    ),
    group(
      'Minute 15+: root cause, after service is back',
      'Find and mend the cause. If users are still without service at minute 15, the objective is missed: say so in the next message.',
      step('Watch the recovery until errors have been normal for 30 minutes.', { signal: 'cloud-run-error-ratio' }),
      shell('Verify sign-in, a booking and a payment by hand, then from outside.', lookFromOutside),
      'Tell stakeholders that it is over, and hold the review of [Incident process](#incident-process).',
    ),
  );

const classes = () =>
  section(
    'incident',
    'lower-classes',
    {
      title: 'Where P1 ends and P2 begins',
      intro:
        'The table of incident classes has all four. These are its edges. A slowdown of exactly 50 % counts as P1. In doubt take the ' +
        'higher class.',
      meets: ['CN-INC-03'],
    },
    group(
      'P2, response within 4 h',
      'A minor feature does not work.',
      step('Requests are slower than usual, by less than 50 %.', { signal: 'cloud-run-latency-versus-last-week' }),
      'A bug that stops nobody.',
      'The interface is wrong or hard to use.',
    ),
    group(
      'P3, response within 24 h',
      'A wish for something new.',
      'A small bug.',
      'A mistake in documentation.',
      'Something that only looks wrong.',
    ),
  );

const incidentProcess = () =>
  section(
    'incident',
    'incident-process',
    {
      title: 'Incident process',
      intro: 'Four phases, for every class. A P0 begins with its own section above.',
      meets: ['CN-PROC-01'],
    },
    group(
      '1. Detection',
      'An alert: acknowledge it in PagerDuty.',
      'A report of a user, through `support@carenow.com`: open the incident in PagerDuty yourself.',
      `The dashboard: open ${dashboardLink('overview', 'CareNow overview')} and read its list of alerts.`,
      step('A health check from outside.', { signal: 'probe-failing-regions-health' }),
    ),
    group(
      '2. Assessment',
      'Choose the class from the table of incident classes.',
      step('Name the systems that are affected.', { signal: 'cloud-run-error-ratio' }),
      step('Estimate how many users it touches and whether data is at risk.', { signal: 'business-active-users' }),
      'Say who works on it, who decides and who writes messages.',
    ),
    group(
      '3. Response',
      'Do what brings users back soonest: roll back before you repair.',
      'Tell stakeholders at once and every 30 minutes, see [Incident message](#incident-message).',
      'Write down each action with its time.',
      step('Watch whether it helps.', { signal: 'cloud-run-latency' }),
    ),
    group(
      '4. Resolution',
      'Check that the fix holds: repeat what failed.',
      'Take the emergency page and other stopgaps away.',
      'Change the alert, panel or probe that should have told it sooner.',
      'Hold the post-incident review: timeline, root cause, one owner and date for each action. Correct this runbook the same day.',
    ),
  );

const incidentMessage = () =>
  section(
    'incident',
    'incident-message',
    {
      title: 'Incident message',
      when: 'At the start, then every 30 minutes until the incident is resolved',
      intro:
        'Four states: Investigating, Identified, Monitoring, Resolved. Facts only, no guesses, no patient data. An update without news is ' +
        'still sent.',
      template: lines(
        'Subject: [P{level}] {title}: {status}',
        '',
        'Incident: {id}',
        'Status: {Investigating, Identified, Monitoring or Resolved}',
        'Impact: {what users cannot do, how many}',
        'Services: {list}',
        'Start: {time, Asia/Ho_Chi_Minh}',
        'Next update: {time, 30 minutes from now at most}',
        'Actions:',
        '- {what is being done, by whom}',
      ),
      meets: ['CN-PROC-02', 'CN-CON-03'],
    },
    steps(
      'Inside: technical lead, product manager, and the CEO for a P0.',
      'Users who ask: give the text to `support@carenow.com`, who answers them.',
      'Public words, press and social media: only through `pr@carenow.com`.',
      'Emergency hotline: **not set**. Until its number is given in PagerDuty, users reach us by `support@carenow.com` only.',
    ),
  );

const securityIncident = () =>
  section(
    'incident',
    'security-incident',
    {
      title: 'Security incident',
      intro:
        'P0. Preserve before you clean up. If personal or health data may have been seen, go on with [Data breach](#data-breach) at the ' +
        'same time: its clock is already running.',
      mends: ['security-breach', 'security-failed-logins'],
      meets: ['CN-PROC-07'],
    },
    group(
      '1. Immediate',
      shell(
        'Isolate what is affected. Disabling a service account stops every function that runs as it, and can be undone.',
        'gcloud iam service-accounts disable "$SERVICE_ACCOUNT" --project="$PROJECT"',
        { signal: 'security-breach' },
      ),
      shell(
        'Preserve evidence outside of the project, in a folder that only the investigators read.',
        lines(
          'gcloud logging read \'logName:"cloudaudit.googleapis.com"\' --project="$PROJECT" --freshness=7d --format=json > "$EVIDENCE_FOLDER/audit.json"',
          'gcloud logging read \'severity>=WARNING\' --project="$PROJECT" --freshness=2d --format=json > "$EVIDENCE_FOLDER/warnings.json"',
          'sha256sum "$EVIDENCE_FOLDER"/*.json > "$EVIDENCE_FOLDER/checksums.txt"',
        ),
      ),
      'Tell the technical lead, `tech-lead@carenow.com`, by phone through PagerDuty and not by a channel that may be read.',
      'Start the record: who saw what, when, and each action from now on.',
    ),
    group(
      '2. Investigation',
      step('Read audit log and traces around the first sign.', { signal: 'security-privileged-grants' }),
      step('Find the way in: a stolen key, an account, a rule, a dependency.', { signal: 'security-key-creations' }),
      step('Say which data and which users could be reached.', { signal: 'security-rules-denials' }),
      'Keep copies of everything that the conclusions rest on, with checksums.',
    ),
    group(
      '3. Containment',
      step('Block the addresses of the attacker where requests enter, and enforce App Check on functions and Firestore.', {
        signal: 'security-failed-logins',
      }),
      shell(
        'Revoke credentials: keys of service accounts, tokens of users, secrets that the affected code could read.',
        lines(
          'gcloud iam service-accounts keys list --iam-account="$SERVICE_ACCOUNT" --project="$PROJECT" --managed-by=user',
          'gcloud iam service-accounts keys disable "$KEY_ID" --iam-account="$SERVICE_ACCOUNT" --project="$PROJECT"',
        ),
      ),
      'Patch what let the attacker in, through a reviewed change.',
      shell(
        'Tighten the rules and deploy them after a second pair of eyes.',
        'firebase deploy --only firestore:rules,storage --project "$PROJECT"',
      ),
    ),
    group(
      '4. Recovery',
      shell(
        'Restore from a clean copy: made before the first access, and of a backup whose newest drill passed. Then follow ' +
          '[Database recovery](#database-recovery).',
        newestDrills('firestore'),
        { signal: 'firestore-weekly-restore-drill-failed' },
      ),
      step('Verify the integrity of the system: integrity check, rules, functions and hosting are those of the repository.', {
        signal: 'data-integrity',
      }),
      'Close the gap for good: change the measure that failed, and test it.',
      step('Watch for a return for 14 days.', { signal: 'security-breach' }),
    ),
  );

const dataBreach = () =>
  section(
    'incident',
    'data-breach',
    {
      title: 'Data breach',
      intro:
        'P0. Detection starts a clock of 72 hours for the notice to authorities, see [Breach notice](#breach-notice). Write to the legal ' +
        'team, `legal@carenow.com`, in the first hour, even if you are not sure.',
      meets: ['CN-PROC-08', 'CN-CON-03', 'CN-CMP-05'],
    },
    group(
      '1. Immediate actions',
      'Isolate the systems that leak, as in [Security incident](#security-incident).',
      'Preserve evidence before you change anything.',
      'Tell legal, `legal@carenow.com`, with the time of detection. That time starts the 72 h clock.',
      'Document everything from now on: times, persons, decisions.',
    ),
    group(
      '2. Assessment',
      step('Find the scope: since when, through what, by whom.', { signal: 'security-breach' }),
      'List the data: kinds, number of persons and records, whether health or payment data is among them.',
      'Legal decides which duties apply: GDPR, CCPA, HIPAA, PCI DSS, Vietnamese law.',
      'Plan the messages with `legal@carenow.com` and `pr@carenow.com`: who is told what, when and by whom.',
    ),
    group(
      '3. Notification',
      'Authorities: within 72 hours of detection, even if the picture is incomplete. Legal sends it.',
      'Affected users: without delay where the risk for them is high, in plain words, with what they can do.',
      'Update the privacy policy where the breach showed that it was wrong.',
      'Offer help: a contact at `support@carenow.com`, answers to the usual questions, forced change of passwords where needed.',
    ),
  );
