import { isManifest, manifestOf, momentIn, rejectedKey, reservedPrefixes, verifiedKey, verifiedOf } from '../../model/store-layout';
import { inWords } from '../exit';
import { type Manifest, readManifest } from '../manifest';
import type { ObjectStore } from '../store/object-store';
import { readText } from '../store/read-text';

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
  const inBucket = await keysOf(copies, signal);
  const recorded = copies.bucket === records.bucket ? inBucket : await keysOf(records, signal);
  const found: ListedCopy[] = [];
  for (const key of newestFirst([...copiesIn(inBucket), ...verifiedIn(recorded, backup)])) {
    if (found.length === limit) break;
    const verified = recorded.has(verifiedKey(backup, key));
    const [store, manifestKey] = verified ? [records, verifiedKey(backup, key)] : [copies, manifestOf(key)];
    try {
      const manifest = readManifest(manifestKey, await readText(store, manifestKey, signal));
      if (manifest.backup !== backup || (tier !== undefined && manifest.tier !== tier)) continue;
      const there = inBucket.has(key) || [...inBucket].some((other) => other.startsWith(`${key}/`));
      const judged = recorded.has(rejectedKey(backup, key)) ? 'rejected' : verified ? 'verified' : 'not verified';
      found.push({ manifest, state: there ? judged : 'gone' });
    } catch (error) {
      signal.throwIfAborted();
      complain(inWords(error));
    }
  }
  return found;
}

const keysOf = async (store: ObjectStore, signal: AbortSignal): Promise<ReadonlySet<string>> =>
  new Set((await store.list('', signal)).map(({ key }) => key));

/** Keys of what has a manifest beside it. */
const copiesIn = (keys: ReadonlySet<string>): readonly string[] =>
  [...keys].filter((key) => isManifest(key) && !reservedPrefixes.some((prefix) => key.startsWith(prefix))).map(copyOf);

const verifiedIn = (keys: ReadonlySet<string>, backup: string): readonly string[] =>
  [...keys]
    .filter((key) => isManifest(key) && key.startsWith(verifiedOf(backup)))
    .map((key) => copyOf(key.slice(verifiedOf(backup).length)));

const copyOf = (manifest: string): string => manifest.slice(0, -manifestOf('').length);

function newestFirst(keys: readonly string[]): readonly string[] {
  const moment = (key: string): number => momentIn(key)?.getTime() ?? 0;
  return [...new Set(keys)].sort((a, b) => moment(b) - moment(a));
}
