/** As much of S3 and of STS as Terraform's state backend asks for: objects by path, and one account. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ObjectStore {
  readonly url: string;
  /** Paths of the objects that are there, `/<bucket>/<key>`. */
  readonly keys: () => readonly string[];
  /** Every change so far: its method, its path and the encryption that it asked for. */
  readonly changes: readonly string[];
  readonly stop: () => void;
}

const identity = (account: string): string =>
  `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/someone</Arn><UserId>X</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

const nothingListed = '<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

export async function objectStore(account: string): Promise<ObjectStore> {
  const objects = new Map<string, Buffer>();
  const changes: string[] = [];
  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const path = url.replace(/\?.*$/, '');
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (method === 'PUT' || method === 'DELETE')
        changes.push(`${method} ${path} ${headers['x-amz-server-side-encryption'] ?? 'default encryption'}`);
      if (method === 'POST') response.end(identity(account));
      else if (method === 'PUT') {
        objects.set(path, Buffer.concat(parts));
        response.setHeader('etag', '"etag"').end();
      } else if (method === 'DELETE') {
        objects.delete(path);
        response.writeHead(204).end();
      } else if (url.includes('list-type')) response.end(nothingListed);
      else if (objects.has(path)) response.setHeader('etag', '"etag"').end(method === 'HEAD' ? undefined : objects.get(path));
      else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    keys: () => [...objects.keys()].sort(),
    changes,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
