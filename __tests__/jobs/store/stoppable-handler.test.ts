import type { IncomingMessage, ServerResponse } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Retries } from '../../../jobs/store/retries';
import { StoppableHandler } from '../../../jobs/store/stoppable-handler';
import { LocalServer } from '../../support/local-server';

/** A store that answers some of the first requests in none of the time that they have. */
class SilentAtFirst extends LocalServer {
  asked = 0;
  silent = 0;

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked += 1;
    request.resume();
    if (this.asked > this.silent) response.writeHead(200, { etag: '"x"' }).end();
  }
}

describe('a request that nobody answers', () => {
  const store = new SilentAtFirst();
  beforeEach(async () => {
    store.asked = 0;
    await store.start();
  });
  afterEach(() => store.stop());

  const put = (limits: ConstructorParameters<typeof StoppableHandler>[0], seconds: number): Promise<unknown> =>
    new S3Client({
      endpoint: store.url,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated-secret' },
      requestHandler: new StoppableHandler(limits),
      retryStrategy: new Retries(seconds),
    }).send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'copy' }));

  const long = 60_000;
  it.each([
    ['a byte', { connectionTimeout: long, socketTimeout: 200, requestTimeout: long }],
    ['its time', { connectionTimeout: long, socketTimeout: long, requestTimeout: 200 }],
  ])('is given up when it is without %s for too long, and asked again', async (_what, limits) => {
    store.silent = 2;
    await expect(put(limits, 60)).resolves.toBeDefined();
    expect(store.asked).toBe(3);
  });

  it('fails in the end', async () => {
    store.silent = Number.POSITIVE_INFINITY;
    await expect(put({ connectionTimeout: long, socketTimeout: long, requestTimeout: 100 }, 0.5)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(store.asked).toBeGreaterThan(1);
  });
});
