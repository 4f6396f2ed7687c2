import { setTimeout as passed } from 'node:timers/promises';
import { GoogleAuth } from 'google-auth-library';
import { customResource } from '../../model/backup-metrics';
import { inWords, JobError } from '../exit';
import { type Gauge, type GaugeScope, inGroups, type Publisher } from './gauge';
import { customMetricType } from './names';

/** Most series of one request (Cloud Monitoring, timeSeries.create). */
const mostInOneCall = 200;

/** Cloud Monitoring takes a point of a series every 5 s at most; a second more keeps the clocks of both sides out of it. */
const betweenPoints = 6000;

/** Looks that overlap may write the same series at the same moment; then one of them has to come back. */
const attempts = 3;

const address = 'https://monitoring.googleapis.com';

/** A gauge as one point of a series. */
export function timeSeries(project: string, scope: GaugeScope, { metric, labels, value }: Gauge, moment: Date) {
  return {
    metric: { type: customMetricType(metric), labels: { ...scope, ...labels } },
    resource: {
      type: customResource,
      labels: {
        project_id: project,
        location: 'global',
        namespace: `${scope.product}-${scope.environment}`,
        job: 'store-watcher',
        task_id: 'look',
      },
    },
    metricKind: 'GAUGE',
    valueType: 'DOUBLE',
    points: [{ interval: { endTime: moment.toISOString() }, value: { doubleValue: value } }],
  };
}

/** Custom metrics of Google Cloud Monitoring, written as the account that the program runs as. */
export class CloudMonitoring implements Publisher {
  readonly name = 'Cloud Monitoring';
  private readonly auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/monitoring.write' });
  private nextPoint = 0;

  constructor(
    private readonly project: string,
    private readonly scope: GaugeScope,
    private readonly origin: string = address,
  ) {}

  async publish(gauges: readonly Gauge[], signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.write(gauges, signal);
      } catch (error) {
        if (signal.aborted || attempt === attempts)
          throw new JobError('metrics', `Cloud Monitoring did not take the gauges: ${inWords(error)}`);
      }
    }
  }

  private async write(gauges: readonly Gauge[], signal: AbortSignal): Promise<void> {
    await passed(Math.max(0, this.nextPoint - Date.now()), undefined, { signal });
    const moment = new Date();
    this.nextPoint = moment.getTime() + betweenPoints;
    for (const group of inGroups(gauges, mostInOneCall)) {
      const series = group.map((gauge) => timeSeries(this.project, this.scope, gauge, moment));
      const url = `${this.origin}/v3/projects/${this.project}/timeSeries`;
      await this.auth.request({ url, method: 'POST', data: { timeSeries: series }, signal });
    }
  }
}
