import { BackupKey, OperationsKey } from '../../../../constructs/backup/aws/customer-key';
import { recordedMeets } from '../../../../constructs/coverage';
import { json, place, prefix, render, resource } from './sample';

const account = { Sid: 'Account', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' };

describe('BackupKey', () => {
  it('rotates yearly, can be brought back for 30 days, refuses to be destroyed and has an alias', () => {
    const stack = render((scope) => new BackupKey(scope, 'key', { place, prefix, deletionProtection: true }));
    const { policy: _policy, ...key } = resource(stack, 'aws_kms_key', 'key-key');
    expect(key).toEqual({
      description: 'Backups of shop-production',
      enable_key_rotation: true,
      rotation_period_in_days: 365,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    expect(resource(stack, 'aws_kms_alias', 'key-alias')).toEqual({
      name: 'alias/shop-production-backups',
      target_key_id: '${aws_kms_key.key-key.key_id}',
    });
  });

  it('leaves its use to the IAM policies of its own account', () => {
    const stack = render((scope) => new BackupKey(scope, 'key', { place, prefix, deletionProtection: true }));
    expect(json(stack, 'aws_kms_key', 'key-key', 'policy')).toEqual({ Version: '2012-10-17', Statement: [account] });
  });

  it('can be destroyed where the posture does not protect', () => {
    const stack = render((scope) => new BackupKey(scope, 'key', { place, prefix, deletionProtection: false }));
    expect(resource(stack, 'aws_kms_key', 'key-key')).not.toHaveProperty('lifecycle');
  });

  it('records the requirements that it meets', () => {
    render((scope) => {
      const key = new BackupKey(scope, 'key', { place, prefix, deletionProtection: true, meets: ['R-1'] });
      expect(recordedMeets(key.node.findChild('key'))).toEqual(['R-1']);
    });
  });
});

describe('OperationsKey', () => {
  it('lets CloudWatch alarms, topics and the log groups of its account and region use it, and nobody else', () => {
    const stack = render((scope) => new OperationsKey(scope, 'key', { place, prefix, deletionProtection: true }));
    expect(json(stack, 'aws_kms_key', 'key-key', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [
        account,
        {
          Sid: 'AlarmsAndTopic',
          Effect: 'Allow',
          Principal: { Service: ['cloudwatch.amazonaws.com', 'sns.amazonaws.com'] },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
        },
        {
          Sid: 'Logs',
          Effect: 'Allow',
          Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
          Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
          Resource: '*',
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:123456789012:log-group:*' } },
        },
      ],
    });
  });
});
