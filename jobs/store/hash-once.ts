import type { S3Client } from '@aws-sdk/client-s3';

type Send<Args, Answer> = (args: Args) => Promise<Answer>;

/**
 * Signs a body by the SHA-256 that it carries as its checksum: they are of the same bytes, and the SDK would hash each part of an upload a
 * second time.
 */
const signByChecksum =
  <Args extends object, Answer>(next: Send<Args, Answer>): Send<Args, Answer> =>
  async (args) => {
    const { headers } = (args as unknown as { readonly request: { readonly headers: Record<string, string> } }).request;
    const checksum = headers['x-amz-checksum-sha256'];
    if (checksum !== undefined) headers['x-amz-content-sha256'] = Buffer.from(checksum, 'base64').toString('hex');
    return await next(args);
  };

export const hashOnce = (client: S3Client): void =>
  client.middlewareStack.addRelativeTo(signByChecksum, { name: 'hashOnce', relation: 'before', toMiddleware: 'httpSigningMiddleware' });
