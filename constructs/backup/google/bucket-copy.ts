import { StorageTransferJob } from '@cdktf/provider-google/lib/storage-transfer-job';
import { Construct } from 'constructs';
import { type TransferSchedule, toSecondLocation } from '../../../model/copying';
import { recordMeets } from '../../coverage';
import type { BackupBucket } from './backup-bucket';
import type { GooglePlace } from './place';
import { grantTransferCopy, grantTransferSource, neverTouchExisting, transferSchedule } from './transfer';

export interface BucketCopyProps {
  /** For the description of the transfer, e.g. `CareNow production backups`. */
  readonly title: string;
  /** Project that runs the transfer; its transfer agent reads the source and writes the copy. */
  readonly place: GooglePlace;
  readonly source: BackupBucket;
  /** The second bucket: another location, with a key of that location and the same tiers. */
  readonly copy: BackupBucket;
  /** @default every day at 22:00 UTC */
  readonly schedule?: TransferSchedule;
  readonly meets?: readonly string[];
}

/**
 * Copies new objects of a bucket to a bucket elsewhere. It never overwrites and never deletes, so that what is lost or
 * spoilt in the source stays whole in the copy; the copy's own tiers expire it.
 */
export class BucketCopy extends Construct {
  constructor(scope: Construct, id: string, props: BucketCopyProps) {
    super(scope, id);
    const job = new StorageTransferJob(this, 'job', {
      description: `Copies ${props.title} to a second location`,
      project: props.place.project,
      status: 'ENABLED',
      transferSpec: {
        gcsDataSource: { bucketName: props.source.bucketName },
        gcsDataSink: { bucketName: props.copy.bucketName },
        transferOptions: neverTouchExisting,
      },
      schedule: transferSchedule(this.node.path, props.schedule ?? toSecondLocation),
      dependsOn: [...grantTransferSource(this, props.source, props.place), ...grantTransferCopy(this, props.copy, props.place)],
    });
    recordMeets(job, props.meets ?? []);
  }
}
