import type { StorageBucketLifecycleRule } from '@cdktf/provider-google/lib/storage-bucket';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { checkTier, type RetentionTier } from '../../../model/retention';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import { AccessLogBucket } from './access-log-bucket';
import type { BucketReference } from './bucket-access';
import type { BackupCryptoKey } from './crypto-key';
import type { GooglePlace, GoogleProps } from './place';
import { deleteAfter, storeBucket } from './store-bucket';

export interface BackupBucketProps extends GoogleProps {
  /** Name of the bucket, unique in the world. */
  readonly name: string;
  /** Key of the bucket, from a ring in the bucket's location. */
  readonly key: BackupCryptoKey;
  /** Every class of copies; each is deleted at its age. An object outside of all prefixes is kept for ever. */
  readonly tiers: readonly RetentionTier[];
  /** How long nobody can delete or overwrite an object. @default not at all */
  readonly lock?: Duration;
  /** Locks the retention policy itself: nobody, Google included, can ever shorten or remove it. @default the project's owner can */
  readonly irreversible?: true;
  /** How long a deleted object can be brought back, 0 or 7 to 90 days. @default 30 days */
  readonly softDelete?: Duration;
  /** Where access logs go. @default a bucket of its own, `<name>-logs` */
  readonly logs?: BucketReference;
  readonly meets?: readonly string[];
}

/**
 * A bucket for backups. It keeps no versions, because a retention policy already forbids to overwrite, and Cloud Storage refuses both
 * together. So nothing in it can be a pointer to the newest copy: see {@link VerifiedBucket}.
 */
export class BackupBucket extends Construct implements BucketReference {
  readonly alias: string;
  readonly bucketName: string;
  readonly place: GooglePlace;

  constructor(scope: Construct, id: string, props: BackupBucketProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    this.checkTiers(props);
    const logs = props.logs ?? new AccessLogBucket(this, 'logs', { ...props, name: `${props.name}-logs` });
    const bucket = storeBucket(this, 'bucket', {
      ...props,
      softDelete: props.softDelete ?? Duration.days(30),
      lifecycleRules: deletionByAge(props.tiers),
      special: {
        ...(props.lock === undefined
          ? {}
          : { retentionPolicy: { retentionPeriod: props.lock.seconds, isLocked: props.irreversible ?? false } }),
        logging: { logBucket: logs.bucketName, logObjectPrefix: id },
      },
    });
    recordMeets(bucket, [...(props.meets ?? []), ...new Set(props.tiers.flatMap((tier) => tier.meets))]);
    this.alias = id;
    this.bucketName = bucket.name;
    this.place = props.place;
  }

  private checkTiers(props: BackupBucketProps): void {
    const where = this.node.path;
    for (const tier of props.tiers) {
      for (const finding of checkTier(where, tier, props.lock)) reportFinding(finding, undefined);
      if (tier.coldStorage !== undefined) {
        const given = `tier "${tier.name}" moves to ${tier.coldStorage.storageClass}`;
        const mend = 'leave coldStorage out: Cloud Storage bills early deletion as well';
        reportFinding(
          messages.vendorLimit(where, 'a storage class of another vendor', given, 'no cold storage on Google', mend),
          undefined,
        );
      }
    }
  }
}

/** One rule an age, with the prefixes of all tiers of that age. */
function deletionByAge(tiers: readonly RetentionTier[]): StorageBucketLifecycleRule[] {
  const ages = [...new Set(tiers.map((tier) => tier.keep.seconds))].sort((a, b) => a - b);
  return ages.map((age) => {
    const prefixes = tiers.filter((tier) => tier.keep.seconds === age).map((tier) => tier.prefix);
    return deleteAfter(Duration.seconds(age), [...new Set(prefixes)]);
  });
}
