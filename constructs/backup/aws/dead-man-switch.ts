import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import type { IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import type { Duration } from '../../../model/duration';
import { silenceAlarm } from '../../../signals/dead-man-switch';
import { metricAlarm } from './alarm';
import type { OperationsKey } from './customer-key';
import type { PageTopic } from './page-topic';
import { policyDocument } from './policy';

export interface DeadManSwitchProps {
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  /** Its policy must let the publisher use it. */
  readonly key: OperationsKey;
  /** ARN of the role or user as which Grafana publishes; nobody else may. */
  readonly publisherArn: string;
  /** How often it is written to, e.g. every 5 minutes. */
  readonly interval: Duration;
  /** Where the runbook says what to do, for the text of the alarm. */
  readonly runbook: string;
  /** Who is paged when it falls silent. */
  readonly topic: PageTopic;
  /** Whether its silence pages: true once the first heartbeat has arrived, false on a fresh deployment. */
  readonly enrolled: boolean | IResolvable;
  /** Requirements that it meets. @default none */
  readonly meets?: readonly string[];
}

/** Periods without a sign of life after which alerting counts as dead: some heartbeats may be late and some may be lost. */
const missedPeriods = 3;

/**
 * Watches the way of alerts from outside of it: Grafana writes to a topic again and again, and when that stops, an alarm of CloudWatch
 * tells a person by the way that needs no Grafana. Nothing is subscribed to the topic; that a message was taken is the sign of life.
 */
export class DeadManSwitch extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: DeadManSwitchProps) {
    super(scope, id);
    const name = `${props.prefix}-heartbeat`;
    const heartbeats = new SnsTopic(this, 'topic', { name, kmsMasterKeyId: props.key.arn });
    new SnsTopicPolicy(this, 'policy', {
      arn: heartbeats.arn,
      policy: policyDocument([
        { Sid: 'Heartbeat', Effect: 'Allow', Principal: { AWS: props.publisherArn }, Action: 'sns:Publish', Resource: heartbeats.arn },
      ]),
    });
    // Grafana repeats at the first tick after its interval, which may be twice that late.
    const period = props.interval.times(2);
    metricAlarm(this, 'silent', {
      name: silenceAlarm(props.prefix),
      description: `Alerts of ${props.prefix} may reach nobody: Grafana has sent no heartbeat for ${period.times(missedPeriods)}. Runbook: ${props.runbook}`,
      namespace: 'AWS/SNS',
      metric: 'NumberOfMessagesPublished',
      dimensions: { TopicName: name },
      statistic: 'Sum',
      comparison: 'below',
      threshold: 1,
      period,
      periods: missedPeriods,
      missing: 'breaching',
      topic: props.topic,
      enrolled: props.enrolled,
      ...(props.meets === undefined ? {} : { meets: props.meets }),
    });
    this.topicArn = heartbeats.arn;
  }
}
