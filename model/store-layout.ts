/**
 * Where things stand in a backup bucket beside the tiers. The roles that may write there, the lifecycle that removes them and the
 * programs that use them take the prefixes from here.
 */
export const storePrefixes = {
  /** One small object for each start of a backup, so that a failed attempt can be told from none. */
  attempts: 'attempts/',
  /** A manifest for each copy that was read back and found good. */
  verified: 'verified/',
  /** Results of drills; below `verified/`, so that the writer of backups cannot claim a good drill. */
  drills: 'verified/drills/',
  /** One marker for each success of a routine and for each record of a duty. */
  routines: 'verified/routines/',
  /** A record for each copy that was read back and found bad, with the reason; beside `verified/<backup>/`, so that none counts as verified. */
  rejected: 'verified/rejected/',
  /** Which copies are being read back, and until when others leave them alone. */
  readings: 'verified/readings/',
  /** Since when the store watcher has watched what: gauges count from then on while there is nothing else to count from. */
  enrolments: 'verified/enrolments/',
  /** The newest verified copy of each backup under a key that never changes, which no age-based rule removes. */
  lastGood: 'last-good/',
  /** What people export of a database as it was before an incident. No copy: a look at the age of copies must not find it. */
  incidents: 'incident/',
} as const;

/** Prefixes that no tier may have. */
export const reservedPrefixes: readonly string[] = Object.values(storePrefixes);

export const attemptsOf = (backup: string): string => `${storePrefixes.attempts}${backup}/`;

export const routinesOf = (routine: string): string => `${storePrefixes.routines}${routine}/`;

/** Key of one success of a routine or record of a duty: `verified/routines/<routine>/<routine>_<yyyymmdd_hhmmss>.json`. */
export const markerKey = (routine: string, moment: Date): string => `${routinesOf(routine)}${routine}_${objectTime(moment)}.json`;

export const drillsOf = (backup: string): string => `${storePrefixes.drills}${backup}/`;

/** Key of the result of one drill: `verified/drills/<backup>/<drill>_<yyyymmdd_hhmmss>.json`, with the moment at which it started. */
export const drillResultKey = (backup: string, drill: string, started: Date): string =>
  `${drillsOf(backup)}${drill}_${objectTime(started)}.json`;

/** Manifests of the verified copies of a backup; the newest by time of change is the newest verified copy. */
export const verifiedOf = (backup: string): string => `${storePrefixes.verified}${backup}/`;

/** Reasons why copies of a backup were found bad. */
export const rejectedOf = (backup: string): string => `${storePrefixes.rejected}${backup}/`;

/** `20261121_023000`: a moment as object names tell it, in UTC. */
export const objectTime = (moment: Date): string => moment.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');

/** The moment that the name of an object tells, where it tells one. */
export function momentIn(key: string): Date | undefined {
  const [, year, month, day, hour, minute, second] = /_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)(?:\.[^/]*)?$/.exec(key) ?? [];
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** Key of a copy: `<prefix><object name>_<yyyymmdd_hhmmss>.<extension>`. */
export const copyKey = (prefix: string, objectName: string, moment: Date, extension: string): string =>
  `${prefix}${objectName}_${objectTime(moment)}.${extension}`;

const manifestSuffix = '.manifest.json';

/** The manifest that the writer puts last beside a copy: a copy without one is no backup. */
export const manifestOf = (copy: string): string => `${copy}${manifestSuffix}`;

export const isManifest = (key: string): boolean => key.endsWith(manifestSuffix);

/** Where the manifest of a verified copy stands: `verified/<backup>/<copy>.manifest.json`, so that a listing tells what is verified. */
export const verifiedKey = (backup: string, copy: string): string => manifestOf(`${verifiedOf(backup)}${copy}`);

/** Where it stands why a copy was found bad: `verified/rejected/<backup>/<copy>.json`. */
export const rejectedKey = (backup: string, copy: string): string => `${rejectedOf(backup)}${copy}.json`;

/** Marks of those who read copies of a backup back. */
export const readingsOf = (backup: string): string => `${storePrefixes.readings}${backup}/`;

/** That a copy is being read back, and until when others leave it alone: `verified/readings/<backup>/<copy>_<yyyymmdd_hhmmss>.json`. */
export const readingKey = (backup: string, copy: string, until: Date): string => `${readingsOf(backup)}${copy}_${objectTime(until)}.json`;

/** A list of what is watched and since when; the newest one holds. */
export const enrolmentKey = (moment: Date): string => `${storePrefixes.enrolments}${objectTime(moment)}.json`;

/**
 * Name of the folder or file of one part of a copied tree: `compose file` is `compose-file`. Letters of ASCII and digits stay, in lower case;
 * whatever stands between them becomes one hyphen.
 */
export const treePart = (part: string): string =>
  part
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Key under which each start of a run leaves its mark before it does anything else. */
export const attemptKey = (backup: string, tier: string, moment: Date): string => `${attemptsOf(backup)}${tier}_${objectTime(moment)}`;

/** The newest verified copy of a backup, under a key that never changes. */
export const lastGoodOf = (backup: string): string => `${storePrefixes.lastGood}${backup}`;

/** A manifest below `verified/`, as JSON: what was read back and found good. Runbooks and drills read its fields by these names. */
export interface VerifiedManifest {
  readonly backup: string;
  readonly tier: string;
  /** Key of the copy; of a Firestore export, the folder that its objects stand in. */
  readonly key: string;
  readonly bytes: number;
  /** Of the object under the key; a Firestore export, which is many objects, has none. */
  readonly sha256?: string;
}
