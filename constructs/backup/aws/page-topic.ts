import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { pageTestAlarm, testMark } from '../../../model/page-test';
import { recordMeets } from '../../coverage';
import { metricAlarm } from './alarm';
import type { OperationsKey } from './customer-key';
import { type AwsPlace, regionalArn } from './place';
import { policyDocument } from './policy';
import { secretToken } from './vendor-limits';

export interface PageTopicProps {
  readonly place: AwsPlace;
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  readonly key: OperationsKey;
  /** https address of PagerDuty's CloudWatch integration. It holds the routing key: a sensitive variable, a literal is a finding. */
  readonly endpoint: string;
  readonly meets?: readonly string[];
}

/**
 * The way from CloudWatch alarms to a pager that needs no Grafana: an encrypted topic that only alarms of this account can publish to, and
 * an alarm that tests it.
 */
export class PageTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: PageTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, 'topic', { name: `${props.prefix}-page`, kmsMasterKeyId: props.key.arn });
    new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: 'Alarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: topic.arn,
          Condition: {
            StringEquals: { 'aws:SourceAccount': props.place.accountId },
            ArnLike: { 'aws:SourceArn': regionalArn(props.place, 'cloudwatch', 'alarm:*') },
          },
        },
      ]),
    });
    const subscription = new SnsTopicSubscription(this, 'pagerduty', {
      topicArn: topic.arn,
      protocol: 'https',
      endpoint: secretToken(this.node.path, 'the address of the pager', props.endpoint),
      endpointAutoConfirms: true,
      // PagerDuty reads the envelope of SNS; without it, it drops the message.
      rawMessageDelivery: false,
    });
    recordMeets(subscription, props.meets ?? []);
    this.arn = topic.arn;
    metricAlarm(this, 'test', {
      name: pageTestAlarm(props.prefix),
      description: `${testMark} Nothing is wrong. Somebody tests the way to whoever is on call, and ends it again`,
      // Nobody writes this metric: a person sets the state, and it stays until that is taken back.
      namespace: 'opskeep',
      metric: 'PageTest',
      dimensions: { Environment: props.prefix },
      statistic: 'Sum',
      comparison: 'above',
      threshold: 0,
      period: Duration.minutes(1),
      missing: 'ignore',
      topic: this,
      ...(props.meets === undefined ? {} : { meets: props.meets }),
    });
  }
}
