import { Duration } from '../../model/duration';
import { jobSettings } from '../../model/job-settings';
import { markerKey } from '../../model/store-layout';
import type { SettingsReader } from '../settings';
import type { ObjectStore, PutOptions } from '../store/object-store';

/** Where records go, and for how long they are locked. */
export interface RecordSettings {
  readonly bucket: string;
  readonly lockDays: number | undefined;
}

export const readRecordSettings = (reader: SettingsReader): RecordSettings => ({
  bucket: reader.optional(jobSettings.recordsBucket) ?? reader.text(jobSettings.bucket),
  lockDays: reader.optionalCount(jobSettings.lockDays),
});

export const recordOptions = ({ lockDays }: RecordSettings, moment: Date, signal: AbortSignal): PutOptions => ({
  ...(lockDays === undefined ? {} : { lockUntil: new Date(moment.getTime() + Duration.days(lockDays).seconds * 1000) }),
  signal,
});

/** Marks a success of a routine, or a duty as done: its age is what the store watcher publishes. Gives the key of the marker. */
export async function mark(
  routine: string,
  facts: Readonly<Record<string, unknown>>,
  records: ObjectStore,
  options: PutOptions,
): Promise<string> {
  const moment = new Date();
  const key = markerKey(routine, moment);
  await records.put(key, `${JSON.stringify({ routine, finished: moment.toISOString(), ...facts })}\n`, options);
  return key;
}
