import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { treePart } from '../../model/store-layout';
import { JobError } from '../exit';
import type { ArchivePart } from './archive';

/**
 * Where the declared parts of a copy are below the mounted folder: each a folder or a file under its own name. Ends with `source` where one is
 * missing: a share that is not mounted, or a folder that moved, must not become an empty copy.
 */
export function partsIn(folder: string, parts: readonly string[]): readonly ArchivePart[] {
  const named = parts.map((part) => ({ part, name: treePart(part), from: join(folder, treePart(part)) }));
  const missing = named.filter(({ from }) => !existsSync(from));
  if (missing.length > 0) {
    const list = missing.map(({ part, name }) => `"${part}" (looked for ${name})`).join(', ');
    throw new JobError('source', `the mounted folder lacks ${list}`);
  }
  return named.map(({ name, from }) => ({ name, from }));
}
