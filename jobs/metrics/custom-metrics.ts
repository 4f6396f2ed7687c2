import { customResource } from '../../model/backup-metrics';
import { inWords, JobError } from '../exit';
import type { GoogleApi } from '../google/google-api';
import { type GaugeScope, inGroups } from './gauge';

/** A figure of this moment under the name of a custom metric. */
export interface Figure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Most series of one request (Cloud Monitoring, timeSeries.create). */
const mostInOneCall = 200;

/** Writes what a routine measured into Cloud Monitoring. */
export async function publishFigures(
  figures: readonly Figure[],
  { project, routine, ...scope }: GaugeScope & { readonly project: string; readonly routine: string },
  monitoring: GoogleApi,
): Promise<void> {
  const namespace = `${scope.product}-${scope.environment}`;
  const labels = { project_id: project, location: 'global', namespace, job: routine, task_id: routine };
  const endTime = new Date().toISOString();
  const series = figures.map(({ name, value, labels: own }) => ({
    metric: { type: `custom.googleapis.com/${name}`, labels: { ...scope, ...own } },
    resource: { type: customResource, labels },
    metricKind: 'GAUGE',
    valueType: 'DOUBLE',
    points: [{ interval: { endTime }, value: { doubleValue: value } }],
  }));
  try {
    for (const timeSeries of inGroups(series, mostInOneCall)) await monitoring.post(`v3/projects/${project}/timeSeries`, { timeSeries });
  } catch (error) {
    throw new JobError('metrics', inWords(error));
  }
}
