import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import { JobError } from '../../jobs/exit';
import { S3Store } from '../../jobs/store/s3-store';
import { describeWithTool } from '../support/optional-tools';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { StoreProxy } from '../support/store-proxy';

const mebibyte = 2 ** 20;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describeWithTool('ministack', hasS3Emulator, () => {
  const emulator = new S3Emulator();
  const bucket = 'copies-of-this-test';
  const { signal } = new AbortController();
  const options = { partBytes: 5 * mebibyte, signal };
  let store: S3Store;

  beforeAll(async () => {
    await emulator.start();
    await emulator.makeBucket(bucket);
    // The SDK takes its credential from the process, as it does in a task.
    Object.assign(process.env, emulator.environment);
    store = new S3Store(bucket, emulator.environment);
  });
  afterAll(() => emulator.stop());

  /** In pieces that fit no part. */
  const streamed = (bytes: Buffer, piece = 300_007): Readable =>
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) => bytes.subarray(index * piece, (index + 1) * piece)),
    );

  it.each([0, 1, 5 * mebibyte - 1, 5 * mebibyte, 5 * mebibyte + 1, 12 * mebibyte])('stores %i bytes as they are', async (size) => {
    const bytes = randomBytes(size);
    const key = `daily/whole_${size}`;
    expect(await store.upload(key, streamed(bytes), options)).toEqual({ bytes: size, sha256: sha256(bytes) });
    expect(sha256(Buffer.from(await emulator.bytes(bucket, key)))).toBe(sha256(bytes));
  });

  it('signs each body as what it is, whole or in parts', async () => {
    const proxy = new StoreProxy(emulator);
    await proxy.start();
    const signed = new S3Store(bucket, { ...emulator.environment, AWS_ENDPOINT_URL: proxy.url });
    const bytes = randomBytes(5 * mebibyte + 1);
    await signed.upload('daily/signed', streamed(bytes), options);
    await signed.put('daily/signed.manifest.json', '{}', { signal });
    proxy.stop();
    const hashes = proxy.calls.filter(({ method }) => method === 'PUT').map(({ headers }) => headers['x-amz-content-sha256']);
    const parts = [bytes.subarray(0, 5 * mebibyte), bytes.subarray(5 * mebibyte), Buffer.from('{}')];
    expect(hashes.sort()).toEqual(parts.map(sha256).sort());
  });

  it('locks what it is told to lock', async () => {
    const lockUntil = new Date('2099-01-31T12:00:00Z');
    await store.upload('daily/locked', streamed(randomBytes(mebibyte)), { ...options, lockUntil });
    await store.put('daily/locked.manifest.json', '{}', { signal, lockUntil });
    for (const Key of ['daily/locked', 'daily/locked.manifest.json']) {
      const { Retention } = await emulator.client().send(new GetObjectRetentionCommand({ Bucket: bucket, Key }));
      expect(Retention).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: lockUntil });
    }
  });

  it('asks for the lock of an upload in parts when it begins one', async () => {
    // The emulator forgets the lock of such an upload, so what it is asked is looked at.
    const asked: Record<string, unknown>[] = [];
    const server = createServer(({ headers }, response) => {
      asked.push(headers);
      response.writeHead(403).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const strict = new S3Store(bucket, { AWS_ENDPOINT_URL }, { lockMode: 'COMPLIANCE' });
    const lockUntil = new Date('2099-01-31T12:00:00Z');
    await expect(strict.upload('daily/x', streamed(randomBytes(6 * mebibyte)), { ...options, lockUntil })).rejects.toMatchObject({
      reason: 'store',
    });
    server.close();
    expect(asked[0]).toMatchObject({
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '2099-01-31T12:00:00Z',
      'x-amz-checksum-algorithm': 'SHA256',
    });
    expect(Object.keys(asked[0] ?? {}).filter((name) => name.includes('encryption'))).toEqual([]);
  });

  it('leaves neither an object nor a part of one when the source fails', async () => {
    async function* dying(): AsyncGenerator<Buffer> {
      yield randomBytes(11 * mebibyte);
      throw new JobError('source', 'the dump died');
    }
    await expect(store.upload('daily/dying', Readable.from(dying()), options)).rejects.toMatchObject({
      reason: 'source',
      message: 'the dump died',
    });
    expect(await emulator.openUploads(bucket)).toEqual([]);
    expect(await emulator.keys(bucket)).not.toContain('daily/dying');
  });

  it('leaves neither an object nor a part of one when it is told to stop while the source is silent', async () => {
    const stop = new AbortController();
    async function* silent(): AsyncGenerator<Buffer> {
      yield randomBytes(11 * mebibyte);
      await new Promise(() => undefined);
    }
    const upload = store.upload('daily/stopped', Readable.from(silent()), { ...options, signal: stop.signal });
    setTimeout(() => stop.abort(new JobError('interrupted', 'told to stop')), 500);
    await expect(upload).rejects.toMatchObject({ reason: 'interrupted' });
    expect(await emulator.openUploads(bucket)).toEqual([]);
    expect(await emulator.keys(bucket)).not.toContain('daily/stopped');
  });

  it('tells which bucket and key failed', async () => {
    await expect(new S3Store('no-such-bucket', emulator.environment).put('attempts/x', '{}', { signal })).rejects.toMatchObject({
      reason: 'store',
      message: expect.stringMatching(/^cannot put s3:\/\/no-such-bucket\/attempts\/x: NoSuchBucket: /),
    });
    await expect(store.read('daily/none', signal)).rejects.toMatchObject({
      message: expect.stringMatching(/^cannot read s3:\/\/copies-of-this-test\/daily\/none: NoSuchKey: /),
    });
  });

  it('copies within the store, whole or in parts', async () => {
    const bytes = randomBytes(12 * mebibyte);
    await store.upload('daily/source with spaces', streamed(bytes), options);
    await store.copy({ bucket, key: 'daily/source with spaces' }, 'last-good/whole', { signal });
    const parts = new S3Store(bucket, emulator.environment, { largestCopy: 5 * mebibyte });
    await parts.copy({ bucket, key: 'daily/source with spaces' }, 'last-good/parts', { signal });
    for (const key of ['last-good/whole', 'last-good/parts']) {
      expect(sha256(Buffer.from(await emulator.bytes(bucket, key)))).toBe(sha256(bytes));
    }
    expect(await emulator.openUploads(bucket)).toEqual([]);
  });

  describe('copies in parts', () => {
    const proxy = new StoreProxy(emulator);
    const lockUntil = new Date('2099-01-31T12:00:00Z');
    const source = 'daily/large';
    let parts: S3Store;

    beforeAll(async () => {
      await proxy.start();
      await store.upload(source, streamed(randomBytes(32 * mebibyte)), options);
      parts = new S3Store(bucket, { ...emulator.environment, AWS_ENDPOINT_URL: proxy.url }, { largestCopy: 5 * mebibyte, patience: 1 });
    });
    beforeEach(() => {
      proxy.calls.length = 0;
      proxy.judge = () => 'pass';
    });
    afterAll(() => proxy.stop());

    const copied = async (): Promise<void> => await parts.copy({ bucket, key: source }, 'last-good/large', { signal, lockUntil });
    const called = (operation: string) => proxy.calls.filter((call) => call.operation === operation);

    it('with the lock of the whole and no encryption but that of the bucket, every byte once', async () => {
      await copied();
      expect((await emulator.bytes(bucket, 'last-good/large')).length).toBe(32 * mebibyte);
      expect(called('CreateMultipartUpload').map(({ headers }) => headers)).toEqual([
        expect.objectContaining({
          'x-amz-object-lock-mode': 'GOVERNANCE',
          'x-amz-object-lock-retain-until-date': '2099-01-31T12:00:00Z',
          'x-amz-checksum-algorithm': 'SHA256',
        }),
      ]);
      expect(proxy.calls.flatMap(({ headers }) => Object.keys(headers)).filter((name) => name.includes('encryption'))).toEqual([]);
      const ranges = called('UploadPartCopy').map(({ query, headers }) => [
        Number(query.get('partNumber')),
        headers['x-amz-copy-source-range'],
      ]);
      expect(ranges.sort(([a], [b]) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 7 }, (_, index) => [
          index + 1,
          `bytes=${index * 5 * mebibyte}-${Math.min((index + 1) * 5, 32) * mebibyte - 1}`,
        ]),
      );
    });

    it('of one content: where another takes its place meanwhile, there is no copy of both', async () => {
      await copied();
      const [etag] = new Set(called('UploadPartCopy').map(({ headers }) => headers['x-amz-copy-source-if-match']));
      expect(etag).toMatch(/^"[0-9a-f]{32}-7"$/);
      // The emulator knows no such condition.
      proxy.judge = ({ operation, query }) =>
        operation === 'UploadPartCopy' && query.get('partNumber') === '5' ? { status: 412, code: 'PreconditionFailed' } : 'pass';
      await expect(copied()).rejects.toMatchObject({ reason: 'store', message: expect.stringContaining('PreconditionFailed') });
      expect(await emulator.openUploads(bucket)).toEqual([]);
    });

    it('that fail are taken back, and none of them comes after that', async () => {
      proxy.judge = ({ operation, query }) =>
        operation === 'UploadPartCopy' && query.get('partNumber') === '3' ? { status: 500, code: 'InternalError' } : 'pass';
      const before = (await emulator.versions(bucket)).length;
      await expect(copied()).rejects.toMatchObject({ reason: 'store' });
      expect(proxy.calls.at(-1)?.operation).toBe('AbortMultipartUpload');
      expect(await emulator.openUploads(bucket)).toEqual([]);
      expect((await emulator.versions(bucket)).length).toBe(before);
    });
  });

  it('lists every object under a prefix, over pages', async () => {
    const keys = Array.from({ length: 1_100 }, (_, index) => `attempts/many/${String(index).padStart(4, '0')}`);
    for (let start = 0; start < keys.length; start += 10) {
      await Promise.all(keys.slice(start, start + 10).map((key) => store.put(key, '{}', { signal })));
    }
    const listed = await store.list('attempts/many/', signal);
    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect(new Set(listed.map(({ bytes }) => bytes))).toEqual(new Set([2]));
  });
});
