import { isManifest, manifestOf, rejectedKey, reservedPrefixes, verifiedKey, verifiedOf } from '../../model/store-layout';
import { inWords } from '../exit';
import { type Manifest, readManifest } from '../manifest';
import type { ObjectStore, StoredObject } from '../store/object-store';
import { readText } from '../store/read-text';
import { momentOf } from './copies';

/** What is known of a copy. `gone` was verified once and is no longer in the bucket. */
export type CopyState = 'verified' | 'not verified' | 'rejected' | 'gone';

export interface ListedCopy {
  readonly state: CopyState;
  readonly manifest: Manifest;
}

export interface SurveyOptions {
  readonly backup: string;
  /** @default every tier */
  readonly tier?: string;
  /** Most copies that are told, the newest first. */
  readonly limit: number;
  /** Told of each manifest that cannot be read. */
  readonly complain: (text: string) => void;
}

/** The copies of a backup, good ones and others, the newest first. */
export async function surveyCopies(
  { copies, records }: { readonly copies: ObjectStore; readonly records: ObjectStore },
  { backup, tier, limit, complain }: SurveyOptions,
  signal: AbortSignal,
): Promise<readonly ListedCopy[]> {
  const inBucket = await objectsIn(copies, signal);
  const recorded = copies.bucket === records.bucket ? inBucket : await objectsIn(records, signal);
  const found: ListedCopy[] = [];
  for (const key of newestFirst([...manifestsIn(inBucket), ...verifiedIn(recorded, backup)])) {
    if (found.length === limit) break;
    const verified = recorded.has(verifiedKey(backup, key));
    const [store, manifestKey] = verified ? [records, verifiedKey(backup, key)] : [copies, manifestOf(key)];
    try {
      const manifest = readManifest(manifestKey, await readText(store, manifestKey, signal));
      if (manifest.backup !== backup || (tier !== undefined && manifest.tier !== tier)) continue;
      const there = inBucket.has(key) || [...inBucket.keys()].some((other) => other.startsWith(`${key}/`));
      const judged = recorded.has(rejectedKey(backup, key)) ? 'rejected' : verified ? 'verified' : 'not verified';
      found.push({ manifest, state: there ? judged : 'gone' });
    } catch (error) {
      signal.throwIfAborted();
      complain(inWords(error));
    }
  }
  return found;
}

type Objects = ReadonlyMap<string, StoredObject>;

const objectsIn = async (store: ObjectStore, signal: AbortSignal): Promise<Objects> =>
  new Map((await store.list('', signal)).map((object) => [object.key, object]));

/** The key of a copy, and what tells when it was made. */
type Made = readonly [copy: string, manifest: StoredObject];

/** What has a manifest beside it. */
const manifestsIn = (objects: Objects): readonly Made[] =>
  [...objects.values()]
    .filter(({ key }) => isManifest(key) && !reservedPrefixes.some((prefix) => key.startsWith(prefix)))
    .map((object) => [copyOf(object.key), object]);

const verifiedIn = (objects: Objects, backup: string): readonly Made[] =>
  [...objects.values()]
    .filter(({ key }) => isManifest(key) && key.startsWith(verifiedOf(backup)))
    .map((object) => [copyOf(object.key.slice(verifiedOf(backup).length)), object]);

const copyOf = (manifest: string): string => manifest.slice(0, -manifestOf('').length);

const newestFirst = (copies: readonly Made[]): readonly string[] => [
  ...new Map([...copies].sort(([, a], [, b]) => momentOf(b).getTime() - momentOf(a).getTime())).keys(),
];
