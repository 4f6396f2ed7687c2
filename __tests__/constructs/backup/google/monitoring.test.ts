import { AlertPolicies, type AlertPoliciesProps } from '../../../../constructs/backup/google/alert-policies';
import { AuditLog } from '../../../../constructs/backup/google/audit-log';
import { GaugeDescriptors } from '../../../../constructs/backup/google/gauge-descriptors';
import { exportFailures, LogMetric } from '../../../../constructs/backup/google/log-metric';
import { PagerDutyChannel } from '../../../../constructs/backup/google/pagerduty-channel';
import { UptimeChecks } from '../../../../constructs/backup/google/uptime-checks';
import { backupAlarms } from '../../../../model/backup-alarms';
import { backupGauges, googleMetricType, type WatcherMetric, watcherHeartbeat } from '../../../../model/backup-metrics';
import { Duration } from '../../../../model/duration';
import { type LogBasedMetric, logBasedMetrics } from '../../../../signals/log-based-metrics';
import { renderStack, resourcesOf } from '../../../support/synth';
import { common, deployIdentity, firestore, labels, offProject, place, probe } from './sample';

describe('descriptors of the gauges', () => {
  const descriptors = Object.values(
    resourcesOf(
      renderStack((stack) => {
        new GaugeDescriptors(stack, 'gauges', { place });
      }),
      'google_monitoring_metric_descriptor',
    ),
  );

  it('cover everything that the watcher publishes, once', () => {
    const published: readonly WatcherMetric[] = [...Object.values(backupGauges), watcherHeartbeat];
    expect(descriptors.map(({ type }) => type).sort()).toEqual(published.map((metric) => googleMetricType(metric)).sort());
  });

  it('carry unit and labels, those of the product environment first', () => {
    expect(descriptors[0]).toEqual({
      project: 'shop-prod',
      type: 'custom.googleapis.com/opskeep_backup_age_seconds',
      metric_kind: 'GAUGE',
      value_type: 'DOUBLE',
      unit: 's',
      display_name: 'Backup age',
      description: 'Age of the newest verified backup',
      labels: ['product', 'environment', 'backup', 'tier'].map((key) => ({ key, value_type: 'STRING', description: `Name of the ${key}` })),
    });
    expect(
      descriptors.map(({ unit, labels: keys }) => [
        unit,
        (keys as { key: string }[])
          .slice(2)
          .map(({ key }) => key)
          .join(' '),
      ]),
    ).toEqual([
      ['s', 'backup tier'],
      ['By', 'backup tier'],
      ['1', 'backup tier'],
      ['s', 'backup tier'],
      ['1', 'backup tier'],
      ['s', 'backup drill'],
      ['s', 'backup drill'],
      ['1', 'backup drill'],
      ['1', 'backup drill table'],
      ['s', 'routine'],
      ['1', ''],
    ]);
  });
});

describe('a log metric', () => {
  const rendered = (metric: LogBasedMetric) =>
    Object.values(
      resourcesOf(
        renderStack((stack) => {
          new LogMetric(stack, 'metric', { place, metric, deployIdentity });
        }),
        'google_logging_metric',
      ),
    )[0];

  it('counts entries of its resource, but not what the deploy identity did', () => {
    expect(rendered(logBasedMetrics.keyCreations)).toEqual({
      project: 'shop-prod',
      name: 'service_account_key_creations',
      description: logBasedMetrics.keyCreations.meaning,
      filter: `resource.type="service_account" AND ${logBasedMetrics.keyCreations.filter({ deployIdentity })}`,
      metric_descriptor: { metric_kind: 'DELTA', value_type: 'INT64', unit: '1', display_name: logBasedMetrics.keyCreations.meaning },
    });
    expect(logBasedMetrics.keyCreations.filter({ deployIdentity })).toContain(
      `NOT protoPayload.authenticationInfo.principalEmail="${deployIdentity}"`,
    );
  });

  it('takes its labels out of the entries', () => {
    expect(rendered(exportFailures(['a', 'b']))).toEqual({
      project: 'shop-prod',
      name: 'firestore_export_failures',
      description: 'Exports of Firestore that ended in an error',
      filter: 'resource.type="workflows.googleapis.com/Workflow" AND resource.labels.workflow_id=("a" OR "b") AND severity>=ERROR',
      metric_descriptor: {
        metric_kind: 'DELTA',
        value_type: 'INT64',
        unit: '1',
        display_name: 'Exports of Firestore that ended in an error',
        labels: [{ key: 'workflow', value_type: 'STRING' }],
      },
      label_extractors: { workflow: 'EXTRACT(resource.labels.workflow_id)' },
    });
  });
});

describe('the audit log', () => {
  it('records reads and writes of the buckets', () => {
    const stack = renderStack((scope) => {
      new AuditLog(scope, 'audit', { place });
    });
    expect(Object.values(resourcesOf(stack, 'google_project_iam_audit_config'))).toEqual([
      {
        project: 'shop-prod',
        service: 'storage.googleapis.com',
        audit_log_config: [{ log_type: 'DATA_READ' }, { log_type: 'DATA_WRITE' }],
      },
    ]);
  });
});

describe('an uptime check', () => {
  const check = (changes: Partial<typeof probe> = {}) =>
    Object.values(
      resourcesOf(
        renderStack((stack) => {
          new UptimeChecks(stack, 'uptime', { ...common, probes: [{ ...probe, ...changes }] });
        }),
        'google_monitoring_uptime_check_config',
      ),
    )[0];

  it('asks over TLS from three regions every minute, under the name that queries match', () => {
    expect(check()).toEqual({
      project: 'shop-prod',
      display_name: 'shop-production-health',
      period: '60s',
      timeout: '10s',
      checker_type: 'STATIC_IP_CHECKERS',
      selected_regions: ['ASIA_PACIFIC', 'EUROPE', 'USA'],
      http_check: {
        request_method: 'GET',
        path: '/health',
        port: 443,
        use_ssl: true,
        validate_ssl: true,
        accepted_response_status_codes: [{ status_value: 200 }],
      },
      monitored_resource: { type: 'uptime_url', labels: { project_id: 'shop-prod', host: 'shop.example' } },
      user_labels: { ...labels, component: 'hosting' },
    });
  });

  it('refuses a distance that only the API would refuse', () => {
    expect(() => check({ interval: Duration.seconds(30) })).toThrow('a distance that uptime checks do not offer');
  });
});

describe('the second path to a person', () => {
  const watch = Duration.minutes(15);
  const objectives = [{ name: 'database', store: 'database', rpo: Duration.hours(1), assumed: false, meets: [] }];
  const rendered = (changes: Partial<AlertPoliciesProps> = {}, paged = true) =>
    renderStack((stack) => {
      const channel = paged ? { channel: new PagerDutyChannel(stack, 'pager', { ...common, serviceKey: '${var.pager}' }) } : {};
      const metric = new LogMetric(stack, 'export-failures', { place, metric: exportFailures(['a']), deployIdentity });
      const logAlerts = [{ metric, severity: 'error', meets: [] } as const];
      const alarms = backupAlarms({ ...offProject, drills: [{ ...firestore.drills[0], warnAbove: Duration.minutes(20) }] }, objectives, {
        interval: Duration.minutes(5),
        startWithin: Duration.zero,
      });
      const gauges = new GaugeDescriptors(stack, 'gauges', { place });
      new AlertPolicies(stack, 'alerts', { ...common, alarms, watchInterval: watch, gauges, logAlerts, ...channel, ...changes });
    });
  const stack = rendered({ runbookUrl: 'https://runbooks.example/shop' });
  const policies = resourcesOf(stack, 'google_monitoring_alert_policy');
  const policyOf = (id: string) => Object.entries(policies).find(([name]) => name.startsWith(`alerts_${id}_policy_`))?.[1];

  it('ends at PagerDuty, with the key among what stays hidden', () => {
    expect(Object.values(resourcesOf(stack, 'google_monitoring_notification_channel'))).toEqual([
      {
        project: 'shop-prod',
        display_name: 'shop-production PagerDuty',
        type: 'pagerduty',
        sensitive_labels: { service_key: '${var.pager}' },
        user_labels: labels,
        force_delete: false,
      },
    ]);
    expect(() =>
      renderStack((scope) => {
        new PagerDutyChannel(scope, 'pager', { ...common, serviceKey: 'abcdef' });
      }),
    ).toThrow('the PagerDuty key in clear text');
  });

  it('alerts on the newest point of a gauge, though the watcher looks more seldom than PromQL remembers', () => {
    expect(policyOf('off-project-frequent-rpo-lost')).toEqual({
      project: 'shop-prod',
      display_name: 'shop-production: Backup of off-project, frequent: older than the RPO of 1 h',
      combiner: 'OR',
      severity: 'CRITICAL',
      notification_channels: ['${google_monitoring_notification_channel.pager_channel_CDD88853.id}'],
      alert_strategy: { auto_close: '604800s' },
      documentation: { content: 'Runbook: https://runbooks.example/shop', mime_type: 'text/markdown' },
      user_labels: { ...labels, severity: 'critical' },
      conditions: [
        {
          display_name: 'Backup of off-project, frequent: older than the RPO of 1 h',
          condition_prometheus_query_language: {
            query:
              'max(last_over_time(custom_googleapis_com:opskeep_backup_age_seconds{monitored_resource="generic_task",product="shop",environment="production",backup="off-project",tier="frequent"}[35m])) > 3600',
            disable_metric_validation: true,
            duration: '0s',
            evaluation_interval: '60s',
            alert_rule: 'OffProjectFrequentRpoLost',
            rule_group: 'shop-production-backup',
            labels: { severity: 'critical' },
          },
        },
      ],
      depends_on: ['google_monitoring_metric_descriptor.gauges_age-seconds_F9ED1DA5'],
    });
  });

  it('watches a lower limit from below', () => {
    const [condition] = (policyOf('off-project-frequent-small')?.conditions ?? []) as {
      condition_prometheus_query_language: { query: string };
    }[];
    expect(condition?.condition_prometheus_query_language.query).toBe(
      'min(last_over_time(custom_googleapis_com:opskeep_backup_bytes{monitored_resource="generic_task",product="shop",environment="production",backup="off-project",tier="frequent"}[35m])) < 1000000',
    );
  });

  it('has every alarm of the closed set that pages, and leaves the others to Grafana', () => {
    expect(Object.keys(policies).map((id) => id.replace(/^alerts_(.*)_policy_[0-9A-F]{8}$/, '$1'))).toEqual([
      'off-project-frequent-failed',
      'off-project-frequent-stale',
      'off-project-frequent-small',
      'off-project-frequent-shrunk',
      'off-project-frequent-slow',
      'off-project-frequent-rpo-lost',
      'off-project-weekly-restore-drill-failed',
      'off-project-weekly-restore-drill-overdue',
      'off-project-weekly-restore-drill-slow',
      'watcher-silent',
      'export-failures',
      'page-test',
    ]);
  });

  it('can be tried by an entry in a log that nothing else writes to, and that ends by itself', () => {
    expect(policyOf('page-test')).toEqual({
      project: 'shop-prod',
      display_name: 'shop-production: [TEST] nothing is wrong, somebody tests the way to whoever is on call',
      combiner: 'OR',
      severity: 'ERROR',
      notification_channels: ['${google_monitoring_notification_channel.pager_channel_CDD88853.id}'],
      alert_strategy: { auto_close: '1800s', notification_rate_limit: { period: '300s' } },
      documentation: { content: 'Runbook: https://runbooks.example/shop', mime_type: 'text/markdown' },
      user_labels: { ...labels, severity: 'error' },
      conditions: [
        {
          display_name: 'an entry of the page test',
          condition_matched_log: { filter: 'logName="projects/shop-prod/logs/opskeep-page-test-shop-production"' },
        },
      ],
    });
  });

  it('notices when nobody watches', () => {
    expect(policyOf('watcher-silent')?.conditions).toEqual([
      {
        display_name: 'no look for 45 min',
        condition_absent: {
          filter:
            'metric.type="custom.googleapis.com/opskeep_backup_watcher_heartbeat" AND resource.type="generic_task" AND metric.labels.product="shop" AND metric.labels.environment="production"',
          duration: '2700s',
          trigger: { count: 1 },
          aggregations: [{ alignment_period: '300s', per_series_aligner: 'ALIGN_MAX', cross_series_reducer: 'REDUCE_MAX' }],
        },
      },
    ]);
    expect(() => rendered({ watchInterval: Duration.hours(12) })).toThrow('absence that Cloud Monitoring cannot see');
  });

  it('takes every entry of a log metric for an alert', () => {
    expect(policyOf('export-failures')?.conditions).toEqual([
      {
        display_name: 'any entry of workflows.googleapis.com/Workflow',
        condition_threshold: {
          filter:
            'metric.type="logging.googleapis.com/user/${google_logging_metric.export-failures_metric_8DCC221B.name}" AND resource.type="workflows.googleapis.com/Workflow"',
          comparison: 'COMPARISON_GT',
          threshold_value: 0,
          duration: '0s',
          evaluation_missing_data: 'EVALUATION_MISSING_DATA_INACTIVE',
          trigger: { count: 1 },
          aggregations: [{ alignment_period: '300s', per_series_aligner: 'ALIGN_DELTA' }],
        },
      },
    ]);
  });

  it('tells nobody where the environment does not page', () => {
    const silent = resourcesOf(rendered({}, false), 'google_monitoring_alert_policy');
    expect(Object.values(silent).flatMap((policy) => policy.notification_channels)).toEqual([]);
    expect(Object.keys(silent).filter((id) => id.includes('page-test'))).toEqual([]);
  });
});
