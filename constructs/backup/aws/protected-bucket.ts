import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Duration } from '../../../model/duration';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import { type PolicyStatement, policyDocument } from './policy';
import { bucketName, wholeDays } from './vendor-limits';

/** Requirements by the part of a bucket that meets them. */
export interface BucketMeets {
  /** The bucket itself and its versioning. */
  readonly store?: readonly string[];
  readonly encryption?: readonly string[];
  /** The lifecycle, beside those of the tiers. */
  readonly retention?: readonly string[];
  /** The replication into a second region. */
  readonly copies?: readonly string[];
}

/** A lock on what is written. GOVERNANCE can be lifted by whoever may bypass it; COMPLIANCE by nobody, the account's root included. */
export interface ObjectLock {
  /** Retention of objects that name none; undefined locks only what names one. */
  readonly retention: Duration | undefined;
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
}

/** Where access logs go: a bucket that is neither locked nor under a customer key, since S3 delivers to no other. */
export interface LogTarget {
  readonly bucketName: string;
  /** The policy that lets S3 deliver: before it is there, S3 refuses to log into the bucket. @default it is there already */
  readonly deliveryPolicy?: ITerraformDependable;
}

export interface ProtectedBucketProps {
  readonly bucketName: string;
  /** KMS key; undefined encrypts with the key of S3 itself, which only log buckets need. */
  readonly keyArn: string | undefined;
  /** Undefined makes a bucket that cannot lock; that can never be changed later. */
  readonly objectLock: ObjectLock | undefined;
  readonly lifecycle: readonly S3BucketLifecycleConfigurationRule[];
  /** The bucket policy, given the ARN of the bucket. */
  readonly policy: (bucketArn: string) => readonly PolicyStatement[];
  readonly deletionProtection: boolean;
  readonly accessLogs: LogTarget | undefined;
  readonly provider: TerraformProvider | undefined;
  readonly meets: BucketMeets;
}

/** A private, versioned, encrypted S3 bucket with its policy and lifecycle. What all buckets of opskeep have in common. */
export class ProtectedBucket extends Construct {
  readonly arn: string;
  readonly bucketName: string;
  /** What a replication or a policy from outside has to wait for. */
  readonly versioning: S3BucketVersioningA;
  readonly policy: ITerraformDependable;
  private readonly provider: { readonly provider?: TerraformProvider };

  constructor(scope: Construct, id: string, props: ProtectedBucketProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    this.provider = props.provider === undefined ? {} : { provider: props.provider };
    const resource = new S3Bucket(this, 'bucket', {
      bucket: bucketName(this.node.path, props.bucketName),
      objectLockEnabled: props.objectLock !== undefined,
      forceDestroy: false,
      ...(props.deletionProtection ? { lifecycle: { preventDestroy: true } } : {}),
      ...this.provider,
    });
    const bucket = { bucket: resource.id, ...this.provider };
    this.arn = resource.arn;
    this.bucketName = resource.id;
    this.versioning = new S3BucketVersioningA(this, 'versioning', { ...bucket, versioningConfiguration: { status: 'Enabled' } });
    this.encrypt(props);
    this.policy = this.closeToPublic(props);
    if (props.objectLock?.retention !== undefined) this.lock(props.objectLock.mode, props.objectLock.retention);
    const lifecycle = new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      ...bucket,
      rule: [...props.lifecycle],
      dependsOn: [this.versioning],
    });
    if (props.accessLogs !== undefined) {
      new S3BucketLoggingA(this, 'logging', {
        ...bucket,
        targetBucket: props.accessLogs.bucketName,
        targetPrefix: `${props.bucketName}/`,
        ...(props.accessLogs.deliveryPolicy === undefined ? {} : { dependsOn: [props.accessLogs.deliveryPolicy] }),
      });
    }
    recordMeets(resource, props.meets.store ?? []);
    recordMeets(this.versioning, props.meets.store ?? []);
    recordMeets(lifecycle, props.meets.retention ?? []);
  }

  private encrypt({ keyArn, meets }: ProtectedBucketProps): void {
    const algorithm = keyArn === undefined ? { sseAlgorithm: 'AES256' } : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn };
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.bucketName,
      rule: [{ applyServerSideEncryptionByDefault: algorithm, ...(keyArn === undefined ? {} : { bucketKeyEnabled: true }) }],
      ...this.provider,
    });
    recordMeets(encryption, meets.encryption ?? []);
  }

  private closeToPublic({ policy, meets }: ProtectedBucketProps): ITerraformDependable {
    const bucket = { bucket: this.bucketName, ...this.provider };
    new S3BucketOwnershipControls(this, 'ownership', { ...bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      ...bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    // S3 refuses two changes of a bucket's access at the same moment.
    const bucketPolicy = new S3BucketPolicy(this, 'policy', {
      ...bucket,
      policy: policyDocument(policy(this.arn)),
      dependsOn: [publicAccess],
    });
    recordMeets(publicAccess, meets.store ?? []);
    recordMeets(bucketPolicy, meets.encryption ?? []);
    return bucketPolicy;
  }

  private lock(mode: ObjectLock['mode'], retention: Duration): void {
    new S3BucketObjectLockConfigurationA(this, 'object-lock', {
      bucket: this.bucketName,
      rule: { defaultRetention: { mode, days: wholeDays(this.node.path, 'object lock', retention) } },
      dependsOn: [this.versioning],
      ...this.provider,
    });
  }
}
