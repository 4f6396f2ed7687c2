import type { IConstruct } from 'constructs';

const metadataType = 'opskeep:retained';

/**
 * Why something outlives its product: `copies` and what opens them stay with Terraform until they have expired; `source` is data of the
 * application itself, which Terraform lets go of and never destroys.
 */
export type Retained = 'copies' | 'source';

/** Records that a construct, with all below it, outlives the jobs and alerts of a retired product. */
export function recordRetained(construct: IConstruct, why: Retained): void {
  construct.node.addMetadata(metadataType, why);
}

/** Why a construct outlives its product; undefined for what goes with it. The nearest record counts. */
export function retainedBecause(construct: IConstruct): Retained | undefined {
  const own = construct.node.metadata.find((entry) => entry.type === metadataType)?.data as Retained | undefined;
  return own ?? (construct.node.scope === undefined ? undefined : retainedBecause(construct.node.scope));
}
