import { jobMetrics } from '../../model/job-metrics';
import { jobSettings } from '../../model/job-settings';
import { Collections } from '../google/collections';
import type { Connect } from '../google/google-api';
import type { LogFields } from '../log';
import { publishFigures } from '../metrics/custom-metrics';
import type { JobContext, Program } from '../program';
import { mark, readRecordSettings, recordOptions } from '../routine/marker';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** A collection then and now. */
interface Counted {
  readonly collection: string;
  readonly before: number;
  readonly now: number;
}

/** Shares of a collection that no day removes by itself; half, as with a copy that is suspiciously small (assumed: CareNow names none). */
const largestLoss = 0.5;
/** Collections below this size come and go (assumed). */
const smallestCollection = 100;

const day = 24 * 3600 * 1000;
const minute = 60 * 1000;

/** What is checked, by the label `check`: the faults that were found, one sentence each. */
const checks: Readonly<Record<string, (counted: readonly Counted[]) => readonly string[]>> = {
  'database-empty': (counted) => (counted.some(({ now }) => now > 0) ? [] : ['the database holds no documents']),
  'documents-lost': (counted) =>
    counted
      .filter(({ before, now }) => before >= smallestCollection && now < before * (1 - largestLoss))
      .map(({ collection, before, now }) => `${collection} has ${now} documents, a day ago it had ${before}`),
};

/**
 * Checks a Firestore database, which knows no constraints of its own: that it holds documents, and that no root collection lost half of its
 * documents within a day. The day before is read from the recovery window of the database. A fault is published and logged; the check itself
 * did its work, so that it leaves its marker and the alert tells of the fault, not of a missed run.
 */
export const firestoreIntegrity =
  (connect: Connect): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const { environment, log, signal } = context;
    const reader = new SettingsReader(environment);
    const records = readRecordSettings(reader);
    const project = reader.text(jobSettings.project);
    const database = reader.text(jobSettings.database);
    const scope = { product: reader.text(jobSettings.product), environment: reader.text(jobSettings.environment) };
    const routine = reader.text(jobSettings.routine);
    reader.settled();

    const collections = new Collections(connect('firestore', signal), project, database);
    const counted = await countedIn(collections);
    const results = Object.entries(checks).map(([check, find]) => ({ check, faults: find(counted) }));
    for (const { check, faults } of results) for (const fault of faults) log.error('fault', { check, message: fault });
    const figures = results.map(({ check, faults }) => ({
      name: jobMetrics.integrityFailed,
      labels: { check },
      value: faults.length === 0 ? 0 : 1,
    }));
    await publishFigures(figures, { project, routine, ...scope }, connect('monitoring', signal));
    const faults = results.flatMap((result) => result.faults);
    const facts = { collections: counted.length, documents: counted.reduce((sum, { now }) => sum + now, 0), faults: faults.length };
    const options = recordOptions(records, new Date(), signal);
    const key = await mark(routine, { ...facts, counted, told: faults }, openStore(records.bucket, environment), options);
    return { key, ...facts };
  };

async function countedIn(collections: Collections): Promise<readonly Counted[]> {
  // A moment that has just passed, and the same a day before: whole minutes, as the recovery window keeps them.
  const now = new Date(Math.floor(Date.now() / minute) * minute);
  const before = new Date(now.getTime() - day);
  const names = [...new Set([...(await collections.names(before)), ...(await collections.names(now))])].sort();
  const counted: Counted[] = [];
  for (const collection of names) {
    counted.push({ collection, before: await collections.count(collection, before), now: await collections.count(collection, now) });
  }
  return counted;
}
