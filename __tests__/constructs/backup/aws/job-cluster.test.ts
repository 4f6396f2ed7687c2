import { OperationsKey } from '../../../../constructs/backup/aws/customer-key';
import { JobCluster } from '../../../../constructs/backup/aws/job-cluster';
import { Duration } from '../../../../model/duration';
import { json, place, prefix, render, resource, rules, sampleSetting } from './sample';

describe('JobCluster', () => {
  const stack = render((scope) => void sampleSetting(scope));
  const failures = '${aws_cloudwatch_log_group.cluster-failures.arn}';
  const services = { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] };

  it('shows what containers use', () => {
    expect(resource(stack, 'aws_ecs_cluster', 'cluster-cluster')).toEqual({
      name: 'shop-production-jobs',
      setting: [{ name: 'containerInsights', value: 'enabled' }],
    });
  });

  it('keeps encrypted logs of jobs and of failures for a year', () => {
    const key = { kms_key_id: '${aws_kms_key.operations-key.arn}', retention_in_days: 365 };
    expect(resource(stack, 'aws_cloudwatch_log_group', 'cluster-logs')).toEqual({ name: '/opskeep/shop-production/jobs', ...key });
    expect(resource(stack, 'aws_cloudwatch_log_group', 'cluster-failures')).toEqual({
      name: '/aws/events/shop-production-task-failures',
      ...key,
    });
  });

  it('counts tasks that end badly and tasks that never start', () => {
    expect(json(stack, 'aws_cloudwatch_event_rule', 'cluster-task-failed', 'event_pattern')).toEqual({
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: {
        clusterArn: ['${aws_ecs_cluster.cluster-cluster.arn}'],
        lastStatus: ['STOPPED'],
        $or: [{ containers: { exitCode: [{ 'anything-but': [0] }] } }, { stopCode: ['TaskFailedToStart'] }],
      },
    });
    expect(resource(stack, 'aws_cloudwatch_event_target', 'cluster-to-log')).toEqual({
      rule: '${aws_cloudwatch_event_rule.cluster-task-failed.name}',
      arn: failures,
    });
    expect(resource(stack, 'aws_cloudwatch_log_metric_filter', 'cluster-failure-count')).toEqual({
      name: 'shop-production-task-failed',
      log_group_name: '${aws_cloudwatch_log_group.cluster-failures.name}',
      pattern: '{ $.detail.lastStatus = "STOPPED" }',
      metric_transformation: {
        name: 'task_failures',
        namespace: 'opskeep/jobs',
        value: '1',
        unit: 'Count',
        dimensions: { family: '$.detail.group' },
      },
    });
  });

  it('lets the rule of failures alone write into their log', () => {
    expect(json(stack, 'aws_cloudwatch_log_resource_policy', 'cluster-log-access', 'policy_document')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Stream', Effect: 'Allow', Principal: services, Action: 'logs:CreateLogStream', Resource: `${failures}:*` },
        {
          Sid: 'Write',
          Effect: 'Allow',
          Principal: services,
          Action: 'logs:PutLogEvents',
          Resource: `${failures}:*`,
          Condition: { ArnEquals: { 'aws:SourceArn': '${aws_cloudwatch_event_rule.cluster-task-failed.arn}' } },
        },
      ],
    });
  });

  it('has one group for its schedules', () => {
    expect(resource(stack, 'aws_scheduler_schedule_group', 'cluster-schedules')).toEqual({ name: 'shop-production' });
  });

  it('refuses a log retention that CloudWatch does not offer', () => {
    const found = rules((scope) => {
      const key = new OperationsKey(scope, 'key', { place, prefix, deletionProtection: true });
      new JobCluster(scope, 'cluster', { place, prefix, key, keepLogs: Duration.days(100) });
    });
    expect(found).toEqual(['vendor-limit: 100 d']);
  });
});
