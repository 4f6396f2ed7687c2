import { group, section, shell, step, steps } from '../../model/vocabulary';
import { startBackup, taskAccess, verifyNow } from './aws-copies';
import { healthCheck, undoRollout } from './mobile-matrix-commands';
import { lines } from './text';

/** Planned and urgent work. */
export const maintenance = () => [plannedMaintenance(), emergencyMaintenance(), downtimeBudget()];

export const platform = () => [dependencies()];

const plannedMaintenance = () =>
  section(
    'maintenance',
    'planned-maintenance',
    {
      title: 'Planned maintenance',
      when: 'Sundays 02:00 to 04:00 UTC',
      intro:
        'The database is backed up at 02:00 and the full system at 03:00. Both keep their times and are never muted. What disturbs starts ' +
        'when the copy of 02:00 is verified, and ends before 03:00. What is left waits until the full copy is verified; where that is after ' +
        'the window has closed, see the calendar above, it waits for the next window.',
      meets: ['MM-MNT-05', 'MM-MNT-01', 'MM-MNT-02'],
    },
    group(
      'Before',
      'Notify users at least three days ahead: status page, with start and end in UTC.',
      shell(`Back up the database on demand; the copy goes to \`manual/\`. ${taskAccess}`, startBackup('database'), {
        signal: 'backup-watcher',
      }),
      shell(
        'Prepare the way back: note the revision and the image that run, and until what time you will turn back.',
        lines(
          'kubectl rollout history deployment/mobile-matrix-app -n mobile-matrix',
          "kubectl get deployment mobile-matrix-app -n mobile-matrix -o jsonpath='{.spec.template.spec.containers[*].image}'",
        ),
      ),
      'Test the very same change in staging.',
    ),
    group(
      'When the window opens',
      shell(
        `Wait until the backup of 02:00 has ended, then have its copy verified: its age falls below an hour. No success, no work. ${taskAccess}`,
        verifyNow('database'),
        { signal: 'database-daily-age' },
      ),
    ),
    group(
      'During',
      'Turn on maintenance mode, but only if the change cannot be rolled out pod by pod: it spends the [downtime budget](#downtime-budget).',
      step('Apply the change.', { signal: 'kubernetes-missing-replicas' }),
      'Run the tests of the release.',
      shell('Verify what users do: open, compare two phones, ask the AI.', healthCheck, { signal: 'http-error-ratio' }),
    ),
    group(
      'After',
      step('Turn off maintenance mode.', { signal: 'probe-failing-regions-health' }),
      step('Watch errors and response time for 30 minutes.', { signal: 'http-latency' }),
      'Update the documentation, and this runbook.',
      'Tell users that it is done.',
    ),
  );

const emergencyMaintenance = () =>
  section(
    'maintenance',
    'emergency-maintenance',
    {
      title: 'Emergency maintenance',
      intro: 'For a security hole that is used, or a fix that cannot wait for Sunday. Six steps.',
      meets: ['MM-MNT-06'],
    },
    steps(
      'Assess how urgent it is and whom it hurts. If it can wait until Sunday, it waits.',
      'Notify stakeholders at once: `#mobile-matrix-alerts`, the engineering manager, the status page.',
      shell(`Make an emergency backup and wait until it has ended with 0. ${taskAccess}`, startBackup('database'), {
        signal: 'database-daily-failed',
      }),
      shell(
        'Apply the fix pod by pod. It fails: roll back.',
        lines(
          'kubectl set image deployment/mobile-matrix-app -n mobile-matrix "$CONTAINER=$IMAGE"',
          'kubectl rollout status deployment/mobile-matrix-app -n mobile-matrix --timeout=5m',
        ),
      ),
      step('Watch it closely for 2 hours.', { signal: 'http-error-ratio' }),
      'Document the change, the reason and the times.',
    ),
    group('Way back', shell('To the revision before.', undoRollout, { signal: 'http-error-ratio' })),
  );

const downtimeBudget = () =>
  section(
    'maintenance',
    'downtime-budget',
    {
      title: 'Downtime budget',
      intro:
        'An uptime above 99.9 % leaves 43 minutes a month. The weekly window alone is about 8.7 hours a month, so the two cannot both be used ' +
        'up. The stricter one holds: maintenance counts as downtime, and nothing is taken out of the availability that is promised.',
      meets: ['MM-MNT-04'],
    },
    steps(
      step('Look at what is left of the budget before you plan a downtime.', { signal: 'slo-availability-error-budget' }),
      'Roll out pod by pod. Maintenance mode is for changes that cannot be, and ends when the budget does.',
      step(
        'Read both series: the first is the promise, the second leaves planned work out and shows how much of the loss was ours to choose.',
        {
          signal: 'slo-availability-availability',
        },
      ),
    ),
  );

const dependencies = () =>
  section(
    'vendor',
    'dependencies',
    {
      title: 'What the product stands on',
      intro:
        'Production runs on Kubernetes in the namespace `mobile-matrix`, with backups on S3. Docker Compose is the alternative; its commands stand beside.',
      assumed: true,
      meets: ['MM-TOP-01', 'MM-TOP-02', 'MM-ENV-01'],
    },
    steps(
      step('Application: Node 20.', { signal: 'http-error-ratio' }),
      step('PostgreSQL: all data. Backed up, restored weekly.', { signal: 'postgres-up' }),
      step('Redis: a cache. It fills itself again after a loss; expect slow answers meanwhile.', { signal: 'redis-up' }),
      shell(
        'AI service: external. Its health address is in the inputs `ai_health_host` and `ai_health_path`, those of the provider that the product really uses.',
        'curl --fail --silent --show-error --output /dev/null "https://{ai_health_host}{ai_health_path}"',
        {
          signal: 'probe-failing-regions-ai',
        },
      ),
      step('The AI service is down: comparisons without AI stay up. Look at the status page of the provider, and tell users.', {
        signal: 'dependency-latency-ai',
      }),
    ),
  );
