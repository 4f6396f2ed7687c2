import { Duration } from './duration';
import { type Job, jobLogGroup, taskFailureLogGroup } from './job';
import { fittedName } from './names';
import type { ProductEnvironment } from './product-environment';
import type { JobPlace } from './start-backup';

/** How far a reading of a log looks back: to the newest run and the one before, at least two days. */
export const logReach = (betweenRuns: Duration): Duration =>
  Duration.longest(Duration.days(2), Duration.days(Math.ceil(betweenRuns.times(2).days)));

/** Commands that print the log of the newest runs of a job, each word by word. */
export function readLog(
  { id }: Pick<ProductEnvironment, 'id'>,
  { kind, name }: Job,
  place: JobPlace,
  reach: Duration,
): readonly (readonly string[])[] {
  if (place.cloud === 'aws') {
    const tail = (group: string, ...choice: readonly string[]): readonly string[] => {
      return ['aws', 'logs', 'tail', group, `--since=${reach.toShort()}`, '--format=short', '--region', place.region, ...choice];
    };
    return [
      tail(jobLogGroup(id), '--log-stream-name-prefix', `${name}/`),
      tail(taskFailureLogGroup(id), '--filter-pattern', `{ $.detail.group = "family:${id}-${name}" }`),
    ];
  }
  const project = `--project=${place.project}`;
  const entries = (resource: string, label: string, value: string): readonly string[] => [
    'gcloud',
    'logging',
    'read',
    `resource.type="${resource}" AND resource.labels.${label}="${value}"`,
    project,
    `--freshness=${reach.toShort()}`,
    '--limit=100',
    '--format=value(timestamp,severity,textPayload,jsonPayload)',
  ];
  if (kind === 'container') return [entries('cloud_run_job', 'job_name', fittedName('cloudRunJob', `${id}-${name}`))];
  const workflow = `${id}-${name}`;
  return [
    ['gcloud', 'workflows', 'executions', 'list', workflow, project, `--location=${place.location}`, '--limit=5'],
    entries('workflows.googleapis.com/Workflow', 'workflow_id', workflow),
  ];
}
