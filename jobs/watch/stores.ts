import type { ObjectStore } from '../store/object-store';

/** The buckets that a look opens. */
export interface Stores {
  /** Attempts, manifests of verified copies, results and last good copies. */
  readonly records: ObjectStore;
  /** The bucket of that name; that of the records where none is named. */
  readonly named: (bucket: string | undefined) => ObjectStore;
}

/** The time by the clock of the store, by which everything in it is dated; that of this machine before the store has answered once. */
export const storeTime = ({ clockAhead }: Pick<ObjectStore, 'clockAhead'>, here: Date): Date =>
  new Date(here.getTime() - clockAhead * 1000);
