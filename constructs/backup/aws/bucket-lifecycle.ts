import type { S3BucketLifecycleConfigurationRule } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { Duration } from '../../../model/duration';
import type { RetentionTier } from '../../../model/retention';
import { storePrefixes } from '../../../model/store-layout';
import { wholeDays } from './vendor-limits';

/** Time in which an overwritten or deleted object can be brought back before its bytes are gone. */
const undo = Duration.days(7);
/** How long records of attempts stay: longer than the longest distance between two runs, so that a failure stays visible. */
const attemptsKept = Duration.days(90);
/** Earlier copies under `last-good/` that stay whatever their age, and how long the others stay. */
const lastGood = { newerVersions: 3, others: Duration.days(30) };
/** Time after which the parts of an upload that nobody completed go. */
const abandoned = Duration.days(7);

export interface BackupLifecycleOptions {
  readonly tiers: readonly RetentionTier[];
  readonly lock: Duration | undefined;
  readonly keepRecords: Duration;
}

/** The lifecycle of a backup bucket: a rule for each tier, one for each kind of record, and the two that tidy up. */
export function backupLifecycle(where: string, options: BackupLifecycleOptions): S3BucketLifecycleConfigurationRule[] {
  const days = (what: string, duration: Duration): number => wholeDays(where, what, duration);
  const atLeastLocked = (duration: Duration): Duration =>
    options.lock === undefined ? duration : Duration.longest(duration, options.lock);
  return [
    ...options.tiers.map((tier) => ({
      ...prefixRule(tier.name, tier.prefix),
      ...(tier.coldStorage === undefined
        ? {}
        : {
            transition: [
              { days: days(`cold storage of tier "${tier.name}"`, tier.coldStorage.after), storageClass: tier.coldStorage.storageClass },
            ],
          }),
      ...expiry(days(`retention of tier "${tier.name}"`, tier.keep)),
    })),
    {
      // No expiry of the current version: while jobs stop, age-based rules empty the tiers, and this copy is the one that is left.
      ...prefixRule('last-good', storePrefixes.lastGood),
      noncurrentVersionExpiration: [{ noncurrentDays: lastGood.others.days, newerNoncurrentVersions: lastGood.newerVersions }],
    },
    { ...prefixRule('verified', storePrefixes.verified), ...expiry(days('retention of records', atLeastLocked(options.keepRecords))) },
    { ...prefixRule('attempts', storePrefixes.attempts), ...expiry(days('retention of attempts', atLeastLocked(attemptsKept))) },
    ...tidyRules(),
  ];
}

/** Lifecycle of a bucket whose own program deletes: only what that program has already deleted or replaced goes. */
export function noncurrentOnlyLifecycle(where: string, keepDeleted: Duration): S3BucketLifecycleConfigurationRule[] {
  const noncurrentDays = wholeDays(where, 'retention of deleted versions', keepDeleted);
  return [{ id: 'noncurrent', status: 'Enabled', filter: [{}], noncurrentVersionExpiration: [{ noncurrentDays }] }, ...tidyRules()];
}

/** Lifecycle of a bucket that everything leaves at the same age. */
export function uniformLifecycle(where: string, keep: Duration): S3BucketLifecycleConfigurationRule[] {
  return [{ id: 'all', status: 'Enabled', filter: [{}], ...expiry(wholeDays(where, 'retention of the bucket', keep)) }, ...tidyRules()];
}

const prefixRule = (id: string, prefix: string): S3BucketLifecycleConfigurationRule => ({ id, status: 'Enabled', filter: [{ prefix }] });

const expiry = (days: number): Pick<S3BucketLifecycleConfigurationRule, 'expiration' | 'noncurrentVersionExpiration'> => ({
  expiration: [{ days }],
  noncurrentVersionExpiration: [{ noncurrentDays: undo.days }],
});

/** Both without a prefix, so that they hold for keys that nobody thought of. */
const tidyRules = (): S3BucketLifecycleConfigurationRule[] => [
  { id: 'delete-markers', status: 'Enabled', filter: [{}], expiration: [{ expiredObjectDeleteMarker: true }] },
  { id: 'abort-multipart', status: 'Enabled', filter: [{}], abortIncompleteMultipartUpload: [{ daysAfterInitiation: abandoned.days }] },
];
