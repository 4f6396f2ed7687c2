import type { IConstruct } from 'constructs';

const placeType = 'opskeep:copies';
const removalType = 'opskeep:may-remove';

/** What the buckets below a construct hold. */
export interface HeldCopies {
  /** Stores whose copies are there; none for records about copies. */
  readonly stores: readonly string[];
  /** Whether they must stand in another account or project than all other copies of the environment. */
  readonly foreign: boolean;
}

/** Records that every bucket below a construct holds copies, so that the proof of destruction watches over it. */
export function recordCopies(construct: IConstruct, stores: readonly string[], foreign = false): void {
  construct.node.addMetadata(placeType, { stores, foreign } satisfies HeldCopies);
}

/** Records that the buckets below a construct hold something else, e.g. access logs. */
export function recordNoCopies(construct: IConstruct): void {
  construct.node.addMetadata(placeType, undefined);
}

/** Rights to remove something from a place of copies, and why the work cannot be done without them. */
export interface MayRemove {
  /** Name of the one bucket that it concerns, as resources refer to it. */
  readonly bucket: string;
  /** Actions or permissions of the cloud, e.g. `s3:DeleteObject`. */
  readonly actions: readonly string[];
  readonly because: string;
}

/** Records that the grants below a construct include rights to remove. */
export function recordMayRemove(construct: IConstruct, rights: MayRemove): void {
  construct.node.addMetadata(removalType, rights);
}

/** What was recorded of a construct and those above it; the nearest record counts. */
export interface CopyRecords {
  /** Undefined where its buckets hold no copies. */
  readonly held: HeldCopies | undefined;
  /** Undefined where its grants have no right to remove. */
  readonly removals: MayRemove | undefined;
}

/** The records of a construct, given those of the one above it. */
export function copyRecords(construct: IConstruct, above: CopyRecords): CopyRecords {
  let records = above;
  for (const { type, data } of construct.node.metadata) {
    if (type === placeType) records = { ...records, held: data as HeldCopies | undefined };
    if (type === removalType) records = { ...records, removals: data as MayRemove };
  }
  return records;
}
