import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalServer } from '../support/local-server';

/** A rule as the documented interface of Grafana takes it. */
export interface StoredRule {
  readonly uid: string;
  readonly [field: string]: unknown;
}

const rulesPath = '/api/v1/provisioning/alert-rules';

/** The part of Grafana that keeps alert rules: it refuses strangers, and a second rule of the same uid. */
export class FakeGrafana extends LocalServer {
  readonly rules = new Map<string, StoredRule>();
  /** Every rule that was ever made, in order. */
  readonly made: StoredRule[] = [];
  readonly requests: string[] = [];
  /** Whether rules are refused. */
  broken = false;

  constructor(private readonly authorization: string) {
    super();
  }

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', headers } = request;
    const body = await text(request);
    this.requests.push(`${method} ${url} ${headers['x-disable-provenance']}`);
    if (headers.authorization !== this.authorization) response.writeHead(401).end(`{"message":"Unauthorized: ${headers.authorization}"}`);
    else if (method === 'DELETE' && url.startsWith(`${rulesPath}/`)) {
      this.rules.delete(url.slice(rulesPath.length + 1));
      response.writeHead(204).end();
    } else if (method === 'POST' && url === rulesPath) {
      const rule = JSON.parse(body) as StoredRule;
      if (this.broken) response.writeHead(400).end('{"message":"invalid alert rule"}');
      else if (this.rules.has(rule.uid)) response.writeHead(409).end('{"message":"alert rule conflicts"}');
      else {
        this.rules.set(rule.uid, rule);
        this.made.push(rule);
        response.writeHead(201).end(body);
      }
    } else response.writeHead(404).end();
  }
}
