import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import type { Manifest } from '../../jobs/manifest';
import { awkwardDatabase, contentOf, type DatabaseContent, readerRole, rolesOf, writerRole } from '../support/awkward-database';
import { projectRoot } from '../support/command';
import { unprivileged } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { PostgresBackupScene } from '../support/postgres-backup-scene';
import { hasPostgres, PostgresServer } from '../support/postgres-server';
import { hasS3Emulator } from '../support/s3-emulator';

describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const scene = new PostgresBackupScene();
    const copy = new PostgresServer();
    let source: DatabaseContent;
    let manifest: Manifest;
    let finished: Readonly<Record<string, unknown>>;

    const stored = async (key: string): Promise<Buffer> => Buffer.from(await scene.store.bytes(scene.bucket, key));
    const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

    beforeAll(async () => {
      await Promise.all([scene.start(), copy.start()]);
      source = contentOf(scene.server, awkwardDatabase);
      // Once the snapshot is taken, the world goes on.
      scene.proxy.judge = ({ operation, key }) => {
        if (operation === 'PutObject' && key.endsWith('.globals.sql')) {
          scene.server.sql(`INSERT INTO "bảng 1" VALUES (1000, 'later', NULL); DELETE FROM "bảng 2"; DELETE FROM tệp`, awkwardDatabase);
        }
        return 'pass';
      };
      const { lines } = await scene.run({ LOCK_DAYS: '30' }).ended;
      finished = lines.at(-1) ?? {};
      manifest = await scene.manifest(`${String(finished['key'])}.manifest.json`);

      const file = join(copy.folder, 'copy.dump');
      writeFileSync(file, await stored(manifest.key));
      for (const { role, key } of manifest.companions ?? []) {
        if (role === 'globals') copy.sql((await stored(key)).toString('utf8').replace(/^CREATE ROLE postgres;$/m, ''));
      }
      copy.sql(`CREATE DATABASE "${awkwardDatabase}"`);
      copy.run('pg_restore', ['--exit-on-error', `--dbname=${awkwardDatabase}`, file], { env: copy.environment(awkwardDatabase) });
    });
    afterAll(async () => {
      copy.stop();
      await scene.stop();
    });

    it('restores to exactly what the source held when the dump began', () => {
      expect(contentOf(copy, awkwardDatabase)).toEqual(source);
      expect(contentOf(scene.server, awkwardDatabase).tables).not.toEqual(source.tables);
    });

    it('restores every role with its settings and memberships', () => {
      expect(rolesOf(copy)).toEqual(rolesOf(scene.server));
    });

    it('keeps no password, and the roles work in the copy once they have one', () => {
      expect(copy.sql(`SELECT count(*) FROM pg_authid WHERE rolpassword IS NOT NULL AND rolname <> 'postgres'`)).toBe('0');
      copy.sql(`ALTER ROLE "${writerRole.name}" PASSWORD 'new'`);
      const asWriter = (query: string): string =>
        copy.run('psql', ['--no-psqlrc', '--tuples-only', '--no-align', `--command=${query}`], {
          env: { ...copy.environment(awkwardDatabase), PGUSER: writerRole.name, PGPASSWORD: 'new' },
        });
      expect(asWriter('SELECT count(*) FROM "bệnh án"')).toBe('100\n');
      expect(asWriter(`SET ROLE "${readerRole}"; SELECT count("họ và tên") FROM "Khách hàng"`)).toBe('SET\n500\n');
      expect(() => asWriter('SELECT email FROM "Khách hàng"')).toThrow('permission denied for table Khách hàng');
    });

    it('says in the manifest what the copy is', async () => {
      const { tables, companions, startedAt, finishedAt, durationSeconds, ...rest } = manifest;
      const bytes = await stored(manifest.key);
      expect(rest).toEqual({
        format: 1,
        kind: 'postgres',
        backup: 'database',
        tier: 'daily',
        key: expect.stringMatching(/^daily\/shop_backup_\d{8}_\d{6}\.dump$/),
        bytes: bytes.length,
        sha256: sum(bytes),
        source: `database kho hàng on 127.0.0.1:${scene.server.port}`,
        sourceVersion: scene.server.sql('SHOW server_version'),
        tools: { pg_dump: scene.server.sql('SHOW server_version'), node: process.version },
      });
      expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeLessThan((durationSeconds + 1) * 1000);
      expect(manifest.key).toContain(startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '_'));
    });

    it('counts the rows of every table of the same moment, named as SQL reads them', () => {
      const counts = Object.fromEntries((manifest.tables ?? []).map(({ name, rows }) => [name, rows]));
      const expected = scene.server
        .sql(
          `SELECT format('SELECT %L', format('%s.%I', relnamespace::regnamespace, relname)) || format(', count(*) FROM ONLY %s', oid::regclass)
         FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)' \\gexec`,
          awkwardDatabase,
        )
        .split('\n')
        .map((line) => [line.slice(0, line.lastIndexOf('|')), Number(line.slice(line.lastIndexOf('|') + 1))] as const);
      // What came after the snapshot.
      const later = { 'public."bảng 1"': 10, 'public."bảng 2"': 20, 'public."tệp"': 17 };
      expect(counts).toEqual({ ...Object.fromEntries(expected), ...later });
    });

    it('tells size, checksum and counts in the one line of its result', () => {
      const { key, bytes, sha256, tables = [] } = manifest;
      const rows = tables.reduce((total, table) => total + table.rows, 0);
      expect(finished).toMatchObject({
        event: 'finished',
        exit: 0,
        key,
        bytes,
        sha256,
        tables: tables.length,
        rows,
        duration_seconds: expect.any(Number),
      });
    });

    it('stores roles and definitions beside the dump, with checksums that are right', async () => {
      const companions = manifest.companions ?? [];
      expect(companions.map(({ role }) => role)).toEqual(['globals', 'schema']);
      for (const { key, bytes, sha256 } of companions) {
        const content = await stored(key);
        expect({ bytes, sha256 }).toEqual({ bytes: content.length, sha256: sum(content) });
      }
      expect((await stored(companions[1]?.key ?? '')).toString('utf8')).toContain('CREATE TABLE public."Khách hàng"');
    });

    it('locks everything but the mark of the attempt, and leaves encryption to the bucket', () => {
      const writes = scene.proxy.calls.filter(({ operation }) => ['PutObject', 'CreateMultipartUpload'].includes(operation));
      const lockUntil = new Date(Date.parse(manifest.startedAt) + 30 * 86_400_000).toISOString().replace('.000Z', 'Z');
      const locks = writes.map(({ key, headers }) => [
        key.split('_').at(-1),
        headers['x-amz-object-lock-mode'],
        headers['x-amz-object-lock-retain-until-date'],
      ]);
      const time = manifest.key.slice(-11, -5);
      expect(locks).toEqual([
        [time, undefined, undefined],
        ...['globals.sql', 'schema.sql', 'dump', 'dump.manifest.json'].map((end) => [`${time}.${end}`, 'GOVERNANCE', lockUntil]),
      ]);
      expect(writes.flatMap(({ headers }) => Object.keys(headers)).filter((name) => name.includes('encryption'))).toEqual([]);
    });

    it('leaves what no administrator of the store can delete or unlock earlier', async () => {
      const client = scene.store.client();
      const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 86_400_000) } as const;
      // The emulator keeps no lock of an upload in parts; that one is asked for is seen above.
      const locked = (await scene.store.versions(scene.bucket)).filter(({ key }) => key.startsWith('daily/') && !key.endsWith('.dump'));
      expect(locked.map(({ key }) => key.split('_').at(-1)?.replace(/^\d+/, ''))).toEqual([
        '.dump.manifest.json',
        '.globals.sql',
        '.schema.sql',
      ]);
      for (const { key: Key, version: VersionId } of locked) {
        const object = { Bucket: scene.bucket, Key, VersionId };
        await expect(client.send(new DeleteObjectCommand(object))).rejects.toMatchObject({ name: 'AccessDenied' });
        await expect(client.send(new PutObjectRetentionCommand({ ...object, Retention }))).rejects.toMatchObject({ name: 'AccessDenied' });
      }
      expect(await scene.store.versions(scene.bucket)).toEqual(expect.arrayContaining(locked));
    });

    it('puts the mark of the attempt first and the manifest last, and asks for nothing else', () => {
      const [firstCall, lastCall] = [scene.proxy.calls.at(0), scene.proxy.calls.at(-1)];
      expect(firstCall?.key).toMatch(/^attempts\/database\/daily_\d{8}_\d{6}$/);
      expect(lastCall?.key).toBe(`${manifest.key}.manifest.json`);
      expect(scene.proxy.operations()).toEqual(['CompleteMultipartUpload', 'CreateMultipartUpload', 'PutObject', 'UploadPart']);
    });

    it('makes a copy where no file can be written, temporary or not', async () => {
      scene.proxy.judge = () => 'pass';
      const env = scene.environment() as NodeJS.ProcessEnv;
      const main = join(projectRoot, 'dist', 'jobs', 'main.js');
      const words = ['-c', `trap '' XFSZ; ulimit -f 0; exec "$0" "$1" postgres-backup`, process.execPath, main];
      const child = spawn('bash', words, { env, stdio: ['ignore', 'pipe', 'inherit'], ...unprivileged });
      child.stdout.resume();
      expect(await once(child, 'close')).toEqual([0, null]);
    });

    it('hands its secrets to no command line', async () => {
      const { code, leaked } = await scene.trace();
      expect({ code, leaked }).toEqual({ code: 0, leaked: [] });
      expect(scene.commands.map((command) => command.split(' ')[0])).toEqual(expect.arrayContaining(['pg_dump', 'pg_dumpall']));
    });
  },
);
