import { isManifest, manifestOf, momentIn, objectTime, rejectedKey, verifiedKey } from '../../model/store-layout';
import type { StoredObject } from '../store/object-store';

/** A finished copy, as listings of the store tell it. */
export interface StoredCopy {
  /** Key of the copy; of a Firestore export, its folder. */
  readonly key: string;
  /** What it consists of: one object, or those of a Firestore export. */
  readonly objects: readonly StoredObject[];
  readonly bytes: number;
  /** When it was whole, by the clock of the store: the clock of a writer that is wrong makes no copy look newer than it is. */
  readonly finished: Date;
}

/** A copy that was read back and found good, and since when. */
export interface VerifiedCopy extends StoredCopy {
  readonly verified: Date;
}

/** The copies of a tier by what is known of them, each list newest first. */
export interface TierCopies {
  readonly verified: readonly VerifiedCopy[];
  readonly rejected: readonly StoredCopy[];
  readonly unread: readonly StoredCopy[];
}

const bytesOf = (objects: readonly StoredObject[]): number => objects.reduce((sum, { bytes }) => sum + bytes, 0);

const newestFirst = <T extends StoredCopy>(copies: readonly T[]): readonly T[] =>
  [...copies].sort((a, b) => b.finished.getTime() - a.finished.getTime() || (a.key < b.key ? 1 : -1));

/** Copies with a manifest beside them. One without is still being written, or was never finished. */
export function finishedCopies(objects: readonly StoredObject[], prefix: string, objectName: string): readonly StoredCopy[] {
  const named = new Map(objects.map((object) => [object.key, object]));
  const isOwn = (key: string): boolean => {
    const moment = momentIn(key);
    return moment !== undefined && key.startsWith(`${prefix}${objectName}_${objectTime(moment)}.`) && !isManifest(key);
  };
  return objects.flatMap((object) => {
    const manifest = named.get(manifestOf(object.key));
    return isOwn(object.key) && manifest !== undefined
      ? [{ key: object.key, objects: [object], bytes: object.bytes, finished: manifest.modified }]
      : [];
  });
}

/** Ending of the object that Firestore writes last, which an import begins with. */
const overallMetadata = '.overall_export_metadata';

/** Exports of Firestore that ended: the last object that Firestore writes carries the name of the folder. */
export function finishedExports(objects: readonly StoredObject[], prefix: string): readonly StoredCopy[] {
  const folders = new Map<string, StoredObject[]>();
  for (const object of objects) {
    const [folder = '', ...rest] = object.key.slice(prefix.length).split('/');
    if (rest.length > 0) folders.set(folder, [...(folders.get(folder) ?? []), object]);
  }
  return [...folders].flatMap(([folder, parts]) => {
    const key = `${prefix}${folder}`;
    const last = parts.find((part) => part.key === `${key}/${folder}${overallMetadata}`);
    return last === undefined ? [] : [{ key, objects: parts, bytes: bytesOf(parts), finished: last.modified }];
  });
}

export const isOverallMetadata = (key: string): boolean => key.endsWith(overallMetadata);

/** Metadata of the whole export or of a part of it. */
export const isExportMetadata = (key: string): boolean => key.endsWith('export_metadata');

/**
 * What the records say of each copy. A record holds for the object that was read: one that was put under the same key later counts as
 * unread, as does what is gone count as nothing.
 */
export function judged(
  backup: string,
  copies: readonly StoredCopy[],
  records: { readonly verified: readonly StoredObject[]; readonly rejected: readonly StoredObject[] },
): TierCopies {
  const verified = new Map(records.verified.map(({ key, modified }) => [key, modified]));
  const rejected = new Map(records.rejected.map(({ key, modified }) => [key, modified]));
  const found = copies.map((copy) => {
    const changed = Math.max(copy.finished.getTime(), ...copy.objects.map(({ modified }) => modified.getTime()));
    const since = (record: Date | undefined): Date | undefined =>
      record !== undefined && record.getTime() >= changed ? record : undefined;
    return {
      copy,
      good: since(verified.get(verifiedKey(backup, copy.key))),
      bad: since(rejected.get(rejectedKey(backup, copy.key))),
    };
  });
  return {
    verified: newestFirst(found.flatMap(({ copy, good }) => (good === undefined ? [] : [{ ...copy, verified: good }]))),
    rejected: newestFirst(found.flatMap(({ copy, good, bad }) => (good === undefined && bad !== undefined ? [copy] : []))),
    unread: newestFirst(found.flatMap(({ copy, good, bad }) => (good === undefined && bad === undefined ? [copy] : []))),
  };
}

/** Copies to read back: those newer than the newest verified one, newest first. As soon as one is good, the older ones can wait for ever. */
export function toReadBack({ unread, verified: [newest] }: TierCopies): readonly StoredCopy[] {
  return newest === undefined ? unread : unread.filter(({ finished }) => finished > newest.finished);
}
