import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { CommandFailed, startCommand } from '../command';
import { inWords, JobError } from '../exit';
import type { Environment } from '../settings';

/** Looks at the content of a copy while it passes by, without keeping it. */
export interface ContentCheck {
  take(chunk: Buffer): Promise<void>;
  /** After the last byte: why the content is none of its kind, or undefined. */
  end(): Promise<string | undefined>;
}

export interface CheckWorld {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** What the extension of a copy promises; other content is judged by size and checksum alone. */
export function contentCheck(key: string, world: CheckWorld): ContentCheck | undefined {
  const [, extension = ''] = /\.((?:tar\.)?\w+)$/.exec(key) ?? [];
  switch (extension) {
    case 'dump':
      return dumpCheck(world);
    case 'tar':
      return tarCheck(false);
    case 'tar.gz':
    case 'tgz':
      return tarCheck(true);
    case 'json':
      return jsonCheck();
    case 'bundle':
      return bundleCheck();
    default:
      return undefined;
  }
}

/** Writes with respect to how fast the other side reads; gives up silently once it has closed. */
async function fed(target: Writable, chunk: Buffer): Promise<void> {
  if (target.destroyed || target.writableEnded || target.write(chunk)) return;
  const over = new AbortController();
  const { signal } = over;
  const ignored = (): undefined => undefined;
  await Promise.race([once(target, 'drain', { signal }), once(target, 'close', { signal })]).catch(ignored);
  over.abort();
}

/** The table of contents of a dump in custom format, as pg_restore reads it. It stands first, so pg_restore ends early. */
function dumpCheck(world: CheckWorld): ContentCheck {
  const restore = startCommand('pg_restore', ['--list'], world);
  restore.stdout.resume();
  return {
    take: (chunk) => fed(restore.stdin, chunk),
    end: async () => {
      restore.stdin.end();
      try {
        await restore.ended;
        return undefined;
      } catch (error) {
        if (error instanceof CommandFailed && error.code !== undefined) return `pg_restore cannot list it: ${error.lastWords}`;
        throw new JobError('unexpected', `cannot ask pg_restore: ${inWords(error)}`);
      }
    },
  };
}

/** Every header of a tar archive, to its end. */
function tarCheck(compressed: boolean): ContentCheck {
  const archive = extract();
  let entries = 0;
  archive.on('entry', (_header, content, next) => {
    entries += 1;
    // An archive that breaks off is told by the pipeline below, and by the entry in which it does once more.
    content.on('error', () => undefined);
    content.on('end', next).resume();
  });
  const first = compressed ? createGunzip() : new PassThrough();
  const broken = pipeline(first, archive).then(
    () => undefined,
    (error) => `it is no whole archive: ${inWords(error)}`,
  );
  return {
    take: (chunk) => fed(first, chunk),
    end: async () => {
      first.end();
      return (await broken) ?? (entries === 0 ? 'it is an archive of nothing' : undefined);
    },
  };
}

/** First and last character: a document that was cut off lacks its last one. */
function jsonCheck(): ContentCheck {
  const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };
  let first = '';
  let last = '';
  return {
    take: async (chunk) => {
      const text = chunk.toString('latin1').trim();
      first ||= text.slice(0, 1);
      last = text.slice(-1) || last;
    },
    end: async () => (first !== '' && closing[first] === last ? undefined : 'it is no whole JSON document'),
  };
}

/** The signature of a git bundle. */
function bundleCheck(): ContentCheck {
  const signature = /^# v[23] git bundle\n/;
  let start = '';
  return {
    take: async (chunk) => {
      if (start.length < 16) start += chunk.toString('latin1', 0, 64);
    },
    end: async () => (signature.test(start) ? undefined : 'it is no git bundle'),
  };
}
