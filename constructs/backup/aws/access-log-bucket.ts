import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { recordNoCopies } from '../../copies';
import { recordRetained } from '../../retained';
import { uniformLifecycle } from './bucket-lifecycle';
import { tlsOnly } from './bucket-policy';
import type { AwsPlace } from './place';
import { type LogTarget, ProtectedBucket } from './protected-bucket';

export interface AccessLogBucketProps {
  readonly place: AwsPlace;
  /** Name of the bucket, unique in the world. */
  readonly bucketName: string;
  /** Names of the buckets whose access is logged here; they must be in the same region. */
  readonly sources: readonly string[];
  /** Whether Terraform refuses to destroy the bucket. */
  readonly deletionProtection: boolean;
  /** How long logs are kept. @default 365 d */
  readonly keep?: Duration;
}

/**
 * Server access logs of backup buckets. A bucket of its own, because S3 delivers logs neither into a locked bucket nor under a
 * customer's KMS key.
 */
export class AccessLogBucket extends Construct implements LogTarget {
  readonly bucketName: string;
  readonly deliveryPolicy: ITerraformDependable;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    recordNoCopies(this);
    recordRetained(this, 'copies');
    const bucket = new ProtectedBucket(this, 'logs', {
      bucketName: props.bucketName,
      keyArn: undefined,
      objectLock: undefined,
      lifecycle: uniformLifecycle(this.node.path, props.keep ?? Duration.days(365)),
      policy: (arn) => [
        ...tlsOnly(arn),
        {
          Sid: 'Deliver',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${arn}/*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': props.place.accountId },
            ArnEquals: { 'aws:SourceArn': props.sources.map((name) => `arn:aws:s3:::${name}`) },
          },
        },
      ],
      deletionProtection: props.deletionProtection,
      accessLogs: undefined,
      provider: undefined,
      meets: {},
    });
    this.bucketName = bucket.bucketName;
    this.deliveryPolicy = bucket.policy;
  }
}
