import { group, section, shell, step, steps } from '../../model/vocabulary';
import { healthAndVersion } from './life-manager-commands';
import { lines } from './text';

/** What somebody does who was paged. */
export const incidents = () => [critical(), high(), incidentMessage(), securityIncident()];

const critical = () =>
  section(
    'incident',
    'critical-incident',
    {
      title: 'P0: outage, loss of data, breach',
      intro: 'Users are told every 30 minutes on the status page, `{status_page_url}`. `#incidents` hears of everything.',
      mends: ['probe-failing-regions-health'],
      meets: ['LM-CHN-04', 'LM-INC-01', 'LM-CHN-02'],
    },
    group(
      'Minutes 0-5: acknowledge',
      'Acknowledge in PagerDuty.',
      'Say in `#incidents` that you have it.',
      'PagerDuty has paged whoever is on call. If that is not you, page them again by hand.',
      'Start the incident log: a document with a time on each line.',
    ),
    group(
      'Minutes 5-15: triage',
      step('Impact: how many users, which data is at risk.', { signal: 'probe-failing-regions-health' }),
      step('Cause, as far as it decides what to do: release, database, provider, load.', { signal: 'http-errors-by-route' }),
      step('Decide on a rollback. After a release of the last hours it is the first thing to try: [Roll back a release](#rollback).', {
        signal: 'http-deployed-version',
      }),
      'Escalate when you do not know the cause by minute 15: team lead, at 30 the engineering manager, at 60 the CTO. PagerDuty does the same.',
    ),
    group(
      'Minutes 15-60: mitigate',
      'Roll back, mend, or restore: [Restore the database](#database-restore).',
      shell('Verify that service is back.', healthAndVersion, { signal: 'http-error-ratio' }),
      step('Stay until it has been stable for 30 minutes.', { signal: 'http-latency' }),
    ),
    group(
      'Communication, from minute 15 at the latest',
      'Set the status page, `{status_page_url}`, to what users see.',
      'Write to the users that are affected, when their data is or may be.',
      'Update both every 30 minutes, also without news, with [Incident message](#incident-message).',
    ),
    group(
      'Afterwards, within 24 to 48 hours',
      'Write the incident report.',
      'Hold the post-mortem, without blame.',
      'Give each action an owner and a date.',
      'Correct this runbook.',
    ),
  );

const high = () =>
  section(
    'incident',
    'high-incident',
    {
      title: 'P1: part of it is down, or a major feature',
      mends: ['probe-failing-regions-tasks', 'postgres-connection-errors'],
      meets: ['LM-INC-02', 'LM-CHN-02'],
    },
    group(
      'Minutes 0-15: acknowledge',
      'Acknowledge in PagerDuty; at minute 15 the team lead is paged.',
      'Say in `#incidents` that you have it.',
      'Call whoever is on call, if that is not you.',
    ),
    group(
      'Minutes 15-60: investigate',
      step('Which components are affected.', { signal: 'http-errors-by-route' }),
      step('What changed last.', { signal: 'http-deployed-version' }),
      step('Logs and figures around the first error.', { signal: 'postgres-connection-errors' }),
    ),
    group(
      'Hours 1-4: resolve',
      'Mend it.',
      'Test it in staging, with the case that failed.',
      'Deploy it as [a hotfix](#hotfix), or with the next release.',
      step('Watch for 15 minutes.', { signal: 'http-error-ratio' }),
    ),
  );

const incidentMessage = () =>
  section(
    'incident',
    'incident-message',
    {
      title: 'Incident message',
      when: 'At the start, every 30 minutes for a P0, at each change of state, at the end',
      intro: 'Four states: Investigating, Identified, Monitoring, Resolved.',
      template: lines(
        '**Incident update**',
        '',
        '**Status:** {Investigating, Identified, Monitoring or Resolved}',
        '**Impact:** {what users cannot do}',
        '**Started:** {time, UTC}',
        '**Last update:** {time, UTC}',
        '',
        '**What happened:** {facts}',
        '**What we do now:** {action}',
        '**Next update:** {time, UTC}',
      ),
      meets: ['LM-PROC-10'],
    },
    steps('To users: the status page, `{status_page_url}`.', 'To the team: `#incidents`.'),
  );

const securityIncident = () =>
  section(
    'incident',
    'security-incident',
    {
      title: 'Security incident',
      intro:
        'Somebody is in who should not be, or data is out. Treat it as P0. The clock of [Report a breach](#breach-report) starts now. ' +
        'Preserve before you clean up.',
      mends: ['security-breach'],
      meets: ['LM-PROC-11'],
    },
    group(
      '1. Immediate',
      'Isolate what is affected: [Maintenance mode](#maintenance-mode) stops the application, a network rule stops the rest.',
      shell(
        'Preserve the logs, outside of the systems that are affected: export the last 14 days from the log store in Grafana. The command keeps what comes from now on.',
        lines(
          'vercel logs "$DEPLOYMENT_URL" --json > "$EVIDENCE_FOLDER/application.json"',
          'sha256sum "$EVIDENCE_FOLDER"/* > "$EVIDENCE_FOLDER.sha256"',
        ),
      ),
      'Tell the security team; its address is among the [contacts](#contacts).',
      'Start the incident log. Every action goes into it.',
    ),
    group(
      '2. Investigation',
      step('Read the audit log.', { signal: 'security-privileged-events' }),
      step('Find the way in.', { signal: 'log-refused-by-address' }),
      step('Say which data could be read, and of how many users.', { signal: 'security-breach' }),
      'Write the findings down, with what they rest on.',
    ),
    group(
      '3. Containment',
      'Revoke the credentials that the attacker had or could read, then [rotate the secrets](#secret-rotation).',
      step('Block the addresses.', { signal: 'log-refused-by-address' }),
      'Close the hole, by a reviewed change.',
      step('End the sessions of affected users and make them set a new password.', { signal: 'security-failed-login-count' }),
    ),
    group(
      '4. Recovery',
      step('Restore from a copy that was made before the first access: [Restore the database](#database-restore).', {
        signal: 'database-weekly-restore-drill-failed',
      }),
      'Verify that code, settings and data are what they should be.',
      step('Watch for a return for 14 days.', { signal: 'security-breach' }),
    ),
    group(
      '5. Notification',
      'Tell the users that are affected.',
      'Report to authorities where it is required: [Report a breach](#breach-report).',
      'Change the rules that allowed it.',
    ),
  );
