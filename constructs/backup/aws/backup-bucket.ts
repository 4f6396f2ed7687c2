import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { type Finding, reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { checkUnique } from '../../../model/names';
import { checkTier, type RetentionTier } from '../../../model/retention';
import { reservedPrefixes } from '../../../model/store-layout';
import { type BucketCopy, BucketReplica, type Protections } from './bucket-copy';
import { backupLifecycle } from './bucket-lifecycle';
import { lockBounds, noRemoval, onlyThisKey, tlsOnly } from './bucket-policy';
import type { BackupKey } from './customer-key';
import type { AwsPlace } from './place';
import { type BucketMeets, type LogTarget, type ObjectLock, ProtectedBucket } from './protected-bucket';
import { wholeDays } from './vendor-limits';

export interface BackupBucketProps {
  readonly place: AwsPlace;
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  /** Name of the bucket, unique in the world: 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucketName: string;
  readonly key: BackupKey;
  /** Every class of copies, each with a prefix of its own. */
  readonly tiers: readonly [RetentionTier, ...RetentionTier[]];
  /** How long what is written cannot be deleted, in whole days, at most as long as the shortest tier is kept. Undefined locks nothing by itself. */
  readonly lock: Duration | undefined;
  /**
   * Locks in mode COMPLIANCE, which nobody can lift before its time, AWS included; mistakes are paid for until they expire.
   * @default mode GOVERNANCE, and requests for COMPLIANCE are refused
   */
  readonly irreversible?: true;
  /** How long manifests and drill results stay. @default as long as the longest tier */
  readonly keepRecords?: Duration;
  /** Whether Terraform refuses to destroy the bucket. It never deletes objects to empty it. */
  readonly deletionProtection: boolean;
  /** A copy in a second region. @default none */
  readonly copy?: BucketCopy;
  /** Where server access logs go. @default none are written; a locked bucket cannot receive its own */
  readonly accessLogs?: LogTarget;
  readonly meets?: BucketMeets;
}

/**
 * The place of backups: whoever writes there cannot read, change or remove them, and what is in it stays for as long as the tiers
 * say. Locked, versioned, encrypted under a key of its own, reachable through TLS 1.2 and better only.
 */
export class BackupBucket extends Construct {
  readonly arn: string;
  /** The bucket's name, after the bucket exists. */
  readonly bucketName: string;
  readonly key: BackupKey;
  readonly tiers: readonly RetentionTier[];
  /** Undefined where nothing is locked by default. */
  readonly lock: Duration | undefined;
  /** Whether locks are of the mode that nobody can lift. */
  readonly irreversible: boolean;
  /** The copy in the second region, where there is one. */
  readonly replica: BucketReplica | undefined;

  constructor(scope: Construct, id: string, props: BackupBucketProps) {
    super(scope, id);
    const { place, prefix, tiers, lock, key, copy } = props;
    for (const finding of checkTiers(this.node.path, tiers, lock)) reportFinding(finding, undefined);
    const protections = (keyArn: string): Protections => protectionsOf(this.node.path, props, keyArn);
    const store = new ProtectedBucket(this, 'store', {
      ...protections(key.arn),
      bucketName: props.bucketName,
      accessLogs: props.accessLogs,
      provider: undefined,
    });
    this.replica =
      copy === undefined
        ? undefined
        : new BucketReplica(this, 'replica', {
            place,
            prefix,
            copy,
            source: store,
            sourceKey: key,
            protections,
            hideDeleted: false,
            deletionProtection: props.deletionProtection,
            meets: props.meets?.copies ?? [],
          });
    this.arn = store.arn;
    this.bucketName = store.bucketName;
    this.key = key;
    this.tiers = tiers;
    this.lock = lock;
    this.irreversible = props.irreversible === true;
  }
}

function protectionsOf(where: string, props: BackupBucketProps, keyArn: string): Protections {
  const [first, ...others] = props.tiers.map((tier) => tier.keep);
  const longest = Duration.longest(first ?? Duration.zero, ...others);
  const irreversible = props.irreversible === true;
  const objectLock: ObjectLock = { retention: props.lock, mode: irreversible ? 'COMPLIANCE' : 'GOVERNANCE' };
  return {
    keyArn,
    objectLock,
    lifecycle: backupLifecycle(where, { tiers: props.tiers, lock: props.lock, keepRecords: props.keepRecords ?? longest }),
    policy: (arn) => [
      ...tlsOnly(arn),
      ...onlyThisKey(arn, keyArn),
      ...noRemoval(arn),
      ...lockBounds(arn, wholeDays(where, 'longest tier', longest), irreversible),
    ],
    deletionProtection: props.deletionProtection,
    meets: { ...props.meets, retention: [...new Set([...(props.meets?.retention ?? []), ...props.tiers.flatMap((tier) => tier.meets)])] },
  };
}

/** Tiers with names and prefixes of their own, none where records stand, and none that expires before its lock. */
function checkTiers(where: string, tiers: readonly RetentionTier[], lock: Duration | undefined): readonly Finding[] {
  const reserved = tiers.filter((tier) =>
    reservedPrefixes.some((prefix) => tier.prefix.startsWith(prefix) || prefix.startsWith(tier.prefix)),
  );
  return [
    ...tiers.flatMap((tier) => checkTier(where, tier, lock)),
    ...checkUnique(
      where,
      'retention tier',
      tiers.map((tier) => tier.name),
    ),
    ...checkUnique(
      where,
      'prefix',
      tiers.map((tier) => tier.prefix),
    ),
    ...reserved.map((tier) =>
      messages.badRetention(
        where,
        `tier "${tier.name}" has prefix "${tier.prefix}"`,
        'a prefix that belongs to records',
        `choose another than ${reservedPrefixes.join(', ')}`,
      ),
    ),
  ];
}
