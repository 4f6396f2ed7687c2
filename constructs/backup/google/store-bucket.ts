import { StorageBucket, type StorageBucketConfig, type StorageBucketLifecycleRule } from '@cdktf/provider-google/lib/storage-bucket';
import type { Construct } from 'constructs';
import type { Duration } from '../../../model/duration';
import type { BackupCryptoKey } from './crypto-key';
import { bucketName } from './naming';
import { type GoogleProps, labelsOf } from './place';
import { softDeleteDuration } from './vendor-limits';

/** Age of an upload that was begun and never ended, in days. */
const abandonedUploadDays = 7;

/** Days as a lifecycle condition takes them, rounded up so that nothing goes early. */
const wholeDays = (duration: Duration): number => Math.ceil(duration.days);

/** Deletes live objects of an age, under all prefixes unless some are given. */
export const deleteAfter = (age: Duration, prefixes?: readonly string[]): StorageBucketLifecycleRule => ({
  action: { type: 'Delete' },
  condition: { age: wholeDays(age), ...(prefixes === undefined ? {} : { matchesPrefix: [...prefixes] }) },
});

/** Deletes overwritten and deleted objects after a time, where the bucket keeps versions. */
export const deleteNoncurrentAfter = (age: Duration): StorageBucketLifecycleRule => ({
  action: { type: 'Delete' },
  condition: { daysSinceNoncurrentTime: wholeDays(age), withState: 'ARCHIVED' },
});

/** Without a filter, because a filtered rule would leave abandoned uploads elsewhere. */
const abortAbandonedUploads: StorageBucketLifecycleRule = {
  action: { type: 'AbortIncompleteMultipartUpload' },
  condition: { age: abandonedUploadDays },
};

export interface StoreBucketProps extends GoogleProps {
  readonly name: string;
  /** Key of the bucket, in its location. Undefined leaves Google's own. */
  readonly key: BackupCryptoKey | undefined;
  readonly softDelete: Duration;
  readonly lifecycleRules: readonly StorageBucketLifecycleRule[];
  /** What differs between kinds of buckets. */
  readonly special: Pick<StorageBucketConfig, 'versioning' | 'retentionPolicy' | 'logging'>;
}

/** What every bucket of this folder has: one policy for all objects, no public access, soft delete, no forced destroy. */
export function storeBucket(scope: Construct, id: string, props: StoreBucketProps): StorageBucket {
  return new StorageBucket(scope, id, {
    name: bucketName(scope.node.path, props.name),
    project: props.place.project,
    location: props.place.location,
    storageClass: 'STANDARD',
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
    forceDestroy: false,
    labels: labelsOf(props),
    softDeletePolicy: { retentionDurationSeconds: softDeleteDuration(scope.node.path, props.softDelete).seconds },
    lifecycleRule: [...props.lifecycleRules, abortAbandonedUploads],
    ...(props.key === undefined ? {} : { encryption: { defaultKmsKeyName: props.key.keyId }, dependsOn: [...props.key.grants] }),
    ...props.special,
    lifecycle: { preventDestroy: props.protect ?? true },
  });
}
