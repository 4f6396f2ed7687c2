import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The address under which ECS hands a task the credentials of its role. */
export class TaskRole {
  readonly secretKey: string;
  readonly token: string;
  expires = new Date('2099-01-01T00:00:00Z');
  private server: Server | undefined;
  private port = 0;

  constructor(readonly accessKey: string) {
    this.secretKey = `secret-key-of-${accessKey}`;
    this.token = `session-token-of-${accessKey}`;
  }

  async start(): Promise<void> {
    this.server = createServer((_, response) => {
      const answer = { AccessKeyId: this.accessKey, SecretAccessKey: this.secretKey, Token: this.token, Expiration: this.expires };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** What a task has of it in its environment: no credential, but the address that gives one. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${this.port}/credentials` };
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
