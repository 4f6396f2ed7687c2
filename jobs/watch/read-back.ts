import { createHash } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { WatchedBackup } from '../../model/job-settings';
import { manifestOf } from '../../model/store-layout';
import { inWords, JobError } from '../exit';
import { type Companion, type Manifest, manifestFormat, readManifest } from '../manifest';
import type { ObjectStore } from '../store/object-store';
import { readText } from '../store/read-text';
import { type CheckWorld, contentCheck } from './content';
import { isExportMetadata, type StoredCopy } from './copies';

/** A copy to read back and all that it is compared with. */
export interface Candidate {
  readonly watched: Pick<WatchedBackup, 'name' | 'kind' | 'minimumBytes'>;
  readonly tier: string;
  readonly copy: StoredCopy;
  readonly store: ObjectStore;
  /** When each attempt at the tier began. */
  readonly attempts: readonly Date[];
}

/** Ends with `notCredible` and the reason where the copy is bad. What keeps it from being read says nothing of the copy, and ends otherwise. */
export async function readBack(candidate: Candidate, world: CheckWorld): Promise<Manifest> {
  return candidate.watched.kind === 'firestore' ? await exportReadBack(candidate, world) : await copyReadBack(candidate, world);
}

const bad = (reason: string): JobError => new JobError('notCredible', reason);

async function copyReadBack({ watched, tier, copy, store }: Candidate, world: CheckWorld): Promise<Manifest> {
  const key = manifestOf(copy.key);
  const manifest = readManifest(key, await readText(store, key, world.signal));
  if (manifest.backup !== watched.name || manifest.tier !== tier || manifest.key !== copy.key) {
    throw bad(`its manifest is that of ${manifest.key} of ${manifest.backup}, ${manifest.tier}`);
  }
  if (manifest.sha256 === undefined) throw bad('its manifest has no checksum');
  if (!Number.isFinite(manifest.durationSeconds) || manifest.durationSeconds < 0) throw bad('its manifest does not say how long it took');
  if (copy.bytes < watched.minimumBytes) throw bad(`${copy.bytes} bytes are fewer than the least credible size of ${watched.minimumBytes}`);
  await objectReadBack(store, { key: copy.key, bytes: manifest.bytes, sha256: manifest.sha256 }, copy.bytes, world);
  for (const companion of manifest.companions ?? []) await companionReadBack(store, companion, world);
  return manifest;
}

/** What belongs to a copy and is gone or broken makes it no whole one. */
async function companionReadBack(store: ObjectStore, companion: Companion, world: CheckWorld): Promise<void> {
  const listed = (await store.list(companion.key, world.signal)).find(({ key }) => key === companion.key);
  if (listed === undefined) throw bad(`${companion.key}, its ${companion.role}, is gone`);
  try {
    await objectReadBack(store, companion, listed.bytes, world);
  } catch (error) {
    throw error instanceof JobError && error.reason === 'notCredible'
      ? bad(`${companion.key}, its ${companion.role}: ${error.message}`)
      : error;
  }
}

interface Expected {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Reads an object to its end and compares what came with what should have come. */
async function objectReadBack(store: ObjectStore, expected: Expected, listedBytes: number, world: CheckWorld): Promise<void> {
  if (listedBytes !== expected.bytes) throw bad(`it has ${listedBytes} bytes, its manifest says ${expected.bytes}`);
  const check = contentCheck(expected.key, world);
  const hash = createHash('sha256');
  let bytes = 0;
  // A request that was answered does not heed its signal any more; the stream of its answer does.
  const content = addAbortSignal(world.signal, await store.read(expected.key, world.signal));
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      await check?.take(chunk);
    }
  } catch (error) {
    await check?.end().catch(() => undefined);
    throw new JobError('store', `cannot read ${expected.key} in ${store.bucket} to its end: ${inWords(error)}`);
  } finally {
    content.destroy();
  }
  const reason = await check?.end();
  if (bytes !== expected.bytes) throw bad(`${bytes} bytes could be read, its manifest says ${expected.bytes}`);
  const sha256 = hash.digest('hex');
  if (sha256 !== expected.sha256) throw bad(`its SHA-256 is ${sha256}, its manifest says ${expected.sha256}`);
  if (reason !== undefined) throw bad(reason);
}

/**
 * An export of Firestore has no manifest of its own. It is judged by what an import needs: the metadata can be read, each says something, and
 * there are documents beside them. The manifest says when it began, from the mark of its attempt.
 */
async function exportReadBack({ watched, tier, copy, store, attempts }: Candidate, world: CheckWorld): Promise<Manifest> {
  const metadata = copy.objects.filter(({ key }) => isExportMetadata(key));
  const documents = copy.objects.length - metadata.length;
  if (documents === 0) throw bad('it holds metadata and no documents');
  if (copy.bytes < watched.minimumBytes) throw bad(`${copy.bytes} bytes are fewer than the least credible size of ${watched.minimumBytes}`);
  for (const { key, bytes } of metadata) {
    if (bytes === 0 || (await readText(store, key, world.signal)) === '') throw bad(`${key} is empty`);
  }
  const startedAt = beganAt(copy, attempts);
  return {
    format: manifestFormat,
    kind: 'firestore',
    backup: watched.name,
    tier,
    key: copy.key,
    bytes: copy.bytes,
    startedAt: startedAt.toISOString(),
    finishedAt: copy.finished.toISOString(),
    durationSeconds: Math.round((copy.finished.getTime() - startedAt.getTime()) / 1000),
    counts: { objects: copy.objects.length },
    tools: {},
  };
}

/** The newest attempt before the first object of the export; the first object itself where there is none. */
function beganAt(copy: StoredCopy, attempts: readonly Date[]): Date {
  const first = Math.min(...copy.objects.map(({ modified }) => modified.getTime()));
  const before = attempts.map((attempt) => attempt.getTime()).filter((attempt) => attempt <= first);
  return new Date(before.length === 0 ? first : Math.max(...before));
}
