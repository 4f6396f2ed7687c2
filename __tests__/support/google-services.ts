import type { IncomingMessage, ServerResponse } from 'node:http';
import { OAuth2Client } from 'google-auth-library';
import { type Connect, connectTo, googleOrigins } from '../../jobs/google/google-api';
import { LocalServer } from './local-server';

/** A request as a service sees it. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An answer: its JSON, and its status where it is another than 200. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

export const refusal = (status: number, message: string): Answer => ({ status, body: { error: { code: status, message } } });

/**
 * Stands in for the REST services of Google that have no emulator: Identity Toolkit's configuration, Remote Config, Firebase Rules, Firestore's
 * administration, Hosting, Cloud Monitoring. It answers over real HTTP what a test says, in the shapes of the vendor's reference, and notes
 * what it was asked. It knows no rights: what those must be is a table of its own.
 */
export class GoogleServices extends LocalServer {
  readonly asked: Asked[] = [];

  constructor(private readonly reply: (asked: Asked) => Answer | undefined) {
    super();
  }

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    this.asked.push(asked);
    const { status = 200, body } = this.reply(asked) ?? refusal(404, `nobody answers ${asked.method} ${asked.path}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  /** What a program is given in place of the services of Google. */
  get connect(): Connect {
    const names = Object.keys(googleOrigins) as (keyof typeof googleOrigins)[];
    const origins = Object.fromEntries(names.map((name) => [name, this.url])) as Record<keyof typeof googleOrigins, string>;
    const requester = new OAuth2Client();
    requester.setCredentials({ access_token: 'nobody-checks-it' });
    return connectTo(origins, () => requester);
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? '/', 'http://stand-in');
  return {
    method: request.method ?? '',
    path: decodeURIComponent(url.pathname),
    query: Object.fromEntries(url.searchParams),
    body: text === '' ? undefined : JSON.parse(text),
  };
}
