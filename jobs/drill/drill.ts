import type { DrillCheck } from '../../model/backup';
import type { Environment } from '../settings';
import type { ObjectStore } from '../store/object-store';

/** A check as the declaration hands it to the task: without the requirements that it meets. */
export type Check = DrillCheck extends infer One ? (One extends DrillCheck ? Omit<One, 'meets'> : never) : never;

/** How a check went. `leftOut` says why it could not be made here: it is told, and never counts as passed. `counted` is what it found. */
export type Verdict = ({ readonly passed: true } | { readonly failed: string } | { readonly leftOut: string }) & {
  readonly counted?: { readonly table: string; readonly rows: number };
};

export const passed: Verdict = { passed: true };

/** What a drill has to work with. */
export interface DrillTools {
  readonly backup: string;
  readonly tier: string | undefined;
  /** Bucket of the copies. */
  readonly copies: ObjectStore;
  /** Bucket of verified manifests and results. */
  readonly records: ObjectStore;
  /** An empty folder of this drill alone, which is removed at its end. */
  readonly folder: string;
  /** Folder of the product's own programs, which its commands run in; undefined where the task has none. */
  readonly productFolder: () => Promise<string | undefined>;
  readonly environment: Environment;
  /** Variables for programs of others: no credential among them. */
  readonly programs: Environment;
  readonly signal: AbortSignal;
}

/** The copy that a drill restores. */
export interface FoundCopy {
  readonly key: string;
  /** The moment that the copy shows. */
  readonly madeAt: Date;
  readonly bytes: number;
  restore(): Promise<Restored>;
  /** Ends what the restore started, however far it came; files in the folder of the drill are removed by the drill. */
  stop(): Promise<void>;
}

/** A copy that stands where it can be asked. */
export interface Restored {
  /** What differs from what the copy says of itself, one sentence each: its counts, its roles. */
  differences(): Promise<readonly string[]>;
  check(check: Check): Promise<Verdict>;
}
