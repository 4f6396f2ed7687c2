import type { WatchedBackup } from '../../model/job-settings';
import { lastGoodOf } from '../../model/store-layout';
import type { ObjectStore, PutOptions } from '../store/object-store';
import { isOverallMetadata, type VerifiedCopy } from './copies';

/** A last good copy that has to be put anew. */
export interface Renewal {
  readonly backup: string;
  readonly from: string;
  readonly objects: readonly { readonly key: string; readonly to: string }[];
  readonly bucket: string;
  /** What stays of the export before, which has a folder of its own. */
  readonly replaced: readonly string[];
}

/** The renewals that the newest verified copy of a backup asks for: none where the last good copy was put after it was verified. */
export async function lookAtLastGood(
  { name }: Pick<WatchedBackup, 'name'>,
  newest: VerifiedCopy,
  copies: ObjectStore,
  records: ObjectStore,
  signal: AbortSignal,
): Promise<readonly Renewal[]> {
  const place = lastGoodOf(name);
  const there = await records.list(place, signal);
  // What is put last tells that the copy is whole. It may be of a copy that is gone by now: then it is the better one.
  const last = there.filter(({ key }) => key === place || (key.startsWith(`${place}/`) && isOverallMetadata(key)));
  if (last.some(({ modified }) => modified >= newest.verified)) return [];
  const objects = placesOf(place, newest);
  const replaced = there.map(({ key }) => key).filter((key) => key.startsWith(`${place}/`) && objects.every(({ to }) => to !== key));
  return [{ backup: name, from: newest.key, objects, bucket: copies.bucket, replaced }];
}

/** A copy of one object stands under the stable key itself; an export below it, in a folder of its own name, as an import asks for. */
function placesOf(place: string, { key, objects }: VerifiedCopy): Renewal['objects'] {
  const folder = key.slice(key.lastIndexOf('/') + 1);
  const metadataLast = [...objects].sort((a, b) => Number(isOverallMetadata(a.key)) - Number(isOverallMetadata(b.key)));
  return metadataLast.map((object) => ({
    key: object.key,
    to: object.key === key ? place : `${place}/${folder}${object.key.slice(key.length)}`,
  }));
}

/** Copies within the store, in the order given, and only then removes what is replaced. */
export async function renew({ objects, bucket, replaced }: Renewal, records: ObjectStore, options: PutOptions): Promise<void> {
  for (const { key, to } of objects) await records.copy({ bucket, key }, to, options);
  for (const key of replaced) await records.remove(key, options.signal);
}
