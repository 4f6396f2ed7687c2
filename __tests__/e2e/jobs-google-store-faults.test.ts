import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type gaxios, OAuth2Client } from 'google-auth-library';
import { JobError } from '../../jobs/exit';
import { GoogleStore } from '../../jobs/store/google-store';
import { type Asked, ResumableUploads } from '../support/resumable-uploads';

const mebibyte = 2 ** 20;

/** Takes the requests of an upload to a service here. The client has no credential, and none of its repetitions, for one of another name. */
class Redirected extends OAuth2Client {
  constructor(private readonly service: ResumableUploads) {
    super();
    this.setCredentials({ access_token: 'nobody-checks-it' });
  }

  override async request<T>(options: gaxios.GaxiosOptions): gaxios.GaxiosPromise<T> {
    const { pathname, search } = new URL(String(options.url));
    return await super.request<T>({ ...options, url: `${this.service.url}${pathname}${search}` });
  }
}

describe('a store of Google Cloud that fails now and then', () => {
  const service = new ResumableUploads();
  const { signal } = new AbortController();
  const bytes = randomBytes(3 * mebibyte + 1);
  const options = { partBytes: mebibyte, signal };
  const streamed = (): Readable => Readable.from([bytes.subarray(0, 300_007), bytes.subarray(300_007)], { objectMode: false });
  let asked: Asked[];

  beforeAll(() => service.start());
  beforeEach(() => {
    asked = [];
    service.objects.clear();
    service.fails = () => false;
    service.stored = (content) => content;
  });
  afterEach(() => {
    delete process.env['STORAGE_EMULATOR_HOST'];
    jest.restoreAllMocks();
  });
  afterAll(() => service.stop());

  /** Fails from the second part on, so many times. */
  function awayFor(requests: number): void {
    service.fails = (request) => {
      asked.push(request);
      return asked.filter((one) => one !== 'begin').length > 1 && asked.length <= requests + 2;
    };
  }

  it('gets the upload although it is away for more than a few attempts', async () => {
    awayFor(4);
    await new GoogleStore('bucket', 'test', { credential: new Redirected(service) }).upload('daily/copy', streamed(), options);
    expect(service.objects.get('daily/copy')?.equals(bytes)).toBe(true);
    expect(asked.filter((one) => one === 'status').length).toBeGreaterThanOrEqual(3);
  });

  it('gets the upload although it was away when that had lasted for hours', async () => {
    const now = Date.now;
    awayFor(1);
    const { fails } = service;
    service.fails = (request) => {
      const failed = fails(request);
      if (failed) jest.spyOn(Date, 'now').mockImplementation(() => now() + 5 * 3_600_000);
      return failed;
    };
    await new GoogleStore('bucket', 'test', { credential: new Redirected(service) }).upload('daily/copy', streamed(), options);
    expect(service.objects.get('daily/copy')?.equals(bytes)).toBe(true);
  });

  it('gets a manifest although it fails at first', async () => {
    service.fails = () => {
      asked.push('object');
      return asked.length < 3;
    };
    process.env['STORAGE_EMULATOR_HOST'] = service.url;
    await new GoogleStore('bucket', 'test').put('daily/copy.manifest.json', '{"whole":true}', { signal });
    expect([...service.objects.values()].map(String)).toEqual(['{"whole":true}']);
  });

  it.each(['begin', 'part', 'status'])('has no object when it never again answers to what asks "%s", which is told', async (kind) => {
    // It is asked how far an upload is only when a part of it has failed.
    service.fails = (request) => request === kind || (kind === 'status' && request === 'part');
    const impatient = new GoogleStore('bucket', 'test', { patience: 1, credential: new Redirected(service) });
    await expect(impatient.upload('daily/copy', streamed(), options)).rejects.toMatchObject({
      reason: 'store',
      message: expect.stringMatching(/^cannot upload gs:\/\/bucket\/daily\/copy: /),
    });
    expect(service.objects.size).toBe(0);
  });

  it.each(['upload', 'put'] as const)('that keeps other bytes than it was sent is found out by its checksum: %s', async (how) => {
    service.stored = (content) => Buffer.concat([content.subarray(1), Buffer.from('x')]);
    process.env['STORAGE_EMULATOR_HOST'] = service.url;
    const store = new GoogleStore('bucket', 'test', { patience: 1 });
    const work = how === 'put' ? store.put('daily/copy', '{"whole":true}', { signal }) : store.upload('daily/copy', streamed(), options);
    await expect(work).rejects.toMatchObject({ reason: 'store', message: expect.stringContaining('gs://bucket/daily/copy: ') });
  });

  it('is not waited for once the program is told to stop', async () => {
    const stop = new AbortController();
    service.fails = () => {
      const first = !stop.signal.aborted;
      stop.abort(new JobError('interrupted', 'told to stop'));
      return first;
    };
    process.env['STORAGE_EMULATOR_HOST'] = service.url;
    const put = new GoogleStore('bucket', 'test').put('daily/copy', '{}', { signal: stop.signal });
    await expect(put).rejects.toMatchObject({ reason: 'interrupted' });
    // The client goes on in the background; a program that has stopped exits without waiting for it, this test lets it end.
    while (service.objects.size === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('tells that it did not take a manifest', async () => {
    service.fails = () => true;
    process.env['STORAGE_EMULATOR_HOST'] = service.url;
    const impatient = new GoogleStore('bucket', 'test', { patience: 1 });
    await expect(impatient.put('daily/copy', '{}', { signal })).rejects.toMatchObject({ reason: 'store' });
    expect(service.objects.size).toBe(0);
  });
});
