import { join } from 'node:path';
import type { VerifiedCopy } from '../restore/copies';
import { fetchInto } from '../restore/fetch';
import type { DrillTools, FoundCopy } from './drill';
import { RestoredTree, unpacked } from './tree';

/** A git bundle, verified and cloned, every object of it read. */
export function codeBundleCopy({ manifest, madeAt }: VerifiedCopy, tools: DrillTools): FoundCopy {
  const { copies, folder, signal } = tools;
  return {
    key: manifest.key,
    madeAt,
    bytes: manifest.bytes,
    async restore() {
      const bundle = join(folder, 'copy.bundle');
      const clone = join(folder, 'clone');
      await fetchInto(copies, manifest, bundle, signal);
      await unpacked(tools, 'git', ['clone', '--quiet', bundle, clone]);
      await unpacked(tools, 'git', ['-C', clone, 'fsck', '--full', '--no-progress']);
      return new RestoredTree(clone, { ...manifest, counts: {} }, tools);
    },
    stop: async () => undefined,
  };
}
