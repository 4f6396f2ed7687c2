import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { LocalServer } from '../support/local-server';

/** A registry of images as Docker Hub is one: manifests for whoever fetched a token for anybody before. */
export class FakeRegistry extends LocalServer {
  /** Manifests by `<repository>:<tag>`. */
  readonly manifests = new Map<string, string>();
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** Whether it tells the digest of something else. */
  lies = false;

  protected answer({ url = '/', headers }: IncomingMessage, response: ServerResponse): void {
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
  }
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
