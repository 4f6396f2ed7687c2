import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { contentCheck } from '../../../jobs/watch/content';

const world = { environment: {}, signal: new AbortController().signal };

/** What the check says of content that comes in pieces. */
async function judged(key: string, content: Buffer, piece = 7): Promise<string | undefined> {
  const check = contentCheck(key, world);
  if (check === undefined) return 'not looked at';
  for (let start = 0; start < content.length; start += piece) await check.take(content.subarray(start, start + piece));
  return await check.end();
}

async function archive(...names: readonly string[]): Promise<Buffer> {
  const tar = pack();
  for (const name of names) tar.entry({ name }, 'content of a file that is longer than nothing'.repeat(40));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('content of a copy', () => {
  it('is good as a whole archive, compressed or not', async () => {
    const tar = await archive('a', 'b');
    expect(await judged('x_1.tar', tar)).toBeUndefined();
    expect(await judged('x_1.tar.gz', gzipSync(tar))).toBeUndefined();
  });

  it.each([
    ['cut off', (tar: Buffer) => tar.subarray(0, 900)],
    ['something else', () => Buffer.from('no archive at all'.repeat(100))],
  ])('is bad as an archive that is %s', async (_why, change) => {
    const tar = change(await archive('a'));
    expect(await judged('x_1.tar', tar)).toMatch(/^it is no whole archive/);
    expect(await judged('x_1.tgz', gzipSync(tar))).toMatch(/^it is no whole archive/);
  });

  it('is bad as a compressed archive whose end is missing', async () => {
    const compressed = gzipSync(await archive('a'));
    expect(await judged('x_1.tar.gz', compressed.subarray(0, compressed.length - 12))).toMatch(/^it is no whole archive/);
  });

  it('is bad as an archive of nothing', async () => expect(await judged('x_1.tar', await archive())).toBe('it is an archive of nothing'));

  it.each([
    ['{"users": []}\n', undefined],
    [' [1, 2]', undefined],
    ['{"users": [', 'it is no whole JSON document'],
    ['', 'it is no whole JSON document'],
    ['text', 'it is no whole JSON document'],
  ])('as JSON: %j', async (text, verdict) => expect(await judged('x_1.json', Buffer.from(text))).toBe(verdict));

  it.each([
    ['# v2 git bundle\n0000 refs/heads/main\n\nPACK', undefined],
    ['# v3 git bundle\n@object-format=sha1\n', undefined],
    ['PK nothing of that kind', 'it is no git bundle'],
  ])('as a git bundle: %j', async (text, verdict) => expect(await judged('x_1.bundle', Buffer.from(text), 3)).toBe(verdict));

  it('is left to its checksum where the extension promises nothing', async () => {
    expect(await judged('x_1.sql', Buffer.from('select'))).toBe('not looked at');
  });
});
