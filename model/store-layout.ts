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
  /** One marker for each success of a routine. */
  routines: 'verified/routines/',
  /** The newest verified copy of each backup under a key that never changes, which no age-based rule removes. */
  lastGood: 'last-good/',
} as const;

/** Prefixes that no tier may have. */
export const reservedPrefixes: readonly string[] = Object.values(storePrefixes);

export const attemptsOf = (backup: string): string => `${storePrefixes.attempts}${backup}/`;

export const routinesOf = (routine: string): string => `${storePrefixes.routines}${routine}/`;

export const drillsOf = (backup: string): string => `${storePrefixes.drills}${backup}/`;

/** Manifests of the verified copies of a backup; the newest by time of change is the newest verified copy. */
export const verifiedOf = (backup: string): string => `${storePrefixes.verified}${backup}/`;

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
