import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Hands out the credentials of a task as ECS does, another set at each request. Those of every set are about to expire, so that whoever heeds
 * that asks again before each request.
 */
export class CredentialServer {
  /** Keys that were handed out, in order. */
  readonly keys: string[] = [];
  private readonly server = createServer((_request, response) => {
    const AccessKeyId = `ROTATED${this.keys.length}`;
    this.keys.push(AccessKeyId);
    const Expiration = new Date(Date.now() + 60_000).toISOString();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ AccessKeyId, SecretAccessKey: 'rotated-secret', Token: 'rotated-token', Expiration }));
  });

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** What a task is told of it, in place of credentials. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/credentials` };
  }
}
