import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import { isToken } from '../checks';
import { BackupKey } from './customer-key';
import type { AwsPlace } from './place';
import type { PolicyStatement } from './policy';
import { ProtectedBucket, type ProtectedBucketProps } from './protected-bucket';
import { ServiceRole } from './service-role';

/** A second region for every object of a bucket. */
export interface BucketCopy {
  /** AWS provider of the second region. */
  readonly provider: TerraformProvider;
  /** The second region. The same as the first is a finding. */
  readonly region: string;
  /** Name of the second bucket, unique in the world. */
  readonly bucketName: string;
}

/** What two buckets with the same protections share. */
export type Protections = Omit<ProtectedBucketProps, 'bucketName' | 'provider' | 'accessLogs'>;

export interface ReplicaProps {
  readonly place: AwsPlace;
  /** First part of every name: of the key's alias and of the role. */
  readonly prefix: string;
  readonly copy: BucketCopy;
  readonly source: ProtectedBucket;
  readonly sourceKey: BackupKey;
  /** Protections of the source, which the copy gets too, given the key of the second region. */
  readonly protections: (keyArn: string) => Protections;
  /**
   * Whether the copy hides what the source hides. Not where a lifecycle expires by age; needed where a program deletes, or the copy grows
   * for ever. Versions are never deleted by it.
   */
  readonly hideDeleted: boolean;
  /** Whether Terraform refuses to destroy the copy and its key. */
  readonly deletionProtection: boolean;
  /** Requirements that the replication meets. */
  readonly meets: readonly string[];
}

/**
 * The copy of a bucket in another region: same lock, lifecycle and policy, a key of its own. No version is deleted by replication, so
 * that a thief in one region does not destroy what is in the other.
 */
export class BucketReplica extends Construct {
  readonly arn: string;
  readonly bucketName: string;
  readonly key: BackupKey;

  constructor(scope: Construct, id: string, props: ReplicaProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    const { place, prefix, copy, source } = props;
    if (!isToken(copy.region) && copy.region === place.region) {
      reportFinding(messages.copiesShareFate(this.node.path, copy.region), undefined);
    }
    const copyPlace = { ...place, region: copy.region };
    this.key = new BackupKey(this, 'key', {
      place: copyPlace,
      prefix,
      deletionProtection: props.deletionProtection,
      provider: copy.provider,
    });
    const replica = new ProtectedBucket(this, 'copy', {
      ...props.protections(this.key.arn),
      bucketName: copy.bucketName,
      accessLogs: undefined,
      provider: copy.provider,
    });
    this.arn = replica.arn;
    this.bucketName = replica.bucketName;
    const role = new ServiceRole(this, 'role', {
      name: `${prefix}-replication`,
      description: `Copies backups of ${prefix} into the second region`,
      // Documented without conditions: one that S3 does not fulfil stops the replication without a word.
      trust: [{ Sid: 'Replication', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      policyName: 'replicate',
      statements: replicationStatements(props, replica.arn, this.key),
    });
    const replication = new S3BucketReplicationConfigurationA(this, 'replication', {
      bucket: source.bucketName,
      role: role.arn,
      rule: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 0,
          filter: {},
          deleteMarkerReplication: { status: props.hideDeleted ? 'Enabled' : 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: { bucket: replica.arn, encryptionConfiguration: { replicaKmsKeyId: this.key.arn } },
        },
      ],
      dependsOn: [source.versioning, replica.versioning],
    });
    recordMeets(replication, props.meets);
  }
}

/** Exactly what Amazon S3 documents for replication with KMS and object lock. */
function replicationStatements(
  { source, sourceKey, hideDeleted }: ReplicaProps,
  copyArn: string,
  copyKey: BackupKey,
): readonly PolicyStatement[] {
  return [
    { Sid: 'Source', Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: source.arn },
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: [
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
        's3:GetObjectRetention',
        's3:GetObjectLegalHold',
      ],
      Resource: `${source.arn}/*`,
    },
    {
      Sid: 'Write',
      Effect: 'Allow',
      Action: ['s3:ReplicateObject', 's3:ReplicateTags', ...(hideDeleted ? ['s3:ReplicateDelete'] : [])],
      Resource: `${copyArn}/*`,
    },
    { ...sourceKey.useThroughS3('kms:Decrypt'), Sid: 'ReadKey' },
    { ...copyKey.useThroughS3('kms:Encrypt', 'kms:GenerateDataKey'), Sid: 'WriteKey' },
  ];
}
