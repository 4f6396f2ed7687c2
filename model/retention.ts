import { Duration } from './duration';
import type { Finding } from './finding';
import { messages } from './messages';
import { storePrefixes } from './store-layout';

/** Storage classes that old copies may move to, with the shortest stay that Amazon S3 bills for, counted from the move. */
export const coldStorageMinimum = {
  STANDARD_IA: Duration.days(30),
  GLACIER_IR: Duration.days(90),
  DEEP_ARCHIVE: Duration.days(180),
} as const;

export type ColdStorageClass = keyof typeof coldStorageMinimum;

/** One class of copies: a prefix of the bucket and how long an object under it is kept. */
export interface RetentionTier {
  /** Name in alarms, gauges and job settings, e.g. `daily`. */
  readonly name: string;
  /** Key prefix in the bucket, with its closing slash. */
  readonly prefix: string;
  /** Age at which the lifecycle deletes an object. */
  readonly keep: Duration;
  /** Where old objects move before that. Left out, they stay in the standard class. */
  readonly coldStorage?: { readonly after: Duration; readonly storageClass: ColdStorageClass };
  /** How many copies of each backup can be restored at any moment, once the tier is full. @default the tier promises an age and no count */
  readonly copies?: number;
  /** How long nobody can delete an object, where the tier is shorter than the environment's lock. @default that of the posture */
  readonly lock?: Duration;
  /** Requirements that this tier meets. */
  readonly meets: readonly string[];
}

export interface TierOptions {
  readonly lock?: Duration;
  /** @default the name of the tier and a slash */
  readonly prefix?: string;
  readonly coldStorage?: RetentionTier['coldStorage'];
  readonly copies?: number;
  readonly meets?: readonly string[];
}

/** Days after which `count` copies of a cycle have passed; a year of months is 366 days. */
const cycleDays = { daily: 1, weekly: 7, monthly: 30.5 } as const;

/** Retention tiers: grandfather, father, son by count, or any other class by age. */
export const Retention = {
  /** Keeps the last `count` copies of a daily, weekly or monthly cycle: 30 daily = 30 d, 12 weekly = 84 d, 12 monthly = 366 d. */
  cycle(cycle: keyof typeof cycleDays, count: number, options: TierOptions = {}): RetentionTier {
    return Retention.tier(cycle, Duration.days(Math.ceil(cycleDays[cycle] * count)), { copies: count, ...options });
  },

  /** Keeps what a tier of any name holds for a length of time. */
  tier(name: string, keep: Duration, options: TierOptions = {}): RetentionTier {
    return {
      name,
      prefix: options.prefix ?? `${name}/`,
      keep,
      ...(options.coldStorage === undefined ? {} : { coldStorage: options.coldStorage }),
      ...(options.copies === undefined ? {} : { copies: options.copies }),
      ...(options.lock === undefined ? {} : { lock: options.lock }),
      meets: options.meets ?? [],
    };
  },

  /** The tier as a posture with an upper limit has it: without a count, and without a move to cold storage that no longer pays. */
  capped(tier: RetentionTier, atMost: Duration | undefined): RetentionTier {
    if (atMost === undefined || !tier.keep.isLongerThan(atMost)) return tier;
    const { coldStorage: _moved, copies: _counted, ...shorter } = tier;
    return { ...shorter, keep: atMost };
  },
};

/** What people export while an incident lasts. It goes by age like every copy, else whoever is erased would live on in it. */
export const incidentTier = Retention.tier('incident', Duration.days(30), { prefix: storePrefixes.incidents });

/** Cold storage that is left before its billed minimum, and locks that outlive the expiry, are findings. */
export function checkTier(where: string, tier: RetentionTier, postureLock: Duration | undefined): Finding[] {
  const findings: Finding[] = [];
  const lock = tier.lock ?? postureLock;
  if (lock?.isLongerThan(tier.keep)) {
    findings.push(
      messages.badRetention(
        where,
        `tier "${tier.name}" expires after ${tier.keep}, locked for ${lock}`,
        'a lock that outlives its expiry',
        'keep the tier at least as long as the lock',
      ),
    );
  }
  if (tier.coldStorage !== undefined) {
    const stay = tier.keep.seconds - tier.coldStorage.after.seconds;
    const minimum = coldStorageMinimum[tier.coldStorage.storageClass];
    if (stay < minimum.seconds) {
      findings.push(
        messages.badRetention(
          where,
          `tier "${tier.name}" stays ${Duration.seconds(Math.max(stay, 0))} in ${tier.coldStorage.storageClass}`,
          'cold storage that is left before its billed minimum',
          `keep it ${minimum} after the move, or choose a warmer class`,
        ),
      );
    }
  }
  return findings;
}
