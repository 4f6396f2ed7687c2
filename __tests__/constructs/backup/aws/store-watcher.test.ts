import { StoreWatcher, type StoreWatcherProps } from '../../../../constructs/backup/aws/store-watcher';
import { Duration } from '../../../../model/duration';
import type { RecoveryObjective } from '../../../../model/objective';
import { databaseBackup } from '../../../support/sample-product';
import { integrityCheck, json, pagedSetting, render, resource, roleStatements, sampleArchive, sampleBucket, sampleKey } from './sample';

const objective = (rpo: Duration): RecoveryObjective => ({ name: 'database', store: 'database', rpo, assumed: false, meets: [] });
const watching = (rpo: Duration, changes: Partial<StoreWatcherProps> = {}) =>
  render((scope) => {
    const bucket = sampleBucket(scope);
    const gauges = { product: 'shop', environment: 'production' };
    new StoreWatcher(scope, 'watcher', {
      ...pagedSetting(scope),
      bucket,
      scope: gauges,
      backups: [databaseBackup],
      objectives: [objective(rpo)],
      ...changes,
    });
  });
const stack = watching(Duration.hours(1));

const withArchive = render((scope) => {
  const key = sampleKey(scope);
  const setting = pagedSetting(scope);
  const bucket = sampleBucket(scope, { key });
  new StoreWatcher(scope, 'watcher', {
    ...setting,
    bucket,
    scope: { product: 'shop', environment: 'production' },
    backups: [databaseBackup],
    archives: [sampleArchive(scope, {}, setting, key)],
    objectives: [],
  });
});

describe('StoreWatcher', () => {
  it('looks at a twelfth of the tightest RPO, on the minute, and at most hourly', () => {
    const schedule = resource(stack, 'aws_scheduler_schedule', 'watcher-task-schedules-look');
    expect([schedule.schedule_expression, schedule.flexible_time_window]).toEqual(['cron(0/5 * * * ? *)', { mode: 'OFF' }]);
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
      ROUTINES: '[]',
      TIME_LIMIT_SECONDS: '3600',
      LOCK_DAYS: '7',
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

  it('knows the archive: where its base backups are listed, where their attempts are marked, and its drill', () => {
    const [container] = json(withArchive, 'aws_ecs_task_definition', 'watcher-task-definition', 'container_definitions') as [
      { environment: { name: string; value: string }[] },
    ];
    const watched = JSON.parse(String(container.environment.find(({ name }) => name === 'WATCH')?.value)) as unknown[];
    expect(watched).toHaveLength(2);
    expect(watched[1]).toEqual({
      name: 'database-archive',
      kind: 'wal-archive',
      bucket: '${aws_s3_bucket.archive-store-bucket.id}',
      folder: '/pgbackrest',
      stanza: 'database',
      minimumBytes: 20_000_000,
      longestRunSeconds: 2700,
      tiers: [
        { name: 'base', type: 'full', attempt: 'attempts/database-archive/base' },
        { name: 'incremental', type: 'incr', attempt: 'attempts/database-archive/incremental' },
      ],
      drills: ['physical-restore'],
    });
  });

  it('looks at the archive and touches nothing there', () => {
    const archive = '${aws_s3_bucket.archive-store-bucket.arn}';
    const own = roleStatements(withArchive, 'watcher-verifier').filter(({ Resource }) => JSON.stringify(Resource).includes(archive));
    expect(own).toEqual([
      { Sid: 'ListArchives', Effect: 'Allow', Action: 's3:ListBucket', Resource: [archive] },
      {
        Sid: 'ReadArchives',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: [`${archive}/pgbackrest/*`, `${archive}/attempts/database-archive/*`],
      },
    ]);
  });

  it('locks the last good copy for a week, for no longer than other copies, and not at all where nothing is locked', () => {
    const lockDays = (lock: Duration | undefined): string | undefined => {
      const rendered = render((scope) => {
        const bucket = sampleBucket(scope, { lock });
        const gauges = { product: 'shop', environment: 'production' };
        new StoreWatcher(scope, 'watcher', { ...pagedSetting(scope), bucket, scope: gauges, backups: [databaseBackup], objectives: [] });
      });
      const [container] = json(rendered, 'aws_ecs_task_definition', 'watcher-task-definition', 'container_definitions') as [
        { environment: { name: string; value: string }[] },
      ];
      return container.environment.find(({ name }) => name === 'LOCK_DAYS')?.value;
    };
    expect([Duration.days(30), Duration.days(3), undefined].map(lockDays)).toEqual(['7', '3', undefined]);
  });

  it('runs as the verifier', () => {
    expect(resource(stack, 'aws_ecs_task_definition', 'watcher-task-definition').task_role_arn).toBe(
      '${aws_iam_role.watcher-verifier-role.arn}',
    );
  });

  it('is told which routines leave markers', () => {
    const [container] = json(
      watching(Duration.hours(1), { routines: [integrityCheck] }),
      'aws_ecs_task_definition',
      'watcher-task-definition',
      'container_definitions',
    ) as [{ environment: { name: string; value: string }[] }];
    expect(container.environment).toContainEqual({ name: 'ROUTINES', value: '["integrity-check"]' });
  });

  it('tells nobody of its silence until it is enrolled, so that a fresh deployment does not page', () => {
    const enrolled = (value: boolean) =>
      resource(watching(Duration.hours(1), { enrolled: value }), 'aws_cloudwatch_metric_alarm', 'watcher-silent').actions_enabled;
    expect([enrolled(false), enrolled(true)]).toEqual([false, true]);
  });

  it('pages when it falls silent for three looks: the only alarm on missing data', () => {
    expect(resource(stack, 'aws_cloudwatch_metric_alarm', 'watcher-silent')).toEqual({
      alarm_name: 'shop-production-store-watcher-silent',
      alarm_description: 'Nobody watches the backups of shop-production: the store watcher has published nothing for 15 min',
      namespace: 'opskeep/backup',
      metric_name: 'watcher_heartbeat',
      dimensions: { product: 'shop', environment: 'production' },
      statistic: 'SampleCount',
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      period: 300,
      evaluation_periods: 3,
      datapoints_to_alarm: 3,
      treat_missing_data: 'breaching',
      alarm_actions: ['${aws_sns_topic.topic-topic.arn}'],
      ok_actions: ['${aws_sns_topic.topic-topic.arn}'],
    });
    const alarms = Object.values(stack.resource?.aws_cloudwatch_metric_alarm ?? {}) as { treat_missing_data: string }[];
    expect(alarms.map((alarm) => alarm.treat_missing_data).sort()).toEqual(['breaching', 'ignore', 'notBreaching', 'notBreaching']);
  });
});
