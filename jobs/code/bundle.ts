import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, type CommandOptions, runCommand } from '../command';
import { JobError } from '../exit';

export interface Repository {
  /** Address for `git clone` over https. */
  readonly url: string;
  /** A token that may read it. */
  readonly token: string | undefined;
}

/** A repository as one file that git can clone from. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  /** Branches, tags and other references. */
  readonly references: number;
  readonly commits: number;
  /** Commit of the default branch. */
  readonly head: string;
  readonly git: string;
}

/** Bundles every reference of a repository into a file below the scratch folder, and lets git verify that it is whole. */
export async function bundle(repository: Repository, scratch: string, options: CommandOptions): Promise<Bundle> {
  const environment = { ...options.environment, ...gitEnvironment(repository, scratch) };
  const folder = join(scratch, 'repository.git');
  const file = join(scratch, 'repository.bundle');
  const git = async (...words: readonly string[]): Promise<string> => {
    return (await runCommand('git', words, { environment, signal: options.signal })).trim();
  };
  await git('clone', '--mirror', '--quiet', repository.url, folder).catch(asSourceFailure);
  const references = await git('-C', folder, 'for-each-ref', '--format=%(refname)');
  if (references === '') throw new JobError('notCredible', 'the repository has no branch and no tag');
  await git('-C', folder, 'bundle', 'create', '--quiet', file, '--all');
  await git('-C', folder, 'bundle', 'verify', '--quiet', file);
  return {
    file,
    bytes: (await stat(file)).size,
    references: references.split('\n').length,
    commits: Number(await git('-C', folder, 'rev-list', '--all', '--count')),
    head: await git('-C', folder, 'rev-parse', 'HEAD'),
    git: (await git('--version')).replace('git version ', ''),
  };
}

/**
 * git asks nobody for a password, reads no settings of the machine, and gets the token as a header through its environment: in the address it
 * would stand in the arguments of every program that git starts, and in what they complain about.
 */
export function gitEnvironment({ token }: Repository, scratch: string): Readonly<Record<string, string>> {
  const quiet = { HOME: scratch, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  if (token === undefined) return quiet;
  const credential = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    ...quiet,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${credential}`,
  };
}

export function asSourceFailure(error: unknown): never {
  if (error instanceof CommandFailed) throw new JobError('source', `cannot clone the repository: ${error.lastWords}`);
  throw error;
}
