import { jobSettings } from '../../model/job-settings';
import { Checkout } from '../code/checkout';
import type { DrillTools } from './drill';

/**
 * Where the programs of the product are: in a folder that the task has, or in a checkout of its repository, which is made when the first
 * command asks for it. A repository that cannot be cloned ends the drill: nobody knows what its commands would have said.
 */
export function productFolder({
  environment,
  folder,
  programs,
  signal,
}: Pick<DrillTools, 'environment' | 'folder' | 'programs' | 'signal'>): DrillTools['productFolder'] {
  const { [jobSettings.sourceFolder]: mounted, [jobSettings.repositoryUrl]: url, [jobSettings.repositoryToken]: token } = environment;
  let checkout: Promise<Checkout> | undefined;
  return async () => {
    if (mounted !== undefined || url === undefined) return mounted;
    checkout ??= Checkout.of({ url, token }, folder, { environment: programs, signal });
    return (await checkout).folder;
  };
}
