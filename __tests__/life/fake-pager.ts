import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Terminal } from '../../life/terminal';
import { LocalServer } from '../support/local-server';

/** One request as the Events API gets it. */
export interface Taken {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The Events API on this machine: takes everything unless told what to answer. */
export class FakePager extends LocalServer {
  readonly taken: Taken[] = [];
  /** Status and body of the answers to come, one after the other; then 202. */
  readonly answers: (readonly [status: number, body: string])[] = [];

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = request;
    this.taken.push({ method, url, type: headers['content-type'], body: JSON.parse(await text(request)) });
    const [status, body] = this.answers.shift() ?? [202, '{"status":"success"}'];
    response.writeHead(status).end(body);
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
