import { MonitoringMetricDescriptor } from '@cdktf/provider-google/lib/monitoring-metric-descriptor';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { backupGauges, gaugeLabels, googleMetricType, type WatcherMetric, watcherHeartbeat } from '../../../model/backup-metrics';
import type { GooglePlace } from './place';

interface Gauge {
  readonly metric: WatcherMetric;
  readonly title: string;
  readonly description: string;
  /** Unit in the notation of Cloud Monitoring (UCUM). */
  readonly unit: 's' | 'By' | '1';
  readonly labels: readonly string[];
}

const { backup, tier, drill, routine, table } = gaugeLabels;

const gauges: readonly Gauge[] = [
  { metric: backupGauges.age, title: 'Backup age', description: 'Age of the newest verified backup', unit: 's', labels: [backup, tier] },
  {
    metric: backupGauges.size,
    title: 'Backup size',
    description: 'Size of the newest verified backup',
    unit: 'By',
    labels: [backup, tier],
  },
  {
    metric: backupGauges.sizeRatio,
    title: 'Backup size ratio',
    description: 'Size of the newest verified backup as a share of the one before it',
    unit: '1',
    labels: [backup, tier],
  },
  {
    metric: backupGauges.duration,
    title: 'Backup duration',
    description: 'Run time of the newest verified backup',
    unit: 's',
    labels: [backup, tier],
  },
  {
    metric: backupGauges.lastAttemptFailed,
    title: 'Backup failed',
    description: '1 while the newest attempt failed and nothing was verified since',
    unit: '1',
    labels: [backup, tier],
  },
  {
    metric: backupGauges.drillAge,
    title: 'Drill age',
    description: 'Age of the newest good drill result',
    unit: 's',
    labels: [backup, drill],
  },
  {
    metric: backupGauges.drillDuration,
    title: 'Drill duration',
    description: 'Duration of the newest drill',
    unit: 's',
    labels: [backup, drill],
  },
  {
    metric: backupGauges.drillFailed,
    title: 'Drill failed',
    description: '1 while the newest drill result is a failure',
    unit: '1',
    labels: [backup, drill],
  },
  {
    metric: backupGauges.drillRows,
    title: 'Rows restored',
    description: 'Rows of a table that the newest drill counted in what it restored',
    unit: '1',
    labels: [backup, drill, table],
  },
  {
    metric: backupGauges.routineAge,
    title: 'Routine age',
    description: 'Age of the newest success of a routine',
    unit: 's',
    labels: [routine],
  },
  {
    metric: watcherHeartbeat,
    title: 'Store watcher heartbeat',
    description: '1 at the end of each look at the store',
    unit: '1',
    labels: [],
  },
];

/** Labels that every series carries, so that several product environments can share a project. */
const scopeLabels = ['product', 'environment'];

/**
 * Descriptors of the gauges that the store watcher writes. Without them an alert policy on a gauge is refused until the first
 * point is there.
 */
export class GaugeDescriptors extends Construct {
  private readonly descriptors = new Map<WatcherMetric, MonitoringMetricDescriptor>();

  constructor(scope: Construct, id: string, props: { readonly place: GooglePlace }) {
    super(scope, id);
    for (const gauge of gauges) {
      const descriptor = new MonitoringMetricDescriptor(this, gauge.metric.replaceAll('_', '-'), {
        project: props.place.project,
        type: googleMetricType(gauge.metric),
        metricKind: 'GAUGE',
        valueType: 'DOUBLE',
        unit: gauge.unit,
        displayName: gauge.title,
        description: gauge.description,
        labels: [...scopeLabels, ...gauge.labels].map((key) => ({ key, valueType: 'STRING', description: `Name of the ${key}` })),
      });
      this.descriptors.set(gauge.metric, descriptor);
    }
  }

  /** What a policy on the gauge waits for. */
  of(metric: WatcherMetric): readonly ITerraformDependable[] {
    const descriptor = this.descriptors.get(metric);
    return descriptor === undefined ? [] : [descriptor];
  }
}
