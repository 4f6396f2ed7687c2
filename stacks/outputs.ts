import {
  DataTerraformRemoteStateGcs,
  DataTerraformRemoteStateLocal,
  DataTerraformRemoteStateS3,
  TerraformOutput,
  type TerraformRemoteState,
} from 'cdktf';
import type { StateSettings } from '../settings/check-settings';
import { type BaseStack, localStatePath } from './base-stack';

/**
 * What one stack hands to another: a named output in its state, which the other reads. The names are contract. The producer must be
 * deployed first; `cdktf deploy` keeps that order.
 */
export function handOver(
  stack: BaseStack,
  name: string,
  value: string,
  options: { readonly sensitive: boolean; readonly description: string },
): void {
  const output = new TerraformOutput(stack, name, { value, sensitive: options.sensitive, description: options.description });
  output.overrideLogicalId(name);
}

/** Reads an output of another stack of the same state settings. */
export function takeOver(stack: BaseStack, producer: string, name: string, state: StateSettings): string {
  const id = `${producer}-state`;
  const present = stack.node.tryFindChild(id) as TerraformRemoteState | undefined;
  return (present ?? remoteState(stack, id, producer, state)).getString(name);
}

function remoteState(stack: BaseStack, id: string, producer: string, state: StateSettings): TerraformRemoteState {
  switch (state.backend) {
    case 'local':
      return new DataTerraformRemoteStateLocal(stack, id, { path: localStatePath(producer) });
    case 's3':
      return new DataTerraformRemoteStateS3(stack, id, { bucket: state.bucket, key: `${producer}.tfstate`, region: state.region });
    case 'gcs':
      return new DataTerraformRemoteStateGcs(stack, id, { bucket: state.bucket, prefix: producer });
  }
}
