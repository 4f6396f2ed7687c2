import { isManifest, momentIn, verifiedOf } from '../../model/store-layout';
import { JobError } from '../exit';
import { type Manifest, readManifest } from '../manifest';
import type { ObjectStore, StoredObject } from '../store/object-store';
import { readText } from '../store/read-text';

/** A copy that the verifier read back and found good. */
export interface VerifiedCopy {
  readonly manifest: Manifest;
  /** Where its verified manifest stands. */
  readonly manifestKey: string;
  /** The moment that the copy shows: when its writer began. */
  readonly madeAt: Date;
}

/** Which copy is wanted. */
export interface Wanted {
  readonly backup: string;
  /** @default any tier */
  readonly tier?: string;
  /** No copy that is younger. @default the newest */
  readonly at?: Date;
}

/** The moment in the name of an object; of a name without one, when it was put. */
export const momentOf = ({ key, modified }: Pick<StoredObject, 'key' | 'modified'>): Date => momentIn(key) ?? modified;

/** Manifests of the verified copies of a backup, the newest copy first. */
export async function verifiedManifests(records: ObjectStore, backup: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
  const objects = await records.list(verifiedOf(backup), signal);
  return objects.filter(({ key }) => isManifest(key)).sort((a, b) => momentOf(b).getTime() - momentOf(a).getTime());
}

/** The newest verified copy that is wanted; ends with `notCredible` where there is none. */
export async function findCopy(records: ObjectStore, wanted: Wanted, signal: AbortSignal): Promise<VerifiedCopy> {
  const { backup, tier, at } = wanted;
  const manifests = await verifiedManifests(records, backup, signal);
  const inTime = (moment: Date | undefined): boolean => at === undefined || moment === undefined || moment <= at;
  for (const { key } of manifests.filter((object) => inTime(momentIn(object.key)))) {
    const copy = await readCopy(records, key, signal);
    if (copy.manifest.backup !== backup) throw new JobError('notCredible', `${key} is the manifest of "${copy.manifest.backup}"`);
    // The name of an export of Firestore does not tell when it was made; its manifest does.
    if (inTime(copy.madeAt) && (tier === undefined || copy.manifest.tier === tier)) return copy;
  }
  const where = [tier === undefined ? '' : ` in tier "${tier}"`, at === undefined ? '' : ` made until ${at.toISOString()}`].join('');
  throw new JobError('notCredible', `there is no verified copy of "${backup}"${where} below ${records.bucket}/${verifiedOf(backup)}`);
}

export async function readCopy(records: ObjectStore, manifestKey: string, signal: AbortSignal): Promise<VerifiedCopy> {
  const manifest = readManifest(manifestKey, await readText(records, manifestKey, signal));
  return { manifest, manifestKey, madeAt: new Date(manifest.startedAt) };
}
