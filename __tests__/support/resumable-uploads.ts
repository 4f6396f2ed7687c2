import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { CRC32C } from '@google-cloud/storage';
import { LocalServer } from './local-server';

/** What a client asks: to begin an upload, how far one is, to take a part of it, or a small object whole. */
export type Asked = 'begin' | 'status' | 'part' | 'object';

/**
 * Resumable uploads as Cloud Storage documents them, since the emulator does not tell how far one is. It keeps what it was sent, and fails
 * when a test says so.
 */
export class ResumableUploads extends LocalServer {
  /** Whether a request is answered with 503. */
  fails: (asked: Asked) => boolean = () => false;
  /** What becomes of content between the connection and the disk. */
  stored: (content: Buffer) => Buffer = (content) => content;
  /** What was put, by its name. */
  readonly objects = new Map<string, Buffer>();
  private readonly begun = new Map<string, Buffer>();

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams: query } = new URL(request.url ?? '/', this.url);
    const body = await buffer(request);
    // A writer has no right to delete.
    if (request.method === 'DELETE') {
      response.writeHead(403).end();
      return;
    }
    const range = request.headers['content-range'] ?? '';
    const asked =
      query.get('uploadType') === 'multipart' ? 'object' : range === '' ? 'begin' : range.startsWith('bytes */') ? 'status' : 'part';
    const name = query.get('name') ?? '';
    if (this.fails(asked)) response.writeHead(503).end();
    else if (asked === 'object') this.finished(name, contentIn(body), response);
    else if (asked === 'begin') {
      this.begun.set(name, Buffer.alloc(0));
      response.writeHead(200, { location: `${this.url}/upload?name=${encodeURIComponent(name)}&upload_id=1` }).end();
    } else this.taken(name, asked === 'part' ? body : Buffer.alloc(0), /\/\d+$/.test(range) && asked === 'part', response);
  }

  private taken(name: string, part: Buffer, last: boolean, response: ServerResponse): void {
    const content = Buffer.concat([this.begun.get(name) ?? Buffer.alloc(0), part]);
    this.begun.set(name, content);
    if (last) this.finished(name, content, response);
    else response.writeHead(308, content.length === 0 ? {} : { range: `bytes=0-${content.length - 1}` }).end();
  }

  private finished(name: string, sent: Buffer, response: ServerResponse): void {
    const content = this.stored(sent);
    this.objects.set(name, content);
    const checksum = new CRC32C();
    checksum.update(content);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ name, size: content.length, crc32c: checksum.toString(), timeCreated: new Date().toISOString() }));
  }
}

/** The second part of a body of two: the first says what the object is called. */
function contentIn(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const [, , part = ''] = text.split(text.slice(0, text.indexOf('\r\n')));
  return Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4, -2), 'latin1');
}
