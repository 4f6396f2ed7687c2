import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { AccessLogBucket } from '../../backup/aws/access-log-bucket';
import { noncurrentOnlyLifecycle } from '../../backup/aws/bucket-lifecycle';
import { onlyThisKey, tlsOnly } from '../../backup/aws/bucket-policy';
import { CustomerKey } from '../../backup/aws/customer-key';
import type { AwsPlace } from '../../backup/aws/place';
import type { PolicyStatement } from '../../backup/aws/policy';
import { ProtectedBucket } from '../../backup/aws/protected-bucket';
import { bootstrapPrefix } from '../state-names';

export interface StateBucketProps {
  readonly place: AwsPlace;
  /** Name of the bucket, unique in the world. */
  readonly bucketName: string;
  /** Name of the bucket of its access logs. @default the name of the bucket with `-logs` */
  readonly logBucketName?: string;
  /** How long a state that was replaced can be brought back. @default 365 d */
  readonly keepReplaced?: Duration;
}

/**
 * Where Terraform keeps its states, each with a lock object beside it. States hold keys of pagers, so that reading one takes the right to
 * use the key of the bucket too. Nothing is ever lost at once: what is replaced or deleted stays as a version.
 */
export class StateBucket extends Construct {
  readonly bucketName: string;
  private readonly arn: string;
  private readonly key: CustomerKey;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    const { place, bucketName } = props;
    this.key = new CustomerKey(this, 'key', {
      place,
      prefix: 'opskeep',
      purpose: 'state',
      description: 'Terraform states of opskeep',
      deletionProtection: true,
      users: [],
    });
    const accessLogs = new AccessLogBucket(this, 'access-logs', {
      place,
      bucketName: props.logBucketName ?? `${bucketName}-logs`,
      sources: [bucketName],
      deletionProtection: true,
    });
    const bucket = new ProtectedBucket(this, 'store', {
      bucketName,
      keyArn: this.key.arn,
      objectLock: undefined,
      lifecycle: noncurrentOnlyLifecycle(this.node.path, props.keepReplaced ?? Duration.days(365)),
      policy: (arn) => [...tlsOnly(arn), ...onlyThisKey(arn, this.key.arn)],
      deletionProtection: true,
      accessLogs,
      provider: undefined,
      meets: {},
    });
    this.arn = bucket.arn;
    this.bucketName = bucket.bucketName;
  }

  /** What a plan needs of the states: read them, hold their locks and give them back. */
  readStatements(states: readonly string[]): readonly PolicyStatement[] {
    return [
      { Sid: 'ListStates', Effect: 'Allow', Action: 's3:ListBucket', Resource: this.arn },
      { Sid: 'ReadStates', Effect: 'Allow', Action: 's3:GetObject', Resource: this.objects(states, '.tfstate') },
      {
        Sid: 'Lock',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: this.objects(states, '.tfstate.tflock'),
      },
      {
        Sid: 'StateKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: this.key.arn,
        Condition: { StringEquals: { 'kms:ViaService': `s3.${this.key.region}.amazonaws.com` } },
      },
      {
        Sid: 'NotOwnRights',
        Effect: 'Deny',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: `${this.arn}/${bootstrapPrefix}*`,
      },
    ];
  }

  /** What a deployment needs besides {@link readStatements}: write states. It deletes none. */
  writeStatements(states: readonly string[]): readonly PolicyStatement[] {
    return [{ Sid: 'WriteStates', Effect: 'Allow', Action: 's3:PutObject', Resource: this.objects(states, '.tfstate') }];
  }

  private objects(states: readonly string[], ending: string): string[] {
    return states.map((state) => `${this.arn}/${state}${ending}`);
  }
}
