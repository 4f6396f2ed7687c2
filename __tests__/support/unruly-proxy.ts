import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request instead of its answer. */
export type Misfortune = 'stall' | 'hang' | 'cut' | 500 | 403;

/** A request as it came. */
export interface AskedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A proxy before a store that passes everything on, but for the requests that a test tells it to spoil. */
export class UnrulyProxy {
  /** Judges each request by its method and path; undefined passes it on. */
  misfortune: (method: string, path: string) => Misfortune | undefined = () => undefined;
  /** Every request so far. */
  readonly asked: AskedRequest[] = [];
  /** Requests that were spoiled, as `GET /bucket/key`. */
  readonly spoiled: string[] = [];
  private readonly server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const path = decodeURIComponent(url.replace(/\?.*$/, ''));
    this.asked.push({ method, path, headers });
    const what = this.misfortune(method, path);
    if (what !== undefined) this.spoiled.push(`${method} ${url}`);
    if (what === 'stall') return;
    if (typeof what === 'number') {
      outgoing.writeHead(what).end(`<Error><Code>${what === 403 ? 'AccessDenied' : 'InternalError'}</Code></Error>`);
      return;
    }
    const { hostname, port } = new URL(this.target);
    const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      if (what === 'hang') answer.once('data', (first: Buffer) => outgoing.write(first.subarray(0, 1)));
      else if (what === 'cut')
        answer.once('data', (first: Buffer) => outgoing.write(first.subarray(0, first.length / 2), () => outgoing.destroy()));
      else answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });

  constructor(private readonly target: string) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
