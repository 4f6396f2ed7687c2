import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry of images as Docker Hub is one: manifests for whoever fetched a token for anybody before. */
export class FakeRegistry {
  /** Manifests by `<repository>:<tag>`. */
  readonly manifests = new Map<string, string>();
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** Whether it tells the digest of something else. */
  lies = false;
  private server: Server | undefined;
  private port = 0;

  async start(): Promise<void> {
    this.server = createServer(({ url = '/', headers }, response) => {
      this.asked.push({ path: url, headers });
      const { pathname, searchParams } = new URL(url, this.url);
      if (pathname === '/token') {
        response.end(JSON.stringify({ token: `for ${searchParams.get('service')} ${searchParams.get('scope')}` }));
        return;
      }
      const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
      const scope = `repository:${repository}:pull`;
      if (headers.authorization !== `Bearer for registry.test ${scope}`) {
        const challenge = `Bearer realm="${this.url}/token",service="registry.test",scope="${scope}"`;
        response.writeHead(401, { 'www-authenticate': challenge }).end();
        return;
      }
      const manifest = this.manifests.get(`${repository}:${tag}`);
      if (manifest === undefined) response.writeHead(404).end('{"errors":[]}');
      else response.setHeader('docker-content-digest', digestOf(this.lies ? `${manifest} ` : manifest)).end(manifest);
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
