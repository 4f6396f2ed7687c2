import type { WatchedBackup } from '../../model/job-settings';
import { attemptsOf, readingsOf, rejectedOf, verifiedKey, verifiedOf } from '../../model/store-layout';
import { JobError } from '../exit';
import { type Manifest, readManifest } from '../manifest';
import type { ObjectStore, StoredObject } from '../store/object-store';
import { readText } from '../store/read-text';
import { finishedCopies, finishedExports, judged, type StoredCopy, type TierCopies, toReadBack, type VerifiedCopy } from './copies';
import { tierSubject } from './enrolment';
import { type GoodCopy, type TierFacts, tierGauges } from './gauges';
import { lookAtLastGood } from './last-good';
import { isBeingRead } from './reading';
import { type Looking, onlyGauges, type Seen } from './seen';

interface Records {
  readonly attempts: readonly StoredObject[];
  readonly verified: readonly StoredObject[];
  readonly rejected: readonly StoredObject[];
  readonly readings: readonly StoredObject[];
}

/** The tiers of a backup, each by itself, and its last good copy. */
export async function lookAtBackup(watched: WatchedBackup, looking: Looking): Promise<readonly Seen[]> {
  const { name } = watched;
  const { stores, survey } = looking;
  const records = await survey.of(`records of ${name}`, undefined, () => recordsOf(name, stores.records, survey.signal));
  if (records === undefined) return [];
  const copies = stores.named(watched.bucket);
  const tiers: TierSeen[] = [];
  for (const tier of watched.tiers) {
    const nothing: TierSeen = { ...onlyGauges([]), newest: undefined };
    tiers.push(await survey.of(`${name}, ${tier.name}`, nothing, () => lookAtTier(watched, tier, copies, records, looking)));
  }
  const [newest] = tiers.flatMap((tier) => tier.newest ?? []).sort((a, b) => b.finished.getTime() - a.finished.getTime());
  if (newest === undefined) return tiers;
  const renewals = await survey.of(`last good copy of ${name}`, [], () =>
    lookAtLastGood(watched, newest, copies, stores.records, survey.signal),
  );
  return [...tiers, { ...onlyGauges([]), renewals }];
}

interface TierSeen extends Seen {
  /** The newest verified copy of the tier. */
  readonly newest: VerifiedCopy | undefined;
}

async function lookAtTier(
  watched: WatchedBackup,
  tier: WatchedBackup['tiers'][number],
  store: ObjectStore,
  records: Records,
  { stores, survey, since, now }: Looking,
): Promise<TierSeen> {
  const { name, longestRunSeconds } = watched;
  const found = judged(name, await copiesOf(watched, tier.prefix, store, survey.signal), records);
  const { good, verified, unread } = await goodCopies(name, found, stores.records, survey.signal);
  const attempts = startsOf(records.attempts, name, tier.name);
  const toRead = toReadBack({ ...found, verified, unread });
  const beingRead = toRead.some((copy) => isBeingRead(name, copy, records.readings, now));
  const facts: TierFacts = {
    watchedSince: since(tierSubject(name, tier.name)),
    good,
    bad: finishedOf(found.rejected),
    unread: finishedOf(unread),
    attempts,
    longestRunSeconds,
  };
  return {
    gauges: tierGauges(name, tier.name, facts, now),
    // Older copies wait as well: the one that is being read may be good.
    unread: toRead.length === 0 || beingRead ? [] : [toRead.map((copy) => ({ watched, tier: tier.name, copy, store, attempts }))],
    renewals: [],
    newest: verified[0],
  };
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
