import { StoreWatcher } from '../../../../constructs/backup/aws/store-watcher';
import { Duration } from '../../../../model/duration';
import type { RecoveryObjective } from '../../../../model/objective';
import { databaseBackup } from '../../../support/sample-product';
import { json, pagedSetting, render, resource, sampleBucket } from './sample';

const objective = (rpo: Duration): RecoveryObjective => ({ name: 'database', store: 'database', rpo, assumed: false, meets: [] });
const watching = (rpo: Duration) =>
  render((scope) => {
    const bucket = sampleBucket(scope);
    const gauges = { product: 'shop', environment: 'production' };
    new StoreWatcher(scope, 'watcher', {
      ...pagedSetting(scope),
      bucket,
      scope: gauges,
      backups: [databaseBackup],
      objectives: [objective(rpo)],
    });
  });
const stack = watching(Duration.hours(1));

describe('StoreWatcher', () => {
  it('looks at a quarter of the tightest RPO, on the minute, and at most hourly', () => {
    const schedule = resource(stack, 'aws_scheduler_schedule', 'watcher-task-schedules-look');
    expect([schedule.schedule_expression, schedule.flexible_time_window]).toEqual(['cron(0/15 * * * ? *)', { mode: 'OFF' }]);
    expect(resource(watching(Duration.hours(24)), 'aws_scheduler_schedule', 'watcher-task-schedules-look').schedule_expression).toBe(
      'cron(0 * * * ? *)',
    );
  });

  it('knows every backup, tier and drill, and where its gauges go', () => {
    const [container] = json(stack, 'aws_ecs_task_definition', 'watcher-task-definition', 'container_definitions') as [
      { command: string[]; environment: { name: string; value: string }[] },
    ];
    expect(container.command).toEqual(['opskeep', 'store-watcher']);
    const { WATCH, ...environment } = Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));
    expect(environment).toEqual({
      PRODUCT: 'shop',
      ENVIRONMENT: 'production',
      BUCKET: '${aws_s3_bucket.bucket-store-bucket.id}',
      METRIC_NAMESPACE: 'opskeep/backup',
      TIME_LIMIT_SECONDS: '900',
      SCRATCH: '/scratch',
      TMPDIR: '/scratch',
    });
    expect(JSON.parse(String(WATCH))).toEqual([
      {
        name: 'database',
        kind: 'postgres',
        objectName: 'shop_backup',
        minimumBytes: 1_000_000,
        longestRunSeconds: 2700,
        tiers: [{ name: 'daily', prefix: 'daily/', keepSeconds: 2_592_000 }],
        drills: ['weekly-restore'],
      },
    ]);
  });

  it('runs as the verifier', () => {
    expect(resource(stack, 'aws_ecs_task_definition', 'watcher-task-definition').task_role_arn).toBe(
      '${aws_iam_role.watcher-verifier-role.arn}',
    );
  });

  it('pages when it falls silent for three looks: the only alarm on missing data', () => {
    expect(resource(stack, 'aws_cloudwatch_metric_alarm', 'watcher-silent')).toEqual({
      alarm_name: 'shop-production-store-watcher-silent',
      alarm_description: 'Nobody watches the backups of shop-production: the store watcher has published nothing for 45 min',
      namespace: 'opskeep/backup',
      metric_name: 'watcher_heartbeat',
      dimensions: { product: 'shop', environment: 'production' },
      statistic: 'SampleCount',
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      period: 900,
      evaluation_periods: 3,
      datapoints_to_alarm: 3,
      treat_missing_data: 'breaching',
      alarm_actions: ['${aws_sns_topic.topic-topic.arn}'],
      ok_actions: ['${aws_sns_topic.topic-topic.arn}'],
    });
    const alarms = Object.values(stack.resource?.aws_cloudwatch_metric_alarm ?? {}) as { treat_missing_data: string }[];
    expect(alarms.map((alarm) => alarm.treat_missing_data).sort()).toEqual(['breaching', 'notBreaching', 'notBreaching']);
  });
});
