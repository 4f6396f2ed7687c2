import { OperationsKey } from '../../../../constructs/backup/aws/customer-key';
import { DeadManSwitch } from '../../../../constructs/backup/aws/dead-man-switch';
import { recordedMeets } from '../../../../constructs/coverage';
import { Duration } from '../../../../model/duration';
import { json, pagedSetting, place, prefix, render, resource } from './sample';

const publisherArn = 'arn:aws:iam::210987654321:role/grafana';
const interval = Duration.minutes(5);
const runbook = 'https://runbooks.example/shop.md#silence';

const switched = (enrolled: boolean) =>
  render((scope) => {
    const key = new OperationsKey(scope, 'heartbeats', { place, prefix, deletionProtection: true, publisherArn });
    const { topic } = pagedSetting(scope);
    new DeadManSwitch(scope, 'switch', { prefix, key, publisherArn, interval, runbook, topic, enrolled, meets: ['R-SWITCH'] });
  });
const stack = switched(true);

describe('DeadManSwitch', () => {
  it('takes heartbeats on an encrypted topic, from Grafana alone', () => {
    expect(resource(stack, 'aws_sns_topic', 'switch-topic')).toEqual({
      name: 'shop-production-heartbeat',
      kms_master_key_id: '${aws_kms_key.heartbeats-key.arn}',
    });
    expect(json(stack, 'aws_sns_topic_policy', 'switch-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Heartbeat',
          Effect: 'Allow',
          Principal: { AWS: publisherArn },
          Action: 'sns:Publish',
          Resource: '${aws_sns_topic.switch-topic.arn}',
        },
      ],
    });
  });

  it('lets Grafana use the key of the topic, through SNS alone', () => {
    const { Statement } = json(stack, 'aws_kms_key', 'heartbeats-key', 'policy') as { Statement: { Sid: string }[] };
    expect(Statement.filter(({ Sid }) => Sid === 'Publisher')).toEqual([
      {
        Sid: 'Publisher',
        Effect: 'Allow',
        Principal: { AWS: publisherArn },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': 'sns.eu-west-1.amazonaws.com' } },
      },
    ]);
    const other = json(stack, 'aws_kms_key', 'pages-key', 'policy') as { Statement: { Sid: string }[] };
    expect(other.Statement.map(({ Sid }) => Sid)).toEqual(['Account', 'AlarmsAndTopic', 'Logs']);
  });

  it('pages when no heartbeat came for 30 minutes: silence is the fault', () => {
    expect(resource(stack, 'aws_cloudwatch_metric_alarm', 'switch-silent')).toEqual({
      alarm_name: 'shop-production-alerting-silent',
      alarm_description:
        'Alerts of shop-production may reach nobody: Grafana has sent no heartbeat for 30 min. Runbook: https://runbooks.example/shop.md#silence',
      namespace: 'AWS/SNS',
      metric_name: 'NumberOfMessagesPublished',
      dimensions: { TopicName: 'shop-production-heartbeat' },
      statistic: 'Sum',
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      period: 600,
      evaluation_periods: 3,
      datapoints_to_alarm: 3,
      treat_missing_data: 'breaching',
      alarm_actions: ['${aws_sns_topic.topic-topic.arn}'],
      ok_actions: ['${aws_sns_topic.topic-topic.arn}'],
      actions_enabled: true,
    });
  });

  it('tells nobody until the first heartbeat was seen', () => {
    expect(resource(switched(false), 'aws_cloudwatch_metric_alarm', 'switch-silent')['actions_enabled']).toBe(false);
  });

  it('records the requirements that it meets', () => {
    render((scope) => {
      const key = new OperationsKey(scope, 'heartbeats', { place, prefix, deletionProtection: true });
      const { topic } = pagedSetting(scope);
      const made = new DeadManSwitch(scope, 'switch', {
        prefix,
        key,
        publisherArn,
        interval,
        runbook,
        topic,
        enrolled: true,
        meets: ['R-SWITCH'],
      });
      expect(recordedMeets(made.node.findChild('silent'))).toEqual(['R-SWITCH']);
    });
  });
});
