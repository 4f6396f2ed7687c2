import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { recordNoCopies } from '../../copies';
import type { BucketReference } from './bucket-access';
import type { GoogleProps } from './place';
import { deleteAfter, storeBucket } from './store-bucket';

/** Long enough to look back over a year after a yearly audit. */
const keepLogs = Duration.days(400);

export interface AccessLogBucketProps extends GoogleProps {
  readonly name: string;
}

/** Where another bucket's access logs go. Cloud Storage writes them as a Google group that may only create objects. */
export class AccessLogBucket extends Construct implements BucketReference {
  readonly alias: string;
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    recordNoCopies(this);
    const bucket = storeBucket(this, 'bucket', {
      ...props,
      key: undefined,
      softDelete: Duration.days(7),
      lifecycleRules: [deleteAfter(keepLogs)],
      special: {},
    });
    this.alias = id;
    this.bucketName = bucket.name;
    new StorageBucketIamMember(this, 'writer', {
      bucket: bucket.name,
      role: 'roles/storage.objectCreator',
      member: 'group:cloud-storage-analytics@google.com',
    });
  }
}
