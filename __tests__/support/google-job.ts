import { Storage } from '@google-cloud/storage';
import type { Program } from '../../jobs/program';
import { runProgram } from '../../jobs/run-program';
import type { GoogleStorageEmulator } from './google-storage-emulator';

/** How a program ended that runs inside of the test, because it is given its services instead of finding them. */
export interface Ended {
  readonly code: number;
  /** Its last line. */
  readonly last: Readonly<Record<string, unknown>>;
  readonly output: string;
}

/** Runs a program of the job image with the variables of its task. */
export async function runHere(
  program: Program,
  environment: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): Promise<Ended> {
  const lines: string[] = [];
  const code = await runProgram('test', program, words, { environment, write: (line) => lines.push(line), onStop: () => undefined });
  return { code, last: JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>, output: lines.join('\n') };
}

/** What stands in a bucket, by key. */
export async function objectsIn(emulator: GoogleStorageEmulator, bucket: string): Promise<Readonly<Record<string, Buffer>>> {
  const listed = (await (await fetch(`${emulator.url}/storage/v1/b/${bucket}/o`)).json()) as { items?: readonly { name: string }[] };
  const objects: Record<string, Buffer> = {};
  for (const { name } of listed.items ?? []) {
    const answer = await fetch(`${emulator.url}/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`);
    objects[name] = Buffer.from(await answer.arrayBuffer());
  }
  return objects;
}

/** Puts an object. The emulator takes no name with `..` in it. */
export async function putObject(bucket: string, name: string, content: string | Buffer, contentType = 'text/plain'): Promise<void> {
  const options = { resumable: false, contentType, metadata: { metadata: { owner: 'lan' } } };
  await new Storage({ projectId: 'test' }).bucket(bucket).file(name).save(content, options);
}
