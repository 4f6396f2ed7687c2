import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lutimesSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { archive } from '../../../jobs/files/archive';

describe('an archive of a folder tree', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const longName = `${'sehr-langer-name-'.repeat(12)}.txt`;
  const moment = new Date('2026-02-03T04:05:06.789Z');

  /** A tree with what trees of production hold; made in an order of its own. */
  function plant(name: string, order: readonly string[]): string {
    const root = join(folder, name);
    for (const path of order) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), path.endsWith('large') ? Buffer.alloc(3 * 2 ** 20, path) : path, { mode: 0o640 });
      utimesSync(join(root, path), moment, moment);
    }
    mkdirSync(join(root, 'empty folder'));
    symlinkSync('../somewhere else', join(root, 'link'));
    lutimesSync(join(root, 'link'), moment, moment);
    for (const path of ['empty folder', 'a', 'a/deep', 'Hồ sơ bệnh nhân', '']) utimesSync(join(root, path), moment, moment);
    return root;
  }
  const files = ['a/deep/large', 'a/x', 'B', 'Hồ sơ bệnh nhân/ảnh 1.png', longName, '-starts with a dash', 'new\nline'];
  const root = plant('tree', files);

  it('comes out of tar as it went in', async () => {
    const { content, counts } = archive([{ name: 'tree', from: root }]);
    const out = join(folder, 'out');
    mkdirSync(out);
    const { status, stderr } = spawnSync('tar', ['--extract', '--file=-', `--directory=${out}`], { input: await buffer(content) });
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
    expect(spawnSync('diff', ['--recursive', '--no-dereference', root, join(out, 'tree')], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: '',
    });
    expect(readlinkSync(join(out, 'tree', 'link'))).toBe('../somewhere else');
    expect(counts).toEqual({ files: files.length, folders: 5, links: 1, changedFiles: 0 });
  });

  it('has the same bytes whatever the order in which the tree was made', async () => {
    const hash = async (from: string): Promise<string> =>
      createHash('sha256')
        .update(await buffer(archive([{ name: 'tree', from }]).content))
        .digest('hex');
    expect(await hash(plant('again', [...files].reverse()))).toBe(await hash(root));
  });

  it('puts the parts under their names', async () => {
    const { content } = archive([
      { name: 'uploads', from: join(root, 'a') },
      { name: 'documents', from: join(root, 'Hồ sơ bệnh nhân') },
      { name: 'compose-file', from: join(root, 'B') },
    ]);
    const { stdout } = spawnSync('tar', ['--list', '--file=-', '--quoting-style=literal'], {
      input: await buffer(content),
      encoding: 'utf8',
    });
    expect(stdout.trimEnd().split('\n')).toEqual([
      'uploads',
      'uploads/deep',
      'uploads/deep/large',
      'uploads/x',
      'documents',
      'documents/ảnh 1.png',
      'compose-file',
    ]);
  });

  it('is refused when a file shrinks while it is read, and never comes out shorter', async () => {
    const from = join(folder, 'shrinking');
    mkdirSync(from);
    writeFileSync(join(from, 'file'), Buffer.alloc(64 * 2 ** 20));
    const { content } = archive([{ name: 'tree', from }]);
    const reading = (async () => {
      let read = 0;
      for await (const chunk of content) {
        read += (chunk as Buffer).length;
        if (read > 2 ** 20) truncateSync(join(from, 'file'), 1_000);
      }
    })();
    await expect(reading).rejects.toMatchObject({
      reason: 'notCredible',
      message: expect.stringMatching(/^tree\/file changed while it was read/),
    });
  });
});
