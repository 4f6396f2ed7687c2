import { LoggingMetric } from '@cdktf/provider-google/lib/logging-metric';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { LogBasedMetric, LogFilterOptions } from '../../../signals/log-based-metrics';
import { recordMeets } from '../../coverage';
import type { GooglePlace } from './place';

export interface LogMetricProps extends LogFilterOptions {
  readonly place: GooglePlace;
  readonly metric: LogBasedMetric;
  readonly meets?: readonly string[];
}

/** A counter of log entries that match a filter. It exists from the first match after its creation, so a healthy one is empty. */
export class LogMetric extends Construct {
  readonly definition: LogBasedMetric;
  /** Type of the metric in Cloud Monitoring. */
  readonly metricType: string;
  /** What a policy on the metric waits for. */
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, props: LogMetricProps) {
    super(scope, id);
    const { metric: definition, place } = props;
    const labels = Object.keys(definition.labels);
    const metric = new LoggingMetric(this, 'metric', {
      project: place.project,
      name: definition.name,
      description: definition.meaning,
      filter: `resource.type="${definition.resource}" AND ${definition.filter(props)}`,
      metricDescriptor: {
        metricKind: 'DELTA',
        valueType: 'INT64',
        unit: '1',
        displayName: definition.meaning,
        ...(labels.length === 0 ? {} : { labels: labels.map((key) => ({ key, valueType: 'STRING' })) }),
      },
      ...(labels.length === 0 ? {} : { labelExtractors: { ...definition.labels } }),
    });
    recordMeets(metric, props.meets ?? []);
    this.definition = definition;
    this.metricType = `logging.googleapis.com/user/${metric.name}`;
    this.resource = metric;
  }
}

/** Executions of the export workflows that ended in an error. */
export const exportFailures = (workflows: readonly string[]): LogBasedMetric => ({
  name: 'firestore_export_failures',
  meaning: 'Exports of Firestore that ended in an error',
  resource: 'workflows.googleapis.com/Workflow',
  filter: () => `resource.labels.workflow_id=(${workflows.map((workflow) => `"${workflow}"`).join(' OR ')}) AND severity>=ERROR`,
  labels: { workflow: 'EXTRACT(resource.labels.workflow_id)' },
});
