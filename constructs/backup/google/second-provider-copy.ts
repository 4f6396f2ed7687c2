import { StorageTransferJob } from '@cdktf/provider-google/lib/storage-transfer-job';
import { Construct } from 'constructs';
import { type TransferSchedule, toSecondProvider } from '../../../model/copying';
import type { Duration } from '../../../model/duration';
import type { RetentionTier } from '../../../model/retention';
import { recordMeets } from '../../coverage';
import { BackupBucket } from './backup-bucket';
import { BackupCryptoKey, BackupKeyRing } from './crypto-key';
import { type GoogleProps, prefixOf } from './place';
import { grantTransferCopy, neverTouchExisting, transferSchedule } from './transfer';

/** A bucket of Amazon S3, read with a role instead of keys. */
export interface S3Source {
  readonly bucketName: string;
  /** Role that trusts the transfer agent of the project by its subject id (web identity of accounts.google.com) and may list and read. */
  readonly roleArn: string;
}

export interface SecondProviderCopyProps extends GoogleProps {
  /** Name of the bucket, unique in the world. */
  readonly name: string;
  readonly source: S3Source;
  /** The tier that is copied, with its prefix and age. */
  readonly tier: RetentionTier;
  /** How long nobody can delete or overwrite a copy. @default not at all */
  readonly lock?: Duration;
  /** @default every Sunday at 12:00 UTC */
  readonly schedule?: TransferSchedule;
  readonly meets?: readonly string[];
}

/** A copy of backups with another provider, which survives the loss of the account that holds the first. */
export class SecondProviderCopy extends Construct {
  readonly bucket: BackupBucket;

  constructor(scope: Construct, id: string, props: SecondProviderCopyProps) {
    super(scope, id);
    const meets = props.meets ?? [];
    const ring = new BackupKeyRing(this, 'ring', { ...props, name: 'second-provider' });
    const key = new BackupCryptoKey(this, 'key', { ...props, ring, name: 'backup', meets: [] });
    this.bucket = new BackupBucket(this, 'copy', { ...props, key, tiers: [props.tier], meets });
    const job = new StorageTransferJob(this, 'job', {
      description: `Copies ${prefixOf(props)} backups from Amazon S3`,
      project: props.place.project,
      status: 'ENABLED',
      transferSpec: {
        awsS3DataSource: { bucketName: props.source.bucketName, roleArn: props.source.roleArn },
        gcsDataSink: { bucketName: this.bucket.bucketName },
        objectConditions: { includePrefixes: [props.tier.prefix] },
        transferOptions: neverTouchExisting,
      },
      schedule: transferSchedule(this.node.path, props.schedule ?? toSecondProvider),
      dependsOn: grantTransferCopy(this, this.bucket, props.place),
    });
    recordMeets(job, meets);
  }
}
