import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Terminal } from '../../life/terminal';

/** One request as the Events API gets it. */
export interface Taken {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The Events API on this machine: takes everything unless told what to answer. */
export class FakePager {
  readonly taken: Taken[] = [];
  private readonly server: Server;
  /** Status and body of the answers to come, one after the other; then 202. */
  readonly answers: (readonly [status: number, body: string])[] = [];

  constructor() {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (part) => {
        text += part;
      });
      request.on('end', () => {
        this.taken.push({ method: request.method, url: request.url, type: request.headers['content-type'], body: JSON.parse(text) });
        const [status, body] = this.answers.shift() ?? [202, '{"status":"success"}'];
        response.writeHead(status).end(body);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A terminal that remembers. */
export class FakeTerminal implements Terminal {
  readonly told: string[] = [];
  readonly complaints: string[] = [];

  constructor(readonly environment: Terminal['environment'] = {}) {}

  tell(line: string): void {
    this.told.push(line);
  }

  complain(line: string): void {
    this.complaints.push(line);
  }
}
