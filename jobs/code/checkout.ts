import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOptions, runCommand } from '../command';
import type { NamedFile } from '../files/named-files';
import { walk } from '../files/tree';
import { asSourceFailure, gitEnvironment, type Repository } from './bundle';

/** The newest state of a repository's default branch, in a folder of its own below the scratch folder. */
export class Checkout {
  private constructor(
    readonly folder: string,
    /** The commit. */
    readonly head: string,
  ) {}

  static async of(repository: Repository, scratch: string, options: CommandOptions): Promise<Checkout> {
    const environment = { ...options.environment, ...gitEnvironment(repository, scratch) };
    const folder = join(scratch, 'checkout');
    const git = (...words: readonly string[]): Promise<string> => runCommand('git', words, { environment, signal: options.signal });
    await git('clone', '--quiet', '--depth=1', repository.url, folder).catch(asSourceFailure);
    return new Checkout(folder, (await git('-C', folder, 'rev-parse', 'HEAD')).trim());
  }

  /** The files of a folder by their paths in the repository; none where there is no such folder. Links are left out: what they mean is elsewhere. */
  async files(name: string): Promise<readonly NamedFile[]> {
    const found: NamedFile[] = [];
    for await (const { path, kind, mode } of walk(this.folder, name)) {
      if (kind === 'file') found.push({ name: path, content: await readFile(join(this.folder, path)), executable: (mode & 0o100) !== 0 });
    }
    return found;
  }
}
