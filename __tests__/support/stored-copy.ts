import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Companion, type Manifest, manifestText } from '../../jobs/manifest';
import { copyKey, manifestOf, verifiedKey } from '../../model/store-layout';
import type { PostgresServer } from './postgres-server';
import type { S3Emulator } from './s3-emulator';

/** A dump in custom format with the roles of its server, and what its manifest says of it. */
export interface Dump {
  readonly dump: Buffer;
  readonly globals: Buffer;
  readonly manifest: Pick<Manifest, 'kind' | 'tables' | 'counts' | 'sourceVersion' | 'tools'>;
}

/** Dumps a database as the program of its backup does. */
export function dumpOf(server: PostgresServer, database: string): Dump {
  const file = (name: string): string => join(server.folder, name);
  server.run('pg_dump', ['--format=custom', `--file=${file('dump')}`], { env: server.environment(database) });
  server.run('pg_dumpall', ['--globals-only', '--no-role-passwords', `--file=${file('globals')}`], { env: server.environment() });
  const counts = server.sql(
    `SELECT format('SELECT %L, count(*) FROM ONLY %s', oid::regclass, oid::regclass) FROM pg_class
     WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)' \\gexec`,
    database,
  );
  const tables = counts.split('\n').map((line) => {
    const end = line.lastIndexOf('|');
    return { name: line.slice(0, end), rows: Number(line.slice(end + 1)) };
  });
  const manifest = { kind: 'postgres', tables, sourceVersion: server.sql('SHOW server_version'), tools: {} } as const;
  return { dump: readFileSync(file('dump')), globals: readFileSync(file('globals')), manifest };
}

export interface StoredCopy {
  readonly backup: string;
  readonly tier: string;
  /** The moment that the copy shows. */
  readonly madeAt: Date;
  /** Whether the verifier has found it good. @default true */
  readonly verified?: boolean;
  /** What its manifest says otherwise. @default nothing */
  readonly manifest?: Partial<Manifest>;
  /** Bytes that the store holds instead of those that were dumped. @default the dump */
  readonly stored?: Buffer;
}

/** Puts a dump into a bucket as writer and verifier leave it. @returns the key of the copy */
export async function putCopy(emulator: S3Emulator, bucket: string, { dump, globals, manifest }: Dump, copy: StoredCopy): Promise<string> {
  const put = async (key: string, body: Buffer | string): Promise<unknown> =>
    await emulator.client().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  const { backup, tier, madeAt } = copy;
  const key = copyKey(`${tier}/`, backup, madeAt, 'dump');
  const companion: Companion = { role: 'globals', key: copyKey(`${tier}/`, backup, madeAt, 'globals.sql'), ...sumOf(globals) };
  const whole: Manifest = {
    format: 1,
    backup,
    tier,
    key,
    ...sumOf(dump),
    startedAt: madeAt.toISOString(),
    finishedAt: new Date(madeAt.getTime() + 60_000).toISOString(),
    durationSeconds: 60,
    companions: [companion],
    ...manifest,
    ...copy.manifest,
  };
  await put(companion.key, globals);
  await put(key, copy.stored ?? dump);
  await put(manifestOf(key), manifestText(whole));
  if (copy.verified ?? true) await put(verifiedKey(backup, key), manifestText(whole));
  return key;
}

const sumOf = (bytes: Buffer): { readonly bytes: number; readonly sha256: string } => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
