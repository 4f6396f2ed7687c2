import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on a port of its own. A request whose answer fails is cut off; `stop` waits for nobody. */
export abstract class LocalServer {
  private readonly server = createServer(async (request, response) => {
    try {
      await this.answer(request, response);
    } catch {
      response.destroy();
    }
  });

  protected abstract answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}
