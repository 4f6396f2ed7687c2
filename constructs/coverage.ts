import type { IConstruct } from 'constructs';

const metadataType = 'opskeep:meets';

/**
 * Records which requirements a construct meets. Synth writes the map from requirement to Terraform addresses,
 * so that every promise can be followed to the resource that keeps it.
 */
export function recordMeets(construct: IConstruct, requirements: readonly string[]): void {
  if (requirements.length > 0) construct.node.addMetadata(metadataType, requirements);
}

/** The requirements recorded on this very construct, not on those below it. */
export function recordedMeets(construct: IConstruct): readonly string[] {
  return construct.node.metadata.filter((entry) => entry.type === metadataType).flatMap((entry) => entry.data as readonly string[]);
}
