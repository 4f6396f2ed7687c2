import type { MonitoringAlertPolicyConditions } from '@cdktf/provider-google/lib/monitoring-alert-policy';
import { Construct } from 'constructs';
import { googleEvaluation } from '../../../model/alert-timing';
import type { BackupAlarm } from '../../../model/backup-alarms';
import { customResource, googleMetricType, googlePromqlGauge, watcherHeartbeat } from '../../../model/backup-metrics';
import { Duration } from '../../../model/duration';
import { pageTestLog, testMark } from '../../../model/page-test';
import { pages, type Severity } from '../../../model/severity';
import { AlertPolicy } from './alert-policy';
import type { GaugeDescriptors } from './gauge-descriptors';
import type { LogMetric } from './log-metric';
import type { PagerDutyChannel } from './pagerduty-channel';
import { type GoogleProps, prefixOf } from './place';
import { absence, inSeconds } from './vendor-limits';

/** A counter of log entries of which every one is an alert. */
export interface LogAlert {
  readonly metric: LogMetric;
  readonly severity: Severity;
  readonly meets: readonly string[];
}

export interface AlertPoliciesProps extends Omit<GoogleProps, 'protect'> {
  /** The closed set of every backup; those that page nobody are left to Grafana. */
  readonly alarms: readonly BackupAlarm[];
  /** Time between two looks of the watcher. */
  readonly watchInterval: Duration;
  readonly gauges: GaugeDescriptors;
  /** @default none */
  readonly logAlerts?: readonly LogAlert[];
  /** @default nobody is told: incidents show in the console alone */
  readonly channel?: PagerDutyChannel;
  /** Address of the runbook. @default none */
  readonly runbookUrl?: string;
  /** Requirements that the alert on a silent watcher meets. */
  readonly watcherMeets?: readonly string[];
}

/** Looks that may be missing before the watcher counts as silent: one late and one lost are not a fault yet. */
const missedLooks = 3;

/**
 * Alerts in Cloud Monitoring on the same gauges that Grafana reads, with their own way to a person, so that a dead Grafana does not
 * hide a dead backup.
 */
export class AlertPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AlertPoliciesProps) {
    super(scope, id);
    for (const alarm of props.alarms.filter(({ severity }) => pages(severity))) {
      new AlertPolicy(this, alarm.id, {
        ...props,
        title: alarm.title,
        severity: alarm.severity,
        conditions: [gaugeCondition(alarm, props)],
        dependsOn: props.gauges.of(alarm.gauge),
        meets: alarm.meets,
      });
    }
    new AlertPolicy(this, 'watcher-silent', {
      ...props,
      title: 'nobody watches the backups',
      severity: 'error',
      conditions: [this.silence(props)],
      dependsOn: props.gauges.of(watcherHeartbeat),
      meets: props.watcherMeets ?? [],
    });
    for (const { metric, severity, meets } of props.logAlerts ?? []) {
      new AlertPolicy(this, metric.node.id, {
        ...props,
        title: metric.definition.meaning,
        severity,
        conditions: [anyEntry(metric)],
        dependsOn: [metric.resource],
        meets,
      });
    }
    if (props.channel !== undefined) this.addTest(props);
  }

  /** Raised by nothing but an entry of the page test, in a log that nothing else writes to. */
  private addTest(props: AlertPoliciesProps): void {
    const filter = `logName="projects/${props.place.project}/logs/${pageTestLog(prefixOf(props))}"`;
    new AlertPolicy(this, 'page-test', {
      ...props,
      title: `${testMark} nothing is wrong, somebody tests the way to whoever is on call`,
      severity: 'error',
      conditions: [{ displayName: 'an entry of the page test', conditionMatchedLog: { filter } }],
      // The shortest that Cloud Monitoring allows for both; an alert on a log entry has no other end.
      strategy: { autoClose: inSeconds(Duration.minutes(30)), notificationRateLimit: { period: inSeconds(Duration.minutes(5)) } },
      meets: [],
    });
  }

  private silence(props: AlertPoliciesProps): MonitoringAlertPolicyConditions {
    const { product, environment } = props;
    const filter = [
      `metric.type="${googleMetricType(watcherHeartbeat)}"`,
      `resource.type="${customResource}"`,
      `metric.labels.product="${product}"`,
      `metric.labels.environment="${environment}"`,
    ].join(' AND ');
    const duration = absence(this.node.path, props.watchInterval.times(missedLooks));
    return {
      displayName: `no look for ${duration}`,
      conditionAbsent: {
        filter,
        duration: inSeconds(duration),
        trigger: { count: 1 },
        aggregations: [{ alignmentPeriod: '300s', perSeriesAligner: 'ALIGN_MAX', crossSeriesReducer: 'REDUCE_MAX' }],
      },
    };
  }
}

/**
 * A plain limit on the newest point. PromQL in Cloud Monitoring forgets a point after 5 minutes and the watcher may look once an hour,
 * so the query reaches back over two looks.
 */
function gaugeCondition(alarm: BackupAlarm, props: AlertPoliciesProps): MonitoringAlertPolicyConditions {
  const labels = { monitored_resource: customResource, product: props.product, environment: props.environment, ...alarm.labels };
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const reach = props.watchInterval.times(2).plus(Duration.minutes(5));
  const { comparison, value } = alarm.limit;
  const newest = `last_over_time(${googlePromqlGauge(alarm.gauge)}{${matchers.join(',')}}[${reach.toShort()}])`;
  const query = comparison === 'above' ? `max(${newest}) > ${value}` : `min(${newest}) < ${value}`;
  return {
    displayName: alarm.title,
    conditionPrometheusQueryLanguage: {
      query,
      // The gauge exists only after the first look.
      disableMetricValidation: true,
      duration: '0s',
      evaluationInterval: inSeconds(googleEvaluation.takes),
      alertRule: alertName(alarm.id),
      ruleGroup: `${prefixOf(props)}-backup`,
      labels: { severity: alarm.severity },
    },
  };
}

/** `database-daily-stale` as Prometheus names alerts: `DatabaseDailyStale`. */
const alertName = (id: string): string => id.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

function anyEntry({ definition, metricType }: LogMetric): MonitoringAlertPolicyConditions {
  return {
    displayName: `any entry of ${definition.resource}`,
    conditionThreshold: {
      filter: `metric.type="${metricType}" AND resource.type="${definition.resource}"`,
      comparison: 'COMPARISON_GT',
      thresholdValue: 0,
      duration: '0s',
      evaluationMissingData: 'EVALUATION_MISSING_DATA_INACTIVE',
      trigger: { count: 1 },
      aggregations: [{ alignmentPeriod: '300s', perSeriesAligner: 'ALIGN_DELTA' }],
    },
  };
}
