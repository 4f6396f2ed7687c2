import { JobError } from '../exit';
import { connectToGoogle } from '../google/google-api';
import type { Manifest } from '../manifest';
import { findCopy, type VerifiedCopy } from '../restore/copies';
import { codeBundleCopy } from './code-bundle';
import type { DrillTools, FoundCopy } from './drill';
import { firestoreCopy } from './firestore';
import { postgresCopy } from './postgres';
import { treeCopy } from './tree';

type RestoreKind = (copy: VerifiedCopy, tools: DrillTools) => FoundCopy;

/** How a drill restores each kind of copy. */
const kinds: Partial<Readonly<Record<Manifest['kind'], RestoreKind>>> = {
  postgres: postgresCopy,
  files: treeCopy,
  configuration: treeCopy,
  'full-system': treeCopy,
  'code-bundle': codeBundleCopy,
  firestore: firestoreCopy(connectToGoogle),
};

/** The newest verified copy of the drill's tier. */
export async function findVerifiedCopy(tools: DrillTools): Promise<FoundCopy> {
  const { backup, tier, records, signal } = tools;
  const copy = await findCopy(records, { backup, ...(tier === undefined ? {} : { tier }) }, signal);
  const restore = kinds[copy.manifest.kind];
  if (restore === undefined) throw new JobError('refused', `no drill restores a copy of kind "${copy.manifest.kind}"`);
  return restore(copy, tools);
}
