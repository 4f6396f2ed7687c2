import type { IncomingMessage, ServerResponse } from 'node:http';
import { LocalServer } from './local-server';

/** The address under which ECS hands a task the credentials of its role. */
export class TaskRole extends LocalServer {
  readonly secretKey: string;
  readonly token: string;
  expires = new Date('2099-01-01T00:00:00Z');

  constructor(readonly accessKey: string) {
    super();
    this.secretKey = `secret-key-of-${accessKey}`;
    this.token = `session-token-of-${accessKey}`;
  }

  protected answer(_request: IncomingMessage, response: ServerResponse): void {
    const { accessKey: AccessKeyId, secretKey: SecretAccessKey, token: Token, expires: Expiration } = this;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token, Expiration }));
  }

  /** What a task has of it in its environment: no credential, but the address that gives one. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${this.url}/credentials` };
  }
}
