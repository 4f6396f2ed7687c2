import { Readable } from 'node:stream';
import { JobError } from './exit';

/** A stream that ends well only when it held enough bytes to be a credible copy; else the upload that reads it is taken back. */
export function credible(content: Readable, minimumBytes: number): Readable {
  return Readable.from(counted(content, minimumBytes), { objectMode: false });
}

async function* counted(content: AsyncIterable<Buffer>, minimumBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    yield chunk;
  }
  checkSize(bytes, minimumBytes);
}

/** Ends with `notCredible` for a copy that is smaller than any good one would be. */
export function checkSize(bytes: number, minimumBytes: number): void {
  if (bytes >= minimumBytes) return;
  throw new JobError('notCredible', `the copy has ${bytes} bytes, a credible one has at least ${minimumBytes}: nothing was stored`);
}
