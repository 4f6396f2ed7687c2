import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LocalServer } from './local-server';

/** One request to a store, under the name that the API of S3 gives it. */
export interface StoreCall {
  readonly operation: string;
  readonly method: string;
  readonly bucket: string;
  /** '' where the request is about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/**
 * What becomes of a request: it passes, the store answers with an error, nobody answers, or the connection breaks while its body is under
 * way. Or it passes, and its answer never ends, breaks off half-way, or comes back with another text.
 */
export type Verdict =
  | 'pass'
  | StoreError
  | 'hang'
  | 'cut'
  | 'endless-answer'
  | 'cut-answer'
  | { readonly alter: (answer: string) => string };

export const accessDenied = { status: 403, code: 'AccessDenied' } as const;

export interface StoreError {
  readonly status: number;
  readonly code: string;
}

/** Stands between a program and a store: sees every request and decides what becomes of it. */
export class StoreProxy extends LocalServer {
  /** Every request so far, in the order in which they came. */
  readonly calls: StoreCall[] = [];

  constructor(
    /** Where the store is, once it is there. */
    private readonly upstream: { readonly url: string },
    /** May take its time: a promise that is slow makes a store that is slow. */
    public judge: (call: StoreCall) => Verdict | Promise<Verdict> = () => 'pass',
  ) {
    super();
  }

  operations(): readonly string[] {
    return [...new Set(this.calls.map(({ operation }) => operation))].sort();
  }

  protected async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const call = storeCall(incoming);
    this.calls.push(call);
    const verdict = await this.judge(call);
    if (verdict === 'hang') return;
    if (verdict === 'cut') {
      if (!['GET', 'HEAD'].includes(call.method) && incoming.headers['content-length'] !== '0') await once(incoming, 'data');
      incoming.destroy();
      return;
    }
    if (typeof verdict === 'string') {
      this.pass(incoming, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        if (verdict === 'pass') answer.pipe(outgoing);
        else
          answer.once('data', (start: Buffer) =>
            outgoing.write(start.subarray(0, start.length / 2), () => verdict === 'cut-answer' && outgoing.destroy()),
          );
      });
    } else if ('alter' in verdict) {
      this.pass(incoming, async (answer) => {
        const { 'content-length': _, ...headers } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, headers).end(verdict.alter(await text(answer)));
      });
    } else {
      // As S3 does: the error comes after the body, so that the client reads it.
      incoming.resume();
      await once(incoming, 'end');
      const body = `<?xml version="1.0"?><Error><Code>${verdict.code}</Code><Message>${verdict.code}</Message></Error>`;
      outgoing.writeHead(verdict.status, { 'content-type': 'application/xml' }).end(body);
    }
  }

  private pass(incoming: IncomingMessage, answered: (answer: IncomingMessage) => void): void {
    const { method, url, headers } = incoming;
    const forwarded = request(new URL(url ?? '/', this.upstream.url), { method, headers }, answered);
    forwarded.on('error', () => incoming.destroy());
    incoming.pipe(forwarded);
  }
}

function storeCall({ method = '', url = '/', headers }: IncomingMessage): StoreCall {
  const { pathname, searchParams: query } = new URL(url, 'http://s3');
  const [, bucket = '', ...key] = decodeURIComponent(pathname).split('/');
  const call = { method, bucket, key: key.join('/'), query, headers };
  return { ...call, operation: call.key === '' ? bucketOperation(method, query) : objectOperation(method, call) };
}

function objectOperation(method: string, { query, headers }: Omit<StoreCall, 'operation'>): string {
  const copies = headers['x-amz-copy-source'] !== undefined;
  const inParts = query.has('uploadId');
  const [subresource = ''] = ['attributes', 'retention', 'legal-hold', 'tagging', 'acl', 'restore'].filter((name) => query.has(name));
  const about = subresource
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  switch (method) {
    case 'POST':
      return query.has('uploads') ? 'CreateMultipartUpload' : inParts ? 'CompleteMultipartUpload' : 'RestoreObject';
    case 'PUT':
      return about !== ''
        ? `PutObject${about}`
        : inParts
          ? copies
            ? 'UploadPartCopy'
            : 'UploadPart'
          : copies
            ? 'CopyObject'
            : 'PutObject';
    case 'DELETE':
      return inParts ? 'AbortMultipartUpload' : `DeleteObject${about}`;
    case 'HEAD':
      return 'HeadObject';
    default:
      return inParts ? 'ListParts' : `GetObject${about}`;
  }
}

/** Settings of a bucket by the name of their part of its address. */
const bucketSettings = {
  'object-lock': 'ObjectLockConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  policy: 'BucketPolicy',
  versioning: 'BucketVersioning',
} as const;

function bucketOperation(method: string, query: URLSearchParams): string {
  const verb = `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  for (const [name, setting] of Object.entries(bucketSettings)) if (query.has(name)) return `${verb}${setting}`;
  if (query.has('uploads')) return 'ListMultipartUploads';
  if (query.has('versions')) return 'ListObjectVersions';
  if (query.has('delete')) return 'DeleteObjects';
  return method === 'GET' ? 'ListObjectsV2' : `${verb}Bucket`;
}
