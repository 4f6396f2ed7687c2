import { Construct } from 'constructs';
import type { Backup, ContinuousArchive } from '../../../model/backup';
import { alarmsOf, archiveAlarms, type BackupAlarm, watchOf } from '../../../model/backup-alarms';
import { cloudWatchDimensions, cloudWatchNamespace } from '../../../model/backup-metrics';
import { reportFinding } from '../../../model/finding';
import { checkUnique } from '../../../model/names';
import type { RecoveryObjective } from '../../../model/objective';
import { pages } from '../../../model/severity';
import { metricAlarm } from './alarm';
import type { PageTopic } from './page-topic';

/** Whose gauges: the values of the dimensions `product` and `environment`. */
export interface GaugeScope {
  readonly product: string;
  readonly environment: string;
}

export interface BackupAlarmsProps {
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  readonly scope: GaugeScope;
  readonly backups: readonly Backup[];
  /** @default none */
  readonly archives?: readonly ContinuousArchive[];
  readonly objectives: readonly RecoveryObjective[];
  /** Where the runbook is, for the text of each alarm. */
  readonly runbook: string;
  /** Who is paged by errors and worse. Warnings never page. @default nobody; the alarms are only seen */
  readonly topic?: PageTopic;
}

/**
 * The closed set of alarms of every backup and archive, on the gauges of the store watcher: plain thresholds that hold for weekly and monthly runs,
 * stay on until mended and stay quiet before the first look. The second way to a person beside Grafana.
 */
export class BackupAlarms extends Construct {
  /** Names of the alarms in CloudWatch. */
  readonly names: readonly string[];

  constructor(scope: Construct, constructId: string, props: BackupAlarmsProps) {
    super(scope, constructId);
    const watch = watchOf('aws', props.backups, props.objectives);
    const alarms = [
      ...alarmsOf(props.backups, props.objectives, watch),
      ...(props.archives ?? []).flatMap((archive) => archiveAlarms(archive, watch)),
    ];
    const ids = alarms.map((alarm) => alarm.id);
    for (const finding of checkUnique(this.node.path, 'alarm', ids)) reportFinding(finding, undefined);
    for (const alarm of alarms.filter(({ id }, index) => ids.indexOf(id) === index)) {
      metricAlarm(this, alarm.id, {
        name: `${props.prefix}-${alarm.id}`,
        description: `${alarm.title}. Severity ${alarm.severity}. Runbook: ${props.runbook}`,
        namespace: cloudWatchNamespace,
        metric: alarm.gauge,
        dimensions: cloudWatchDimensions(props.scope, alarm.labels),
        statistic: worstOf(alarm),
        comparison: alarm.limit.comparison,
        threshold: alarm.limit.value,
        period: watch.interval,
        topic: pages(alarm.severity) ? props.topic : undefined,
        meets: alarm.meets,
      });
    }
    this.names = ids.map((name) => `${props.prefix}-${name}`);
  }
}

/** Two looks may fall into one period; the worse one counts. */
const worstOf = (alarm: BackupAlarm): 'Maximum' | 'Minimum' => (alarm.limit.comparison === 'above' ? 'Maximum' : 'Minimum');
