import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, serverPrograms } from '../support/postgres-server';
import { pages } from './generated';
import { blocksIn } from './markdown-links';

const runbooks = [...pages()].filter(([path]) => path.startsWith('runbooks/'));
const blocksOf = (language: string): readonly (readonly [string, string])[] =>
  runbooks.flatMap(([path, page]) => blocksIn(page, language).map((block) => [path, block] as const));

const succeeds = (command: string, ...parameters: readonly string[]): boolean => spawnSync(command, parameters).status === 0;

describe('shell blocks', () => {
  it('are read by bash to their end', () => {
    const blocks = blocksOf('sh');
    expect(blocks.length).toBeGreaterThan(50);
    const refused = blocks.flatMap(([path, block]) => {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
      return status === 0 ? [] : [`${path}: ${stderr}${block}`];
    });
    expect(refused).toEqual([]);
  });

  it('have no name in braces that nobody filled in', () => {
    expect(blocksOf('sh').filter(([, block]) => /(?<![$%{@])\{[a-z][a-z0-9_-]*\}/.test(block))).toEqual([]);
  });
});

describeWithTool(
  'shellcheck',
  () => succeeds('shellcheck', '--version'),
  () => {
    it('finds nothing wrong with shell blocks', () => {
      // Variables that the person sets (SC2154), or that a later block reads (SC2034); a folder that exists (SC2164).
      const options = ['--shell=bash', '--severity=warning', '--exclude=SC2154,SC2034,SC2164', '--format=gcc', '-'];
      const refused = blocksOf('sh').flatMap(([path, block]) => {
        const { status, stdout } = spawnSync('shellcheck', options, { input: block, encoding: 'utf8' });
        return status === 0 ? [] : [`${path}: ${stdout}${block}`];
      });
      expect(refused).toEqual([]);
    });
  },
);

describeWithTool('a PostgreSQL server', hasPostgres, () => {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-sql-'));
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const run = (program: string, parameters: readonly string[], input = '') =>
    spawnSync(join(serverPrograms() ?? '', program), parameters, { input, encoding: 'utf8', cwd: '/', ...user });

  beforeAll(() => {
    if ('uid' in user) spawnSync('chown', [`${user.uid}:${user.gid}`, folder]);
    const { status, stderr } = run('initdb', ['--pgdata', join(folder, 'data'), '--auth=trust', '--no-sync']);
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the parser refuses: the body of a function is parsed when it is made, and its tables need not exist. */
  function refused(blocks: readonly (readonly [string, string])[]): readonly string[] {
    const statements = blocks.map(([, block], index) => {
      // What only psql or a session knows: its own commands, comments and the start of a transaction.
      const sql = block
        .replace(/^\\.*$/gm, '')
        .replace(/--.*$/gm, '')
        .replace(/\bBEGIN;/g, '')
        .trim()
        .replace(/;?$/, ';');
      const body = sql.replace(/\s*\n\s*/g, ' ');
      return `CREATE FUNCTION block_${index}() RETURNS void LANGUAGE plpgsql AS $runbook$ BEGIN ${body} END $runbook$;`;
    });
    const { stdout, stderr } = run('postgres', ['--single', '-D', join(folder, 'data'), 'template1'], `${statements.join('\n')}\n`);
    return `${stdout}${stderr}`.split('\n').filter((line) => /\b(ERROR|FATAL):/.test(line));
  }

  it('parses every SQL block', () => {
    expect(refused(blocksOf('sql'))).toEqual([]);
  });

  it('would refuse a block that is no SQL', () => {
    expect(refused([['', 'SELEC 1']])).toHaveLength(1);
  });
});
