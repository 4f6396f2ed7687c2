import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request through the proxy asked for. */
export interface AskedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const denial = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** Stands before an S3 API: notes what is asked, refuses what a test wants refused, and lets answers dribble where it wants them slow. */
export class S3Proxy {
  readonly asked: AskedRequest[] = [];
  denies: (asked: AskedRequest) => boolean = () => false;
  /** Whether the content of an answer is held back for ever after its first bytes. */
  hangs: (asked: AskedRequest) => boolean = () => false;
  private server: Server | undefined;
  private port = 0;

  constructor(private readonly target: () => string) {}

  async start(): Promise<void> {
    this.server = createServer((incoming, response) => {
      const asked = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers };
      this.asked.push(asked);
      if (this.denies(asked)) {
        incoming.resume();
        response.writeHead(403, { 'content-type': 'application/xml' }).end(denial);
        return;
      }
      this.forward(asked, incoming, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (!this.hangs(asked)) answer.pipe(response);
        else answer.once('data', (chunk: Buffer) => response.write(chunk.subarray(0, 1)));
      });
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private forward({ method, path, headers }: AskedRequest, body: IncomingMessage, done: (answer: IncomingMessage) => void): void {
    body.pipe(request(`${this.target()}${path}`, { method, headers }, done));
  }
}
