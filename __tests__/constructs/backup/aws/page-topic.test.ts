import { OperationsKey } from '../../../../constructs/backup/aws/customer-key';
import { PageTopic } from '../../../../constructs/backup/aws/page-topic';
import { json, pagedSetting, place, prefix, render, resource, rules } from './sample';

describe('PageTopic', () => {
  const stack = render((scope) => void pagedSetting(scope));
  const arn = '${aws_sns_topic.topic-topic.arn}';

  it('is encrypted under a key that CloudWatch may use', () => {
    expect(resource(stack, 'aws_sns_topic', 'topic-topic')).toEqual({
      name: 'shop-production-page',
      kms_master_key_id: '${aws_kms_key.pages-key.arn}',
    });
  });

  it('takes messages of alarms of its own account and region only', () => {
    expect(json(stack, 'aws_sns_topic_policy', 'topic-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Alarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: arn,
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' },
          },
        },
      ],
    });
  });

  it('hands messages to the pager in the envelope that it reads', () => {
    expect(resource(stack, 'aws_sns_topic_subscription', 'topic-pagerduty')).toEqual({
      topic_arn: arn,
      protocol: 'https',
      endpoint: '${var.pager_endpoint}',
      endpoint_auto_confirms: true,
      raw_message_delivery: false,
    });
  });

  it('can be tried by an alarm that nothing else raises, and that stays as it is set until it is set back', () => {
    expect(resource(stack, 'aws_cloudwatch_metric_alarm', 'topic-test')).toEqual({
      alarm_name: 'shop-production-page-test',
      alarm_description: '[TEST] Nothing is wrong. Somebody tests the way to whoever is on call, and ends it again',
      namespace: 'opskeep',
      metric_name: 'PageTest',
      dimensions: { Environment: 'shop-production' },
      statistic: 'Sum',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 0,
      period: 60,
      evaluation_periods: 1,
      datapoints_to_alarm: 1,
      treat_missing_data: 'ignore',
      alarm_actions: [arn],
      ok_actions: [arn],
    });
  });

  it('refuses an address in clear text and does not repeat it', () => {
    const found = rules((scope) => {
      const key = new OperationsKey(scope, 'key', { place, prefix, deletionProtection: true });
      new PageTopic(scope, 'topic', { place, prefix, key, endpoint: 'https://events.pagerduty.com/integration/0123/enqueue' });
    });
    expect(found).toEqual(['vendor-limit: a literal']);
  });
});
