import { StorageBucket } from '@cdktf/provider-google/lib/storage-bucket';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import type { BucketReference } from './bucket-access';
import { type GoogleProps, labelsOf } from './place';
import { deleteNoncurrentAfter } from './store-bucket';
import { softDeleteDuration } from './vendor-limits';

export interface UploadsBucketProtectionProps extends GoogleProps {
  /** Name of the bucket that the application already has. */
  readonly bucketName: string;
  /** How long a replaced or deleted version is kept. @default 30 days */
  readonly keepVersions?: Duration;
  /** How long an object whose last version was deleted can be brought back, 0 or 7 to 90 days. @default 30 days */
  readonly softDelete?: Duration;
  readonly meets?: readonly string[];
}

/** What the application's own deployment decides and this construct leaves as it finds it. */
const leftToTheApplication = [
  'autoclass',
  'cors',
  'custom_placement_config',
  'default_event_based_hold',
  'encryption',
  'logging',
  'public_access_prevention',
  'rpo',
  'storage_class',
  'uniform_bucket_level_access',
  'website',
];

/**
 * Versions and soft delete on a bucket that exists already and is imported. Its lifecycle rules become those that expire old
 * versions, so rules of the application belong into this construct; everything else stays as it is.
 */
export class UploadsBucketProtection extends Construct implements BucketReference {
  readonly alias: string;
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: UploadsBucketProtectionProps) {
    super(scope, id);
    recordRetained(this, 'source');
    const softDelete = softDeleteDuration(this.node.path, props.softDelete ?? Duration.days(30));
    const bucket = new StorageBucket(this, 'bucket', {
      name: props.bucketName,
      project: props.place.project,
      location: props.place.location,
      forceDestroy: false,
      labels: labelsOf(props),
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: softDelete.seconds },
      lifecycleRule: [deleteNoncurrentAfter(props.keepVersions ?? Duration.days(30))],
      // Data that people uploaded is never ours to destroy, in no environment.
      lifecycle: { preventDestroy: true, ignoreChanges: leftToTheApplication },
    });
    bucket.importFrom(`${props.place.project}/${props.bucketName}`);
    recordMeets(bucket, props.meets ?? []);
    this.alias = id;
    this.bucketName = bucket.name;
  }
}
