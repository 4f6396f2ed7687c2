import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { storePrefixes } from '../../../model/store-layout';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import { AccessLogBucket } from './access-log-bucket';
import type { BucketReference } from './bucket-access';
import type { BackupCryptoKey } from './crypto-key';
import type { GooglePlace, GoogleProps } from './place';
import { deleteAfter, deleteNoncurrentAfter, storeBucket } from './store-bucket';

/** More than a year, so that the markers of yearly and quarterly drills are still there when the next one is due. */
const keepMarkers = Duration.days(400);
/** Time to notice that a last good copy was replaced by a worse one. */
const keepReplaced = Duration.days(30);

export interface VerifiedBucketProps extends GoogleProps {
  readonly name: string;
  readonly key: BackupCryptoKey;
  /** How long a deleted object can be brought back, 0 or 7 to 90 days. @default 30 days */
  readonly softDelete?: Duration;
  /** Where access logs go. @default a bucket of its own, `<name>-logs` */
  readonly logs?: BucketReference;
  readonly meets?: readonly string[];
}

/**
 * Attempts, manifests of verified backups, results of drills and routines, and the last good copies. Apart from the backups, because
 * a key that never changes must be overwritten, which a retention policy forbids; versions and soft delete keep what was overwritten.
 */
export class VerifiedBucket extends Construct implements BucketReference {
  readonly alias: string;
  readonly bucketName: string;
  readonly place: GooglePlace;

  constructor(scope: Construct, id: string, props: VerifiedBucketProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    const logs = props.logs ?? new AccessLogBucket(this, 'logs', { ...props, name: `${props.name}-logs` });
    const bucket = storeBucket(this, 'bucket', {
      ...props,
      softDelete: props.softDelete ?? Duration.days(30),
      lifecycleRules: [deleteAfter(keepMarkers, [storePrefixes.attempts, storePrefixes.verified]), deleteNoncurrentAfter(keepReplaced)],
      special: { versioning: { enabled: true }, logging: { logBucket: logs.bucketName, logObjectPrefix: id } },
    });
    recordMeets(bucket, props.meets ?? []);
    this.alias = id;
    this.bucketName = bucket.name;
    this.place = props.place;
  }
}
