import { readingKey, rejectedKey, verifiedKey } from '../../model/store-layout';
import { inWords, JobError } from '../exit';
import type { Log } from '../log';
import { manifestText } from '../manifest';
import type { ObjectStore } from '../store/object-store';
import type { CheckWorld } from './content';
import { type Candidate, readBack } from './read-back';
import { readingUntil } from './reading';

/** What came of reading copies back. */
export interface Verified {
  readonly good: number;
  /** Keys of copies that were found bad. */
  readonly bad: readonly string[];
  /** Keys of copies for which the time was not enough. */
  readonly unfinished: readonly string[];
  /** What kept copies from being read, which says nothing of them. */
  readonly problems: readonly string[];
}

export interface VerifyWorld extends CheckWorld {
  readonly log: Log;
  readonly records: ObjectStore;
  /** Aborted when the time for reading is over; `signal` is when the program has to stop. */
  readonly timeOver: AbortSignal;
}

const smallestFirst = (a: readonly Candidate[], b: readonly Candidate[]): number => (a[0]?.copy.bytes ?? 0) - (b[0]?.copy.bytes ?? 0);

/**
 * Reads back the newest copy of each tier, and older ones only while newer ones are bad. The smallest go first, so that a copy which takes
 * longer than there is time holds up no other. Each verdict is recorded at once: a bad copy is never read again.
 */
export async function verify(tiers: readonly (readonly Candidate[])[], world: VerifyWorld): Promise<Verified> {
  const bad: string[] = [];
  const unfinished: string[] = [];
  const problems: string[] = [];
  let good = 0;
  for (const candidates of [...tiers].sort(smallestFirst)) {
    for (const candidate of candidates) {
      const verdict = await verdictOn(candidate, world);
      if (verdict === 'bad') {
        bad.push(candidate.copy.key);
        continue;
      }
      if (verdict === 'good') good += 1;
      else if (verdict === 'unfinished') unfinished.push(candidate.copy.key);
      else problems.push(verdict.problem);
      break;
    }
  }
  return { good, bad, unfinished, problems };
}

type Verdict = 'good' | 'bad' | 'unfinished' | { readonly problem: string };

async function verdictOn(candidate: Candidate, world: VerifyWorld): Promise<Verdict> {
  const { watched, tier, copy } = candidate;
  const { log, records, signal, timeOver, environment } = world;
  const about = { copy_of: watched.name, copy_tier: tier, key: copy.key, bytes: copy.bytes };
  const reading = AbortSignal.any([signal, timeOver]);
  try {
    const until = readingUntil(copy.bytes, new Date());
    if (until !== undefined) await records.put(readingKey(watched.name, copy.key, until), '{}\n', { signal });
    const manifest = await readBack(candidate, { environment, signal: reading });
    await records.put(verifiedKey(watched.name, copy.key), manifestText(manifest), { signal });
    log.info('copy_verified', about);
    return 'good';
  } catch (error) {
    if (signal.aborted) throw error;
    if (timeOver.aborted) {
      log.error('read_back_unfinished', about);
      return 'unfinished';
    }
    if (!(error instanceof JobError)) throw error;
    if (error.reason !== 'notCredible') {
      log.error('not_read_back', { ...about, message: inWords(error) });
      return { problem: inWords(error) };
    }
    log.error('copy_rejected', { ...about, reason: error.message });
    const record = { backup: watched.name, tier, key: copy.key, bytes: copy.bytes, reason: error.message };
    await records.put(rejectedKey(watched.name, copy.key), `${JSON.stringify(record, undefined, 2)}\n`, { signal });
    return 'bad';
  }
}
