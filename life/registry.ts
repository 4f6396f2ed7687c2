import { createHash } from 'node:crypto';
import type { BaseImage } from './base-images';

/** Longest time to wait for an answer, in milliseconds. */
const patience = 30_000;

/** What an image may be described by: for several processors or for one, by OCI or by Docker. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Docker Hub answers under another name than images carry. */
const dockerHub = { address: new URL('https://registry-1.docker.io/'), name: 'docker.io' } as const;

/** A registry that speaks the distribution protocol of OCI. */
export class Registry {
  private constructor(
    private readonly address: URL,
    /** First part of the names of images. */
    private readonly name: string,
  ) {}

  /** Docker Hub, or a mirror whose images stand below a path: `https://public.ecr.aws/docker` has `library/node` as `docker/library/node`. */
  static at(mirror: string | undefined): Registry {
    if (mirror === undefined) return new Registry(dockerHub.address, dockerHub.name);
    const address = new URL(mirror);
    return new Registry(address, `${address.host}${address.pathname.replace(/\/$/, '')}`);
  }

  /**
   * The image by the digest of what its tag means now, as `FROM` reads it. Throws where the registry cannot be asked, or tells a digest that
   * is not that of the bytes it gives.
   */
  async pinned({ repository, tag }: BaseImage): Promise<string> {
    const path = `${this.address.pathname.replace(/^\/|\/$/g, '')}/${repository}`.replace(/^\//, '');
    const url = new URL(`/v2/${path}/manifests/${tag}`, this.address);
    const response = await this.manifest(url);
    if (!response.ok) throw new Error(`${url.href} answers ${response.status}`);
    const digest = `sha256:${createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex')}`;
    const told = response.headers.get('docker-content-digest');
    if (told !== digest) throw new Error(`${url.href} tells the digest ${told ?? 'of nothing'}, and its bytes have ${digest}`);
    return `${this.name}/${repository}:${tag}@${digest}`;
  }

  /** Asks as anybody; a registry that wants to know more says where a token for anybody is given. */
  private async manifest(url: URL): Promise<Response> {
    const first = await ask(url, { accept: manifestTypes });
    const challenge = first.headers.get('www-authenticate');
    if (first.status !== 401 || challenge === null) return first;
    return await ask(url, { accept: manifestTypes, authorization: `Bearer ${await tokenFor(challenge)}` });
  }
}

async function tokenFor(challenge: string): Promise<string> {
  const fields = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
  const realm = fields.get('realm');
  if (realm === undefined) throw new Error(`the registry asks for a credential that nobody is given: ${challenge}`);
  const url = new URL(realm);
  for (const name of ['service', 'scope']) url.searchParams.set(name, fields.get(name) ?? '');
  const response = await ask(url, { accept: 'application/json' });
  if (!response.ok) throw new Error(`${url.origin} gives no token: ${response.status}`);
  const { token, access_token: accessToken } = (await response.json()) as { token?: string; access_token?: string };
  const given = token ?? accessToken;
  if (given === undefined) throw new Error(`${url.origin} gives no token`);
  return given;
}

const ask = (url: URL, headers: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { headers, signal: AbortSignal.timeout(patience) });
