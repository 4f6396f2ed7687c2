import type { StorageTransferJobSchedule } from '@cdktf/provider-google/lib/storage-transfer-job';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { firstTransfer, type TransferSchedule } from '../../../model/copying';
import { type BucketReference, grantOnBucket } from './bucket-access';
import { type GooglePlace, serviceAgents } from './place';
import { inSeconds, transferInterval } from './vendor-limits';

export function transferSchedule(where: string, schedule: TransferSchedule): StorageTransferJobSchedule {
  const { year, month, day, hour, minute } = firstTransfer(schedule);
  return {
    scheduleStartDate: { year, month, day },
    startTimeOfDay: { hours: hour, minutes: minute, seconds: 0, nanos: 0 },
    repeatInterval: inSeconds(transferInterval(where, schedule.every)),
  };
}

/** A copy that follows deletions or overwrites of its source is none. */
export const neverTouchExisting = {
  overwriteWhen: 'NEVER',
  deleteObjectsUniqueInSink: false,
  deleteObjectsFromSourceAfterTransfer: false,
} as const;

/** What the transfer agent of a project needs on a bucket that it copies from. */
export function grantTransferSource(scope: Construct, bucket: BucketReference, place: GooglePlace): ITerraformDependable[] {
  const member = serviceAgents.storageTransfer(place.projectNumber);
  return [
    grantOnBucket(scope, 'source-list', { bucket, role: 'list', member }),
    grantOnBucket(scope, 'source-read', { bucket, role: 'read', member }),
  ];
}

/** What the agent needs on a bucket that it copies to: not to delete, because it never overwrites. */
export function grantTransferCopy(scope: Construct, bucket: BucketReference, place: GooglePlace): ITerraformDependable[] {
  const member = serviceAgents.storageTransfer(place.projectNumber);
  return [
    grantOnBucket(scope, 'copy-list', { bucket, role: 'list', member }),
    grantOnBucket(scope, 'copy-read', { bucket, role: 'read', member }),
    grantOnBucket(scope, 'copy-create', { bucket, role: 'create', member }),
  ];
}
