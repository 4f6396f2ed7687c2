import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import { type AwsPlace, accountRoot, regionalArn } from './place';
import { type PolicyStatement, policyDocument } from './policy';

/** Time between two rotations of the key material. AWS KMS allows 90 to 2560 days. */
const rotation = Duration.days(365);
/** Time in which a deletion can be taken back: the longest that AWS KMS offers. */
const deletionWindow = Duration.days(30);

export interface KeyProps {
  readonly place: AwsPlace;
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  /** Whether Terraform refuses to destroy the key. */
  readonly deletionProtection: boolean;
  /** Requirements that the key meets. @default none */
  readonly meets?: readonly string[];
  /** Provider of another region. @default the stack's AWS provider */
  readonly provider?: TerraformProvider;
}

export interface CustomerKeyProps extends KeyProps {
  /** Last part of the alias, e.g. `backups`. */
  readonly purpose: string;
  readonly description: string;
  /** Who may use the key besides those whom the account's IAM policies allow. */
  readonly users: readonly PolicyStatement[];
}

/** A customer-managed KMS key that rotates every year and has an alias. */
export class CustomerKey extends Construct {
  readonly arn: string;
  /** Region in which the key lives, for `kms:ViaService` conditions. */
  readonly region: string;

  constructor(scope: Construct, id: string, props: CustomerKeyProps) {
    super(scope, id);
    const account: PolicyStatement = {
      Sid: 'Account',
      Effect: 'Allow',
      Principal: { AWS: accountRoot(props.place) },
      Action: 'kms:*',
      Resource: '*',
    };
    const provider = props.provider === undefined ? {} : { provider: props.provider };
    const key = new KmsKey(this, 'key', {
      description: props.description,
      enableKeyRotation: true,
      rotationPeriodInDays: rotation.days,
      deletionWindowInDays: deletionWindow.days,
      policy: policyDocument([account, ...props.users]),
      ...(props.deletionProtection ? { lifecycle: { preventDestroy: true } } : {}),
      ...provider,
    });
    new KmsAlias(this, 'alias', { name: `alias/${props.prefix}-${props.purpose}`, targetKeyId: key.keyId, ...provider });
    recordMeets(key, props.meets ?? []);
    this.arn = key.arn;
    this.region = props.place.region;
  }
}

/**
 * The key of backups. Only roles whose own policy names it can use it; copies that were made under it die with it, so it must outlive
 * the oldest of them.
 */
export class BackupKey extends CustomerKey {
  constructor(scope: Construct, id: string, props: KeyProps) {
    super(scope, id, { ...props, purpose: 'backups', description: `Backups of ${props.prefix}`, users: [] });
    recordRetained(this, 'copies');
  }

  /** What a role needs to write objects under the key, and to complete multipart uploads: through S3 only. */
  useThroughS3(...actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey' | 'kms:Encrypt')[]): PolicyStatement {
    const Condition = { StringEquals: { 'kms:ViaService': `s3.${this.region}.amazonaws.com` } };
    return { Sid: 'Key', Effect: 'Allow', Action: actions, Resource: this.arn, Condition };
  }
}

export interface OperationsKeyProps extends KeyProps {
  /** Role or user that publishes to an encrypted topic itself. @default only services of AWS do */
  readonly publisherArn?: string;
}

/**
 * The key of logs, alarms and topics. CloudWatch and SNS may use it, which they may not with the key that AWS manages: an alarm
 * on a topic under that one is lost without a word.
 */
export class OperationsKey extends CustomerKey {
  constructor(scope: Construct, id: string, props: OperationsKeyProps) {
    super(scope, id, {
      ...props,
      purpose: 'operations',
      description: `Alarms and logs of ${props.prefix}`,
      users: [...operationsUsers(props.place), ...(props.publisherArn === undefined ? [] : [publisher(props.place, props.publisherArn)])],
    });
  }
}

function operationsUsers(place: AwsPlace): readonly PolicyStatement[] {
  return [
    {
      // No condition here: one that does not match silences every alarm. The policy of the topic has them.
      Sid: 'AlarmsAndTopic',
      Effect: 'Allow',
      Principal: { Service: ['cloudwatch.amazonaws.com', 'sns.amazonaws.com'] },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    },
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: `logs.${place.region}.amazonaws.com` },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': regionalArn(place, 'logs', 'log-group:*') } },
    },
  ];
}

/** Named here as well, because a publisher of another account has no rights by IAM alone. */
function publisher(place: AwsPlace, arn: string): PolicyStatement {
  return {
    Sid: 'Publisher',
    Effect: 'Allow',
    Principal: { AWS: arn },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': `sns.${place.region}.amazonaws.com` } },
  };
}
