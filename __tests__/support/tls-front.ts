import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { KeyPair } from './certificates';

/** Speaks TLS before a server that speaks HTTP only. */
export class TlsFront {
  port = 0;
  private server: Server | undefined;

  async start({ certificate, key }: KeyPair, target: string): Promise<void> {
    const { hostname, port } = new URL(target);
    this.server = createServer({ cert: certificate, key }, (socket) => {
      const onwards = connect(Number(port), hostname);
      socket.pipe(onwards).pipe(socket);
      socket.on('error', () => onwards.destroy());
      onwards.on('error', () => socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server?.close();
  }
}
