import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applicationAnswers } from '../../../jobs/drill/checks';

describe('the application on a restored copy', () => {
  let server: Server;
  let statuses: number[];
  const asked: string[] = [];
  const { signal } = new AbortController();
  const ask = (patience: number, status = 200) => {
    const environment = { APPLICATION_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    return applicationAnswers({ kind: 'http', path: '/health?deep=1', status }, { environment, signal }, patience);
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(statuses.shift() ?? 500, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  it('passes when it answers as declared, also after a start that takes its time', async () => {
    statuses = [503, 200];
    expect(await ask(60_000)).toEqual({ passed: true });
    expect(asked).toEqual(['/health?deep=1', '/health?deep=1']);
  });

  it('fails when it never does, with what it answered', async () => {
    statuses = [503];
    expect(await ask(0)).toEqual({ failed: expect.stringMatching(/\/health\?deep=1: answered 503, expected is 200$/) });
  });

  it('is asked itself, not where it sends others', async () => {
    statuses = [302];
    expect(await ask(0, 302)).toEqual({ passed: true });
  });

  it('fails when nobody listens', async () => {
    const environment = { APPLICATION_URL: 'http://127.0.0.1:9' };
    const verdict = await applicationAnswers({ kind: 'http', path: '/', status: 200 }, { environment, signal }, 0);
    expect(verdict).toEqual({ failed: expect.stringContaining('expected is 200') });
  });

  it('is left out, and not passed, where none is started', async () => {
    const verdict = await applicationAnswers({ kind: 'http', path: '/health', status: 200 }, { environment: {}, signal }, 0);
    expect(verdict).toEqual({ leftOut: '/health was not asked: no application is started on the restored copy (APPLICATION_URL)' });
  });
});
