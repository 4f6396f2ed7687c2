import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, runCommand } from '../command';
import { JobError } from '../exit';
import type { Manifest } from '../manifest';
import type { VerifiedCopy } from '../restore/copies';
import { isFull } from '../restore/disk';
import { fetchInto } from '../restore/fetch';
import { applicationAnswers, productCommand } from './checks';
import type { Check, DrillTools, FoundCopy, Restored, Verdict } from './drill';

/** An archive of files, unpacked into an empty folder. */
export const treeCopy = (copy: VerifiedCopy, tools: DrillTools): FoundCopy =>
  fetchedCopy(copy, tools, 'copy.tar', async (archive) => {
    const tree = join(tools.folder, 'tree');
    await mkdir(tree);
    await unpacked(tools, 'tar', ['--extract', `--file=${archive}`, `--directory=${tree}`, '--no-same-owner']);
    return new RestoredTree(tree, copy.manifest, tools);
  });

/** A copy of one file that is fetched into the folder of the drill and unpacked there; nothing of it runs. */
export function fetchedCopy(
  { manifest, madeAt }: VerifiedCopy,
  { copies, folder, signal }: DrillTools,
  name: string,
  unpack: (file: string) => Promise<Restored>,
): FoundCopy {
  const { key, bytes } = manifest;
  return {
    key,
    madeAt,
    bytes,
    async restore() {
      const file = join(folder, name);
      await fetchInto(copies, manifest, file, signal);
      return await unpack(file);
    },
    stop: async () => undefined,
  };
}

/** Runs a program that unpacks; its failure says that the copy is no good, unless there was no room. */
export async function unpacked({ programs, signal }: DrillTools, program: string, words: readonly string[]): Promise<void> {
  try {
    await runCommand(program, words, { environment: programs, signal });
  } catch (error) {
    if (error instanceof CommandFailed) throw new JobError(isFull(error.lastWords) ? 'noRoom' : 'notCredible', error.message);
    throw error;
  }
}

/** Files in a folder, which checks of commands find as their working folder. */
export class RestoredTree implements Restored {
  constructor(
    private readonly folder: string,
    private readonly manifest: Manifest,
    private readonly tools: DrillTools,
  ) {}

  async differences(): Promise<readonly string[]> {
    const expected = this.manifest.counts?.['files'];
    if (expected === undefined) return [];
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).length;
    return files === expected ? [] : [`${files} files were unpacked, the manifest says ${expected}`];
  }

  async check(check: Check): Promise<Verdict> {
    switch (check.kind) {
      case 'http':
        return await applicationAnswers(check, this.tools);
      case 'command':
        return await productCommand(check.command, this.folder, { environment: this.tools.programs, signal: this.tools.signal });
      case 'rows':
        return { failed: `${check.table} cannot be counted: a copy of files holds no tables` };
      case 'documents':
        return { failed: `${check.collection} cannot be counted: a copy of files holds no documents` };
    }
  }
}
