import type { Gauge } from '../metrics/gauge';
import type { Renewal } from './last-good';
import type { Candidate } from './read-back';
import type { Stores } from './stores';
import type { Survey } from './survey';

/** What a look has seen and what is to be done about it. */
export interface Seen {
  readonly gauges: readonly Gauge[];
  /** Copies to read back, by tier, newest first. */
  readonly unread: readonly (readonly Candidate[])[];
  /** Last good copies that are older than the newest verified ones. */
  readonly renewals: readonly Renewal[];
}

/** Since when a subject is watched; undefined where nobody could read it. */
export type WatchedSince = (subject: string) => Date | undefined;

/** What every part of a look goes by. */
export interface Looking {
  readonly stores: Stores;
  readonly survey: Survey;
  readonly since: WatchedSince;
  readonly now: Date;
}

/** Gauges alone: there is nothing to do. */
export const onlyGauges = (gauges: readonly Gauge[]): Seen => ({ gauges, unread: [], renewals: [] });
