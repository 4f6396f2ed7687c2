import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { cloudWatchDimensions } from '../../model/backup-metrics';
import { inWords, JobError } from '../exit';
import { type Gauge, type GaugeScope, inGroups, type Publisher } from './gauge';

/** Most metrics of one PutMetricData request (Amazon CloudWatch). */
const mostInOneCall = 1000;

/** The name of a table may be in any script; a dimension is ASCII without control characters, or the whole call is refused. */
const dimensionValue = (value: string): string => value.replace(/[^ -~]/gu, encodeURIComponent);

/** A gauge as CloudWatch takes it. It carries no unit: an alarm sees only the unit that it names, and ours name none. */
export const metricDatum = (scope: GaugeScope, { metric, labels, value }: Gauge): MetricDatum => ({
  MetricName: metric,
  Dimensions: Object.entries(cloudWatchDimensions(scope, labels)).map(([Name, value]) => ({ Name, Value: dimensionValue(value) })),
  Value: value,
});

/** Custom metrics of Amazon CloudWatch. */
export class CloudWatch implements Publisher {
  readonly name = 'CloudWatch';
  private readonly client = new CloudWatchClient({ maxAttempts: 5 });

  constructor(
    private readonly namespace: string,
    private readonly scope: GaugeScope,
  ) {}

  async publish(gauges: readonly Gauge[], abortSignal: AbortSignal): Promise<void> {
    try {
      for (const group of inGroups(gauges, mostInOneCall)) {
        const MetricData = group.map((gauge) => metricDatum(this.scope, gauge));
        await this.client.send(new PutMetricDataCommand({ Namespace: this.namespace, MetricData }), { abortSignal });
      }
    } catch (error) {
      throw new JobError('metrics', `CloudWatch did not take the gauges: ${inWords(error)}`);
    }
  }
}
