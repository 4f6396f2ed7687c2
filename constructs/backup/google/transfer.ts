import type { StorageTransferJobSchedule } from '@cdktf/provider-google/lib/storage-transfer-job';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Duration } from '../../../model/duration';
import { timeOfDay, type Weekday, weekdays } from '../../../model/schedule';
import { type BucketReference, grantOnBucket } from './bucket-access';
import { type GooglePlace, serviceAgents } from './place';
import { inSeconds, transferInterval } from './vendor-limits';

/** When Storage Transfer copies: from a time of day on, at even distances. It knows UTC only. */
export interface TransferSchedule {
  /** `HH:MM`, UTC. */
  readonly at: string;
  /** At least an hour. */
  readonly every: Duration;
  /** Day of the first run, for distances of whole weeks. @default sunday */
  readonly weekday?: Weekday;
}

/** The first Sunday of 2026: a constant, so that no output depends on the day of the synth. A start in the past means the next due time. */
const firstSunday = { year: 2026, month: 1, day: 4 } as const;

export function transferSchedule(where: string, schedule: TransferSchedule): StorageTransferJobSchedule {
  const { hour, minute } = timeOfDay(schedule.at);
  const day = firstSunday.day + weekdays.indexOf(schedule.weekday ?? 'sunday');
  return {
    scheduleStartDate: { ...firstSunday, day },
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
