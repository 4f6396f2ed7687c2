import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { jobLogGroup, taskFailureLogGroup } from '../../../model/job';
import { terraformJson } from '../../terraform-text';
import { limitedName } from '../checks';
import type { OperationsKey } from './customer-key';
import type { AwsPlace } from './place';
import { policyDocument } from './policy';
import { logRetentionDays } from './vendor-limits';

/** Failed tasks as a metric, by the family of their task definition. */
export const taskFailures = {
  namespace: 'opskeep/jobs',
  metric: 'task_failures',
  dimensions: (family: string): Record<string, string> => ({ family: `family:${family}` }),
} as const;

export interface JobClusterProps {
  readonly place: AwsPlace;
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  readonly key: OperationsKey;
  /** How long logs of jobs are kept, one of the durations of CloudWatch Logs. @default 365 d */
  readonly keepLogs?: Duration;
}

/**
 * Where the scheduled tasks of a product environment run, with their logs and schedule group. A task that ends badly or never starts
 * counts as a failure in {@link taskFailures}, which the scheduler itself never learns of.
 */
export class JobCluster extends Construct {
  readonly place: AwsPlace;
  readonly prefix: string;
  readonly name: string;
  readonly arn: string;
  readonly logGroupName: string;
  readonly logGroupArn: string;
  readonly scheduleGroupName: string;
  /** ARN of the schedule group, without a reference to it. */
  readonly scheduleGroupArn: string;

  constructor(scope: Construct, id: string, props: JobClusterProps) {
    super(scope, id);
    const { place, prefix, key } = props;
    const logs = { retentionInDays: logRetentionDays(this.node.path, props.keepLogs ?? Duration.days(365)), kmsKeyId: key.arn };
    this.place = place;
    this.prefix = prefix;
    this.name = `${prefix}-jobs`;
    const cluster = new EcsCluster(this, 'cluster', { name: this.name, setting: [{ name: 'containerInsights', value: 'enabled' }] });
    const jobLogs = new CloudwatchLogGroup(this, 'logs', { name: jobLogGroup(prefix), ...logs });
    const failures = new CloudwatchLogGroup(this, 'failures', { name: taskFailureLogGroup(prefix), ...logs });
    const group = new SchedulerScheduleGroup(this, 'schedules', { name: limitedName(this.node.path, 'schedule', prefix) });
    this.arn = cluster.arn;
    this.logGroupName = jobLogs.name;
    this.logGroupArn = jobLogs.arn;
    this.scheduleGroupName = group.name;
    this.scheduleGroupArn = `arn:aws:scheduler:${place.region}:${place.accountId}:schedule-group/${prefix}`;
    this.countFailures(prefix, failures);
  }

  private countFailures(prefix: string, failures: CloudwatchLogGroup): void {
    const name = limitedName(this.node.path, 'eventRule', `${prefix}-task-failed`);
    const rule = new CloudwatchEventRule(this, 'task-failed', {
      name,
      description: 'Tasks that ended with an error or never started',
      eventPattern: terraformJson({
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: [this.arn],
          lastStatus: ['STOPPED'],
          // A task that never started has no exit code.
          $or: [{ containers: { exitCode: [{ 'anything-but': [0] }] } }, { stopCode: ['TaskFailedToStart'] }],
        },
      }),
    });
    new CloudwatchEventTarget(this, 'to-log', { rule: rule.name, arn: failures.arn });
    const services = { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] };
    // One for the product environment: an account has 10 of them in a region.
    new CloudwatchLogResourcePolicy(this, 'log-access', {
      policyName: name,
      policyDocument: policyDocument([
        { Sid: 'Stream', Effect: 'Allow', Principal: services, Action: 'logs:CreateLogStream', Resource: `${failures.arn}:*` },
        {
          Sid: 'Write',
          Effect: 'Allow',
          Principal: services,
          Action: 'logs:PutLogEvents',
          Resource: `${failures.arn}:*`,
          Condition: { ArnEquals: { 'aws:SourceArn': rule.arn } },
        },
      ]),
    });
    new CloudwatchLogMetricFilter(this, 'failure-count', {
      name,
      logGroupName: failures.name,
      pattern: '{ $.detail.lastStatus = "STOPPED" }',
      metricTransformation: {
        name: taskFailures.metric,
        namespace: taskFailures.namespace,
        value: '1',
        unit: 'Count',
        dimensions: { family: '$.detail.group' },
      },
    });
  }
}
