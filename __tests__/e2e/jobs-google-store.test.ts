import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { JobError } from '../../jobs/exit';
import { GoogleStore } from '../../jobs/store/google-store';
import { KeyTaken } from '../../jobs/store/object-store';
import { GoogleStorageEmulator, hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const mebibyte = 2 ** 20;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const emulator = new GoogleStorageEmulator();
  const bucket = 'copies-of-this-test';
  const { signal } = new AbortController();
  const options = { partBytes: mebibyte, signal };
  let store: GoogleStore;

  beforeAll(async () => {
    await emulator.start();
    await emulator.makeBucket(bucket);
    Object.assign(process.env, emulator.environment);
    store = new GoogleStore(bucket, 'test');
  });
  afterAll(() => emulator.stop());

  const streamed = (bytes: Buffer): Readable => Readable.from([bytes.subarray(0, 300_007), bytes.subarray(300_007)], { objectMode: false });
  const contentOf = async (key: string): Promise<Buffer> => await buffer(await store.read(key, signal));
  const keys = async (prefix: string): Promise<readonly string[]> => (await store.list(prefix, signal)).map(({ key }) => key);

  it.each([0, 1, mebibyte, 3 * mebibyte + 1])('stores %i bytes as they are', async (size) => {
    const bytes = randomBytes(size);
    const key = `daily/whole_${size}`;
    expect(await store.upload(key, streamed(bytes), options)).toEqual({ bytes: size, sha256: sha256(bytes) });
    expect(sha256(await contentOf(key))).toBe(sha256(bytes));
  });

  it('removes what a newer object has taken the place of', async () => {
    await store.put('last-good/firestore/20261121/output-0', 'x', { signal });
    await store.remove('last-good/firestore/20261121/output-0', signal);
    expect(await keys('last-good/')).toEqual([]);
    // Another look has removed it.
    await store.remove('last-good/firestore/20261121/output-0', signal);
  });

  it('lists every object under a prefix with its size', async () => {
    const wanted = ['attempts/a/1', 'attempts/a/2', 'attempts/a/Hồ sơ'];
    for (const key of wanted) await store.put(key, '{}', { signal });
    await store.put('attempts/b/1', '{}', { signal });
    expect((await store.list('attempts/a/', signal)).map(({ key, bytes }) => [key, bytes])).toEqual(wanted.map((key) => [key, 2]));
  });

  it('asks the store to refuse what would overwrite, and says so', async () => {
    // The emulator knows no conditions, so what it would be asked is looked at.
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      response.writeHead(412, { 'content-type': 'application/json' }).end('{"error":{"code":412,"message":"conditionNotMet"}}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env['STORAGE_EMULATOR_HOST'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const taken = new GoogleStore(bucket, 'test');
    Object.assign(process.env, emulator.environment);
    await expect(taken.putNew('attempts/new', '{}', { signal })).rejects.toThrow(KeyTaken);
    await expect(taken.upload('daily/once', streamed(randomBytes(10)), options)).rejects.toMatchObject({ reason: 'store' });
    // A mark that somebody has put already is there, which is all that is asked.
    await taken.put('verified/auth/x', '{}', { signal });
    server.close();
    expect(asked.map((url) => new URL(url, emulator.url).searchParams.get('ifGenerationMatch'))).toEqual(['0', '0', '0']);
  });

  it('leaves no object when the source fails', async () => {
    async function* dying(): AsyncGenerator<Buffer> {
      yield randomBytes(2 * mebibyte);
      throw new JobError('source', 'the export died');
    }
    await expect(store.upload('daily/dying', Readable.from(dying(), { objectMode: false }), options)).rejects.toMatchObject({
      reason: 'source',
    });
    expect(await keys('daily/dying')).toEqual([]);
  });

  it('leaves no object when it is told to stop while the source is silent', async () => {
    const stop = new AbortController();
    const silent = new Readable({ read: () => undefined });
    silent.push(randomBytes(2 * mebibyte));
    setTimeout(() => stop.abort(new JobError('interrupted', 'told to stop')), 300);
    await expect(store.upload('daily/stopped', silent, { ...options, signal: stop.signal })).rejects.toBeDefined();
    expect(await keys('daily/stopped')).toEqual([]);
  });

  it('copies within the store', async () => {
    const bytes = randomBytes(1000);
    await store.upload('daily/source with spaces', streamed(bytes), options);
    await store.copy({ bucket, key: 'daily/source with spaces' }, 'last-good/database', { signal });
    expect((await contentOf('last-good/database')).equals(bytes)).toBe(true);
  });

  it('goes on with a copy of a large object until all of it is there, under the key and the lock of the bucket', async () => {
    // The emulator copies all at once.
    const asked: { readonly url: URL; readonly body: string }[] = [];
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', emulator.url);
      asked.push({ url, body: await text(request) });
      const done = asked.length === 3;
      const progress = done ? { done, resource: { name: 'last-good/large', bucket } } : { done, rewriteToken: `token-${asked.length}` };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'storage#rewriteResponse', ...progress }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env['STORAGE_EMULATOR_HOST'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const large = new GoogleStore(bucket, 'test');
    Object.assign(process.env, emulator.environment);
    await large.copy({ bucket: 'copies', key: 'daily/large' }, 'last-good/large', { signal });
    server.close();
    expect(asked.map(({ url }) => url.searchParams.get('rewriteToken'))).toEqual([null, 'token-1', 'token-2']);
    for (const { url, body } of asked) {
      expect(url.pathname).toBe(`/b/copies/o/daily%2Flarge/rewriteTo/b/${bucket}/o/last-good%2Flarge`);
      expect([...url.searchParams.keys()].filter((name) => name !== 'rewriteToken')).toEqual([]);
      // The client repeats in the body what it was asked to do, under a name that nobody reads.
      expect(body.replace(/^\{("token":"token-\d")?\}$/, '')).toBe('');
    }
  });

  it('tells which bucket and key failed', async () => {
    await expect(store.read('daily/none', signal)).rejects.toMatchObject({
      reason: 'store',
      message: expect.stringMatching(/^cannot read gs:\/\/copies-of-this-test\/daily\/none: 404: /),
    });
  });
});
