import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../../jobs/code/bundle';
import { GitServer } from '../../support/git-server';

describe('a bundle of a repository', () => {
  const server = new GitServer();
  const scratch = mkdtempSync(join(tmpdir(), 'opskeep-code-'));
  const options = { environment: { PATH: process.env.PATH }, signal: new AbortController().signal };
  const folder = (name: string): string => {
    mkdirSync(join(scratch, name));
    return join(scratch, name);
  };

  beforeAll(async () => {
    await server.start();
    server.make('shop.git', {
      commands: [
        ['commit', '--quiet', '--allow-empty', '--message=first'],
        ['tag', 'v1'],
        ['commit', '--quiet', '--allow-empty', '--message=second'],
        ['branch', 'Nhánh khác'.replace(' ', '-')],
      ],
    });
    server.make('empty.git', {});
  });
  afterAll(() => {
    server.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('holds every branch and tag, and git clones from it', async () => {
    const made = await bundle({ url: server.urlOf('shop.git'), token: server.token }, folder('whole'), options);
    expect(made).toMatchObject({ references: 3, commits: 2, head: server.git(['-C', join(server.root, 'shop.git'), 'rev-parse', 'main']) });
    const clone = join(folder('clone'), 'shop');
    server.git(['clone', '--quiet', made.file, clone]);
    expect(server.git(['-C', clone, 'for-each-ref', '--format=%(refname:short)', 'refs/remotes', 'refs/tags']).split('\n')).toEqual(
      expect.arrayContaining(['origin/main', 'origin/Nhánh-khác', 'v1']),
    );
  });

  it('leaves the token in no file of the scratch folder', () => {
    const credential = Buffer.from(`x-access-token:${server.token}`).toString('base64');
    const files = readdirSync(scratch, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    const telling = files.filter((entry) => {
      const content = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      return content.includes(server.token) || content.includes(credential);
    });
    expect(telling).toEqual([]);
  });

  it('is refused without the right token, with an error that names neither token nor header', async () => {
    const refused = bundle({ url: server.urlOf('shop.git'), token: 'wrong-token' }, folder('refused'), options);
    await expect(refused).rejects.toMatchObject({ reason: 'source', message: expect.stringMatching(/^cannot clone the repository: /) });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringMatching(/wrong-token|Basic/) });
  });

  it('is refused for a repository that is empty', async () => {
    await expect(bundle({ url: server.urlOf('empty.git'), token: server.token }, folder('empty'), options)).rejects.toMatchObject({
      reason: 'notCredible',
      message: 'the repository has no branch and no tag',
    });
  });
});
