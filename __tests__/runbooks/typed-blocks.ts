import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../support/command';
import { pages } from './generated';
import { blocksIn } from './markdown-links';

/** Blocks of a language in a section of a runbook, in their order. */
export function blocksUnder(product: string, heading: string, language = 'sh'): readonly string[] {
  const page = pages().get(`runbooks/${product}.md`) ?? '';
  const from = page.indexOf(`\n${heading}\n`);
  expect(from).toBeGreaterThan(0);
  const [section = ''] = page.slice(from + heading.length + 2).split(/\n#{1,4} /);
  return blocksIn(section, language);
}

/** Types blocks one after the other into one shell, which stops at the first that fails. */
export function typeBlocks(blocks: readonly string[], folder: string, variables: Readonly<Record<string, string>>): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail'], {
    input: `opskeep() { node "${join(projectRoot, 'dist', 'jobs', 'main.js')}" "$@"; }\n${blocks.join('\n')}`,
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...variables } as NodeJS.ProcessEnv,
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}
