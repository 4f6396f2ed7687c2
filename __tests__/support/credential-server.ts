import type { IncomingMessage, ServerResponse } from 'node:http';
import { LocalServer } from './local-server';

/**
 * Hands out the credentials of a task as ECS does, another set at each request. Those of every set are about to expire, so that whoever heeds
 * that asks again before each request.
 */
export class CredentialServer extends LocalServer {
  /** Keys that were handed out, in order. */
  readonly keys: string[] = [];

  protected answer(_request: IncomingMessage, response: ServerResponse): void {
    const AccessKeyId = `ROTATED${this.keys.length}`;
    this.keys.push(AccessKeyId);
    const Expiration = new Date(Date.now() + 60_000).toISOString();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ AccessKeyId, SecretAccessKey: 'rotated-secret', Token: 'rotated-token', Expiration }));
  }

  /** What a task is told of it, in place of credentials. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${this.url}/credentials` };
  }
}
