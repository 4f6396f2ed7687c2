import { join } from 'node:path';
import type { VerifiedCopy } from '../restore/copies';
import type { DrillTools, FoundCopy } from './drill';
import { fetchedCopy, RestoredTree, unpacked } from './tree';

/** A git bundle, verified and cloned, every object of it read. */
export const codeBundleCopy = (copy: VerifiedCopy, tools: DrillTools): FoundCopy =>
  fetchedCopy(copy, tools, 'copy.bundle', async (bundle) => {
    const clone = join(tools.folder, 'clone');
    await unpacked(tools, 'git', ['clone', '--quiet', bundle, clone]);
    await unpacked(tools, 'git', ['-C', clone, 'fsck', '--full', '--no-progress']);
    return new RestoredTree(clone, { ...copy.manifest, counts: {} }, tools);
  });
