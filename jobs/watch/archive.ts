import type { WatchedArchive } from '../../model/job-settings';
import type { ObjectStore } from '../store/object-store';
import { readText } from '../store/read-text';
import { type BaseBackup, parseBackupInfo } from './backup-info';
import { tierSubject } from './enrolment';
import { type GoodCopy, tierGauges } from './gauges';
import { type Looking, onlyGauges, type Seen } from './seen';

/** Base backups of a kind that gauges tell of: the two newest ones. */
const told = 2;

/** The base backups of an archive. pgBackRest has checked each file that it wrote; what is left to see is whether they are still there. */
export async function lookAtArchive(watched: WatchedArchive, { stores, survey, since, now }: Looking): Promise<readonly Seen[]> {
  const { name, longestRunSeconds } = watched;
  const { signal } = survey;
  const store = stores.named(watched.bucket);
  const folder = `${watched.folder.replace(/^\//, '')}/backup/${watched.stanza}/`;
  const listed = await survey.of(name, undefined, () => baseBackups(store, folder, signal));
  if (listed === undefined) return [];
  const seen: Seen[] = [];
  for (const tier of watched.tiers) {
    seen.push(
      await survey.of(`${name}, ${tier.name}`, onlyGauges([]), async () => {
        const own = listed.filter(({ type }) => takesThePlaceOf(tier.type, type));
        const marks = await store.list(tier.attempt, signal);
        const facts = {
          watchedSince: since(tierSubject(name, tier.name)),
          good: await stillThere(own, store, folder, signal),
          bad: own.filter(({ damaged }) => damaged).map(({ stopped }) => stopped),
          unread: [],
          attempts: marks.filter(({ key }) => key === tier.attempt).map(({ modified }) => modified),
          longestRunSeconds,
        };
        return onlyGauges(tierGauges(name, tier.name, facts, now));
      }),
    );
  }
  return seen;
}

/** pgBackRest makes a full backup where there is none that an incremental one could build on. */
const takesThePlaceOf = (asked: 'full' | 'incr', made: BaseBackup['type']): boolean => made === 'full' || asked === 'incr';

/** What the list of the repository says, or its copy where the list itself is gone; nothing before the first base backup. */
async function baseBackups(store: ObjectStore, folder: string, signal: AbortSignal): Promise<readonly BaseBackup[]> {
  const [list] = (await store.list(`${folder}backup.info`, signal)).map(({ key }) => key);
  return list === undefined ? [] : parseBackupInfo(list, await readText(store, list, signal));
}

/** The newest base backups without damage that are whole: their own manifest and those of all that they build on are still there. */
async function stillThere(
  own: readonly BaseBackup[],
  store: ObjectStore,
  folder: string,
  signal: AbortSignal,
): Promise<readonly GoodCopy[]> {
  const manifests = new Map<string, Date | undefined>();
  const manifestOf = async (label: string): Promise<Date | undefined> => {
    if (!manifests.has(label)) manifests.set(label, await modified(store, `${folder}${label}/backup.manifest`, signal));
    return manifests.get(label);
  };
  const good: GoodCopy[] = [];
  for (const { label, references, began, stopped, bytes } of own.filter(({ damaged }) => !damaged)) {
    if (good.length === told) break;
    const finished = await manifestOf(label);
    const bases = await Promise.all(references.map(manifestOf));
    if (finished === undefined || bases.includes(undefined)) continue;
    good.push({ began, finished, bytes, durationSeconds: (stopped.getTime() - began.getTime()) / 1000 });
  }
  return good;
}

async function modified(store: ObjectStore, key: string, signal: AbortSignal): Promise<Date | undefined> {
  return (await store.list(key, signal)).find((object) => object.key === key)?.modified;
}
