import { group, section, shell, step, steps } from '../../model/vocabulary';
import { app, healthCheck, previousTag, restartApp, undoRollout } from './mobile-matrix-commands';
import { lines } from './text';

/** What somebody does who was paged. Kubernetes runs production; Docker Compose stands beside it as the alternative. */
export const incidents = () => [response(), messages(), channels(), applicationDown(), databaseDown(), highErrorRate()];

const response = () =>
  section(
    'incident',
    'response',
    {
      title: 'Response in five phases',
      intro:
        'Times count from the alert or the first report. They are those of a P0; lower classes go through the same phases at their own pace.',
      mends: ['security-breach'],
      meets: ['MM-INC-03'],
    },
    group(
      'Detection: 0 to 5 minutes',
      'Acknowledge the page, or open the incident in PagerDuty if a person reported it.',
      'Choose the class. All users concerned is a P0.',
      step('Say in one sentence what users see.', { signal: 'probe-failing-regions-health' }),
    ),
    group(
      'Response: 5 to 15 minutes',
      'Name the incident commander: one person who decides and speaks, and who does not type commands. Write the name into the channel.',
      'Open the Slack channel `#inc-<id>`, with the number of the incident in PagerDuty.',
      'Send the first message, see [Messages](#messages), and begin with the section of the alert.',
    ),
    group(
      'Mitigation: 15 to 60 minutes',
      'Bring users back by the shortest way: roll back, scale, switch a feature off. The cause can wait.',
      'Restore the service or say that it will take longer, and wake the engineering manager at minute 30.',
      'Send an update every 15 minutes.',
    ),
    group(
      'Resolution: 1 to 4 hours',
      'Put the permanent fix in place, through staging.',
      step('Verify: errors and response time have been normal for 30 minutes.', { signal: 'http-error-ratio' }),
      'Send the last message and close the incident.',
    ),
    group(
      'Post-mortem: 24 to 48 hours',
      'Write down what happened, minute by minute, without blame.',
      'Find the root cause, and what would have shown it sooner.',
      'Open action items with an owner and a date. Correct this runbook.',
    ),
  );

const messages = () =>
  section(
    'incident',
    'messages',
    {
      title: 'Messages',
      intro: 'Three messages: first, update, resolution. An update is due every 15 minutes, also when nothing is new.',
      template: lines(
        'First message',
        'INCIDENT {class}: {what users see}',
        'State: investigating since {time, UTC}',
        'Impact: {who cannot do what}',
        'Back at: {estimate, or unknown}',
        'Next message: in 15 minutes',
        '',
        'Update',
        'UPDATE {title of the incident}',
        'State: {investigating, mitigating or resolved}',
        'Done: {since the last message}',
        'Next: {what is tried now}',
        'Back at: {new estimate}',
        '',
        'Resolution',
        'RESOLVED {title of the incident}',
        'Lasted: {from and until, UTC}',
        'Cause: {in one sentence}',
        'Mended by: {what was done}',
        'So that it does not come back: {what follows}',
      ),
      meets: ['MM-PROC-05'],
    },
    steps(
      'Fill in the fields in braces. Write what users notice, not what servers do.',
      'Send each message to `#inc-<id>` and `#mobile-matrix-alerts`, and put the public part on the status page.',
    ),
  );

const channels = () =>
  section(
    'incident',
    'channels',
    {
      title: 'Status page and incident channel',
      intro: 'The status page is `https://status.{domain}`, with the domain of the environment, the input `domain` of the settings.',
      meets: ['MM-CHN-03'],
    },
    steps(
      'Open the incident channel `#inc-<id>` in minutes 5 to 15 of the response, together with naming the incident commander. All decisions are written there.',
      shell(
        'Check that the status page itself can be reached, and set the state on it.',
        'curl --fail --silent --show-error --output /dev/null "https://status.{domain}"',
      ),
      'Keep it current every 15 minutes until the incident is resolved.',
    ),
  );

const applicationDown = () =>
  section(
    'incident',
    'application-down',
    {
      title: 'Application down',
      intro: 'P0. Signs: nothing answers, or `/api/health` fails. Note the time: the fifth step is due at minute 10.',
      mends: ['probe-failing-regions-health', 'slo-availability-*'],
      meets: ['MM-PROC-01', 'MM-PROC-02'],
    },
    group(
      'Kubernetes (production)',
      shell('See what answers and what runs.', lines(healthCheck, 'kubectl get pods -n mobile-matrix -o wide'), {
        signal: 'probe-failing-regions-health',
      }),
      shell(
        'Look for a deployment of the last hours, and read what the pods say. If there was one, go straight to the rollback.',
        lines(
          `kubectl rollout history ${app}`,
          `kubectl logs ${app} --tail=100`,
          'kubectl get events -n mobile-matrix --sort-by=.lastTimestamp',
        ),
        { signal: 'kubernetes-restarts' },
      ),
      shell('Restart, unless the log shows that the database is missing: then go to [Database down](#database-down).', restartApp, {
        signal: 'kubernetes-missing-replicas',
      }),
      shell('The restart did not help: roll back to the release before.', undoRollout, { signal: 'http-error-ratio' }),
      'Still down 10 minutes after the alert: escalate. PagerDuty calls the senior engineer by itself; call too, and hand over what you have tried.',
    ),
    group(
      'Docker Compose (alternative), for steps 1 to 4',
      shell('See what answers and what runs.', lines(healthCheck, 'docker compose ps --all')),
      shell('Read the log, look for a deployment.', lines('docker compose logs --tail=100 app', 'docker compose images app')),
      shell('Restart.', lines('docker compose restart app', healthCheck)),
      shell('Roll back: set the previous tag before the start. A stop and a start alone bring back the same image.', previousTag),
    ),
  );

const databaseDown = () =>
  section(
    'incident',
    'database-down',
    {
      title: 'Database down',
      intro: 'P0. Signs: connection errors, pages without data. `DATABASE` is the name of its stateful set.',
      mends: ['postgres-up'],
      meets: ['MM-PROC-03'],
    },
    group(
      'Kubernetes (production)',
      shell('Does it answer?', lines('pg_isready --host="$DATABASE_HOST"', 'kubectl get statefulset,pods,pvc -n mobile-matrix'), {
        signal: 'postgres-up',
      }),
      shell(
        'Read its log. Words to look for: `No space left`, `PANIC`, `invalid page`, `checksum`.',
        'kubectl logs "statefulset/$DATABASE" -n mobile-matrix --tail=200',
      ),
      shell(
        'Restart it, if the log speaks neither of a full disk nor of damage. With a full disk do step 4 first; with damage go to step 5 and touch nothing.',
        lines(
          'kubectl rollout restart "statefulset/$DATABASE" -n mobile-matrix',
          'kubectl rollout status "statefulset/$DATABASE" -n mobile-matrix --timeout=5m',
        ),
        { signal: 'postgres-up' },
      ),
      shell(
        'Check the disk. Make room by enlarging the volume. Never delete files of the database, least of all below `pg_wal`.',
        lines('kubectl exec -n mobile-matrix "statefulset/$DATABASE" -- df -h', 'kubectl get pvc -n mobile-matrix'),
        { signal: 'host-disk' },
      ),
      'Damage is likely: restore as in [Recover the database](#database-recovery). It overrides what is there, so the second level, the senior engineer, must confirm it in writing in `#inc-<id>` before you start. Alone you may prepare it, not do it.',
    ),
    group(
      'Docker Compose (alternative), for steps 1 to 4',
      shell('Does it answer?', 'docker compose exec db pg_isready'),
      shell('Read its log.', 'docker compose logs --tail=200 db'),
      shell('Restart it, under the same conditions.', 'docker compose restart db'),
      shell('Check the disk.', lines('df -h', 'docker system df')),
    ),
  );

const highErrorRate = () =>
  section(
    'incident',
    'high-error-rate',
    {
      title: 'High error rate',
      intro: 'More than 5 % of requests fail. Above 10 % it is a P0.',
      mends: ['http-error-ratio'],
      meets: ['MM-PROC-04', 'MM-TOP-02'],
    },
    steps(
      shell(
        'Which errors, on which paths, since when? On Docker Compose: `docker compose logs --since=1h app`.',
        `kubectl logs ${app} --since=1h | grep -i error | tail -n 50`,
        { signal: 'log-status-counts-by-path' },
      ),
      shell(
        'Do the services behind it answer: the AI provider at its own health address, the database, the cache?',
        lines(
          'curl --fail --silent --show-error --output /dev/null "https://{ai_health_host}{ai_health_path}"',
          'psql "$DATABASE_URL" --command "SELECT 1;"',
          'redis-cli -u "$REDIS_URL" ping',
        ),
        { signal: 'dependency-error-ratio-ai' },
      ),
      shell(
        'Is something used up? On Docker Compose: `docker stats --no-stream`, `free -h`, `df -h`.',
        lines('kubectl top pods -n mobile-matrix', 'kubectl top nodes'),
        { signal: 'kubernetes-memory' },
      ),
      step(
        'CPU or memory is used up and the requests are real: scale as in [Scale](#scale). Otherwise roll back as in [Application down](#application-down).',
        {
          signal: 'http-error-ratio',
        },
      ),
    ),
  );
