import type { WatchedBackup } from '../../model/job-settings';
import { attemptsOf, readingsOf, rejectedOf, verifiedKey, verifiedOf } from '../../model/store-layout';
import { JobError } from '../exit';
import { type Manifest, readManifest } from '../manifest';
import type { ObjectStore, StoredObject } from '../store/object-store';
import { readText } from '../store/read-text';
import { finishedCopies, finishedExports, judged, type StoredCopy, type TierCopies, toReadBack, type VerifiedCopy } from './copies';
import { tierSubject } from './enrolment';
import { type GoodCopy, tierGauges } from './gauges';
import { lookAtLastGood } from './last-good';
import { isBeingRead } from './reading';
import { onlyGauges, type Seen, type WatchedSince } from './seen';
import type { Stores } from './stores';
import type { Survey } from './survey';

interface Records {
  readonly attempts: readonly StoredObject[];
  readonly verified: readonly StoredObject[];
  readonly rejected: readonly StoredObject[];
  readonly readings: readonly StoredObject[];
}

/** The tiers of a backup, each by itself, and its last good copy. */
export async function lookAtBackup(
  watched: WatchedBackup,
  stores: Stores,
  survey: Survey,
  since: WatchedSince,
  now: Date,
): Promise<readonly Seen[]> {
  const { name } = watched;
  const { records } = stores;
  const found = await survey.of(`records of ${name}`, undefined, () => recordsOf(name, records, survey.signal));
  if (found === undefined) return [];
  const copies = stores.named(watched.bucket);
  const seen: Seen[] = [];
  let newest: VerifiedCopy | undefined;
  for (const tier of watched.tiers) {
    seen.push(
      await survey.of(`${name}, ${tier.name}`, onlyGauges([]), async () => {
        const tierCopies = judged(name, await copiesOf(watched, tier.prefix, copies, survey.signal), found);
        const { good, verified, unread } = await goodCopies(name, tierCopies, records, survey.signal);
        const attempts = startsOf(found.attempts, name, tier.name);
        const facts = {
          watchedSince: since(tierSubject(name, tier.name)),
          good,
          bad: finishedOf(tierCopies.rejected),
          unread: finishedOf(unread),
          attempts,
          longestRunSeconds: watched.longestRunSeconds,
        };
        const [first] = verified;
        if (first !== undefined && (newest === undefined || first.finished > newest.finished)) newest = first;
        const toRead = toReadBack({ ...tierCopies, verified, unread });
        const beingRead = toRead.some((copy) => isBeingRead(name, copy, found.readings, now));
        return {
          gauges: tierGauges(name, tier.name, facts, now),
          // Older copies wait as well: the one that is being read may be good.
          unread:
            toRead.length === 0 || beingRead ? [] : [toRead.map((copy) => ({ watched, tier: tier.name, copy, store: copies, attempts }))],
          renewals: [],
        };
      }),
    );
  }
  const keep = newest;
  if (keep !== undefined) {
    const renewals = await survey.of(`last good copy of ${name}`, [], () => lookAtLastGood(watched, keep, copies, records, survey.signal));
    seen.push({ gauges: [], unread: [], renewals });
  }
  return seen;
}

async function recordsOf(backup: string, records: ObjectStore, signal: AbortSignal): Promise<Records> {
  return {
    attempts: await records.list(attemptsOf(backup), signal),
    verified: await records.list(verifiedOf(backup), signal),
    rejected: await records.list(rejectedOf(backup), signal),
    readings: await records.list(readingsOf(backup), signal),
  };
}

async function copiesOf(watched: WatchedBackup, prefix: string, store: ObjectStore, signal: AbortSignal): Promise<readonly StoredCopy[]> {
  const objects = await store.list(prefix, signal);
  return watched.kind === 'firestore' ? finishedExports(objects, prefix) : finishedCopies(objects, prefix, watched.objectName);
}

const finishedOf = (copies: readonly StoredCopy[]): readonly Date[] => copies.map(({ finished }) => finished);

const startsOf = (attempts: readonly StoredObject[], backup: string, tier: string): readonly Date[] =>
  attempts.filter(({ key }) => key.startsWith(`${attemptsOf(backup)}${tier}_`)).map(({ modified }) => modified);

/** Copies of a tier that gauges tell of: the two newest ones. */
const told = 2;

/** The newest verified copies with what their manifests say. One whose manifest cannot be read, or tells of other bytes, is unread again. */
async function goodCopies(
  backup: string,
  copies: TierCopies,
  records: ObjectStore,
  signal: AbortSignal,
): Promise<{ readonly good: readonly GoodCopy[]; readonly verified: readonly VerifiedCopy[]; readonly unread: readonly StoredCopy[] }> {
  const good: GoodCopy[] = [];
  const verified: VerifiedCopy[] = [];
  const unread = [...copies.unread];
  for (const copy of copies.verified) {
    if (good.length === told) break;
    const manifest = await verifiedManifest(backup, copy, records, signal);
    if (manifest === undefined) {
      unread.push(copy);
      continue;
    }
    verified.push(copy);
    good.push({
      began: new Date(manifest.startedAt),
      finished: copy.finished,
      bytes: manifest.bytes,
      durationSeconds: manifest.durationSeconds,
    });
  }
  return { good, verified, unread };
}

async function verifiedManifest(
  backup: string,
  copy: StoredCopy,
  records: ObjectStore,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const key = verifiedKey(backup, copy.key);
  try {
    const manifest = readManifest(key, await readText(records, key, signal));
    return manifest.bytes === copy.bytes ? manifest : undefined;
  } catch (error) {
    if (error instanceof JobError && error.reason === 'notCredible') return undefined;
    throw error;
  }
}
