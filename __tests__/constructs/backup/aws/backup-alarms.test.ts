import type { TerraformStack } from 'cdktf';
import { BackupAlarms } from '../../../../constructs/backup/aws/backup-alarms';
import { recordedMeets } from '../../../../constructs/coverage';
import type { ContinuousArchive } from '../../../../model/backup';
import { Duration } from '../../../../model/duration';
import type { RecoveryObjective } from '../../../../model/objective';
import { databaseBackup, weeklyRestore } from '../../../support/sample-product';
import type { StackJson } from '../../../support/schema-provider';
import { declaredArchive, pagedSetting, render, resource, rules } from './sample';

const objectives: readonly RecoveryObjective[] = [
  { name: 'database', store: 'database', rpo: Duration.hours(28), assumed: false, meets: [] },
];
const backup = { ...databaseBackup, alarmsMeet: ['R-ALARM'], drills: [{ ...weeklyRestore, warnAbove: Duration.minutes(48) }] as const };

function alarms(scope: TerraformStack, backups = [backup], paging = true, archives: readonly ContinuousArchive[] = []): BackupAlarms {
  const gauges = { product: 'shop', environment: 'production' };
  const topic = paging ? { topic: pagedSetting(scope).topic } : {};
  return new BackupAlarms(scope, 'alarms', {
    prefix: 'shop-production',
    scope: gauges,
    backups,
    archives,
    objectives,
    runbook: 'https://runbooks.example/shop.md',
    ...topic,
  });
}

/** Without the alarm that only tests the way to a person. */
const alarmsOfBackups = ({ resource: found }: StackJson) =>
  Object.entries(found?.aws_cloudwatch_metric_alarm ?? {}).filter(([id]) => id !== 'topic-test');

const stack = render((scope) => void alarms(scope));
const topic = ['${aws_sns_topic.topic-topic.arn}'];
const tier = { product: 'shop', environment: 'production', backup: 'database', tier: 'daily' };
const drill = { product: 'shop', environment: 'production', backup: 'database', drill: 'weekly-restore' };

describe('BackupAlarms', () => {
  it('has the closed set of each tier and drill and nothing else', () => {
    const set = alarmsOfBackups(stack).map(([id, alarm]) => {
      const { metric_name, comparison_operator, threshold, statistic, dimensions } = alarm as Record<string, unknown>;
      return [id, metric_name, comparison_operator, threshold, statistic, dimensions];
    });
    const above = 'GreaterThanThreshold';
    const below = 'LessThanThreshold';
    expect(set).toEqual([
      ['alarms-database-daily-failed', 'last_attempt_failed', above, 0, 'Maximum', tier],
      ['alarms-database-daily-stale', 'age_seconds', above, 93_600, 'Maximum', tier],
      ['alarms-database-daily-small', 'bytes', below, 1_000_000, 'Minimum', tier],
      ['alarms-database-daily-shrunk', 'bytes_ratio', below, 0.5, 'Minimum', tier],
      ['alarms-database-daily-slow', 'duration_seconds', above, 2700, 'Maximum', tier],
      ['alarms-database-daily-rpo-lost', 'age_seconds', above, 100_800, 'Maximum', tier],
      ['alarms-database-weekly-restore-drill-failed', 'drill_failed', above, 0, 'Maximum', drill],
      ['alarms-database-weekly-restore-drill-overdue', 'drill_age_seconds', above, 691_200, 'Maximum', drill],
      ['alarms-database-weekly-restore-drill-slow', 'drill_duration_seconds', above, 3600, 'Maximum', drill],
      ['alarms-database-weekly-restore-drill-nearly-slow', 'drill_duration_seconds', above, 2880, 'Maximum', drill],
    ]);
  });

  it('pages when it begins and when it ends, over a period in which the watcher looks once', () => {
    expect(resource(stack, 'aws_cloudwatch_metric_alarm', 'alarms-database-daily-rpo-lost')).toEqual({
      alarm_name: 'shop-production-database-daily-rpo-lost',
      alarm_description: 'Database, daily: older than the RPO of 28 h. Severity critical. Runbook: https://runbooks.example/shop.md',
      namespace: 'opskeep/backup',
      metric_name: 'age_seconds',
      dimensions: tier,
      statistic: 'Maximum',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 100_800,
      period: 3600,
      evaluation_periods: 1,
      datapoints_to_alarm: 1,
      treat_missing_data: 'notBreaching',
      alarm_actions: topic,
      ok_actions: topic,
    });
  });

  it('does not page for a warning', () => {
    const warning = resource(stack, 'aws_cloudwatch_metric_alarm', 'alarms-database-weekly-restore-drill-nearly-slow');
    expect([warning.alarm_actions, warning.ok_actions]).toEqual([undefined, undefined]);
  });

  it('pages nobody without a topic', () => {
    const silent = render((scope) => void alarms(scope, [backup], false));
    for (const alarm of Object.values(silent.resource?.aws_cloudwatch_metric_alarm ?? {})) {
      expect(alarm).not.toHaveProperty('alarm_actions');
      expect(alarm).not.toHaveProperty('ok_actions');
    }
  });

  it('records what each alarm meets and knows its name', () => {
    render((scope) => {
      const set = alarms(scope);
      expect(recordedMeets(set.node.findChild('database-daily-failed'))).toEqual(['R-ALARM']);
      expect(set.names).toHaveLength(10);
      expect(set.names[0]).toBe('shop-production-database-daily-failed');
    });
  });

  it('has the alarms of a drill that two backups share once, under the first of them', () => {
    const shared = render((scope) => void alarms(scope, [backup, { ...backup, name: 'files', title: 'Files' }]));
    const drills = Object.keys(shared.resource?.aws_cloudwatch_metric_alarm ?? {}).filter((id) => id.includes('-drill-'));
    expect(drills).toEqual([
      'alarms-database-weekly-restore-drill-failed',
      'alarms-database-weekly-restore-drill-overdue',
      'alarms-database-weekly-restore-drill-slow',
      'alarms-database-weekly-restore-drill-nearly-slow',
    ]);
  });

  it('has the closed set of each kind of base backup of an archive, whose age never counts against the RPO that its log carries', () => {
    const archived = render((scope) => void alarms(scope, [], true, [declaredArchive]));
    const set = alarmsOfBackups(archived).map(([id, alarm]) => {
      const { metric_name, comparison_operator, threshold, dimensions, alarm_actions } = alarm as Record<string, unknown>;
      const { backup: name, tier: label, drill: rehearsed } = dimensions as Record<string, string>;
      return [
        id,
        metric_name,
        comparison_operator === 'GreaterThanThreshold' ? 'above' : 'below',
        threshold,
        name,
        label ?? rehearsed,
        alarm_actions,
      ];
    });
    const [week, day] = [7 * 86_400, 86_400];
    expect(set).toEqual(
      [
        ['base-failed', 'last_attempt_failed', 'above', 0, 'base', topic],
        ['base-stale', 'age_seconds', 'above', week + 900 + 2700 + 3600, 'base', topic],
        ['base-small', 'bytes', 'below', 20_000_000, 'base', topic],
        ['base-shrunk', 'bytes_ratio', 'below', 0.5, 'base', topic],
        ['base-slow', 'duration_seconds', 'above', 2700, 'base', topic],
        ['incremental-failed', 'last_attempt_failed', 'above', 0, 'incremental', topic],
        ['incremental-stale', 'age_seconds', 'above', day + 900 + 2700 + 3600, 'incremental', topic],
        ['incremental-small', 'bytes', 'below', 20_000_000, 'incremental', topic],
        ['incremental-shrunk', 'bytes_ratio', 'below', 0.5, 'incremental', topic],
        ['incremental-slow', 'duration_seconds', 'above', 2700, 'incremental', topic],
        ['physical-restore-drill-failed', 'drill_failed', 'above', 0, 'physical-restore', topic],
        ['physical-restore-drill-overdue', 'drill_age_seconds', 'above', 8 * day, 'physical-restore', topic],
        ['physical-restore-drill-slow', 'drill_duration_seconds', 'above', 1800, 'physical-restore', topic],
        ['physical-restore-drill-nearly-slow', 'drill_duration_seconds', 'above', 1440, 'physical-restore', undefined],
      ].map(([id, metric, side, figure, label, actions]) => [
        `alarms-database-archive-${id}`,
        metric,
        side,
        figure,
        'database-archive',
        label,
        actions,
      ]),
    );
  });

  it('records what the archive asks of its alarms, and of its drill besides', () => {
    render((scope) => {
      const { node } = alarms(scope, [], true, [declaredArchive]);
      expect(recordedMeets(node.findChild('database-archive-base-stale'))).toEqual(['R-ALARM']);
      expect(recordedMeets(node.findChild('database-archive-physical-restore-drill-slow'))).toEqual(['R-DRILL', 'R-ALARM']);
    });
  });

  it('refuses two alarms of one name', () => {
    expect(
      rules(
        (scope) =>
          void alarms(scope, [backup, { ...backup, drills: [{ ...weeklyRestore, name: 'other', warnAbove: Duration.zero }] as const }]),
      ),
    ).toEqual(['failed', 'stale', 'small', 'shrunk', 'slow', 'rpo-lost'].map((kind) => `duplicate-name: "database-daily-${kind}" twice`));
  });
});
