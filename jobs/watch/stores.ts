import type { ObjectStore } from '../store/object-store';

/** The buckets that a look opens. */
export interface Stores {
  /** Attempts, manifests of verified copies, results and last good copies. */
  readonly records: ObjectStore;
  /** The bucket of that name; that of the records where none is named. */
  readonly named: (bucket: string | undefined) => ObjectStore;
}
