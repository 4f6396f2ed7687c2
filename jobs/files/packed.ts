import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';

/** What `fill` puts into an archive, as a stream. The archive fails with the failure of `fill`, and ends only when it did. */
export function packed(fill: (tar: Pack) => Promise<void>): Readable {
  return Readable.from(entriesOf(fill), { objectMode: false });
}

async function* entriesOf(fill: (tar: Pack) => Promise<void>): AsyncGenerator<Buffer> {
  const tar = pack();
  const filled = fill(tar).then(
    () => tar.finalize(),
    (error: Error) => {
      tar.destroy(error);
      throw error;
    },
  );
  // Awaited below; until then a failure reaches the reader through the archive.
  filled.catch(() => undefined);
  try {
    for await (const chunk of tar) yield chunk as Buffer;
    await filled;
  } catch (error) {
    // The archive knows only that an entry is too short; what filled it knows which one and why.
    await filled;
    throw error;
  } finally {
    tar.destroy();
  }
}
