import { JobError } from '../exit';
import type { ObjectStore } from './object-store';

/** Most that a record may hold: the manifest of 100,000 tables. What is larger is none, and would fill the memory. */
const mostBytes = 32 * 2 ** 20;

/** A small object, whole. Ends with `notCredible` where it is too large for a record. */
export async function readText(store: ObjectStore, key: string, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const content = await store.read(key, signal);
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new JobError('notCredible', `${key} has more than ${mostBytes} bytes, which no record has`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof JobError) throw error;
    throw new JobError('store', `cannot read ${key} in ${store.bucket} to its end`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}
