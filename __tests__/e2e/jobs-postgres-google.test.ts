import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, readManifest } from '../../jobs/manifest';
import { attemptsOf, isManifest } from '../../model/store-layout';
import { awkwardDatabase, backupRole, contentOf, makeAwkwardDatabase } from '../support/awkward-database';
import { objectsIn } from '../support/google-job';
import { GoogleStorageEmulator, hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { JobProcess, jobScratch } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';

describeWithTool(
  'PostgreSQL and gcp-storage-emulator',
  () => hasPostgres() && hasGoogleStorageEmulator(),
  () => {
    const emulator = new GoogleStorageEmulator();
    const server = new PostgresServer();
    const scratch = jobScratch();

    beforeAll(async () => {
      await Promise.all([emulator.start(), server.start()]);
      for (const bucket of ['copies', 'records']) await emulator.makeBucket(bucket);
      makeAwkwardDatabase(server);
    });
    afterAll(async () => {
      scratch.remove();
      server.stop();
      await emulator.stop();
    });

    const run = (more: Readonly<Record<string, string>> = {}) =>
      new JobProcess(['postgres-backup'], {
        ...emulator.environment,
        PATH: `${serverPrograms() ?? ''}:${process.env.PATH}`,
        PROJECT: 'shop-prod',
        BACKUP: 'database',
        BUCKET: 'copies',
        RECORDS_BUCKET: 'records',
        TIER: 'daily',
        PREFIX: 'daily/',
        OBJECT_NAME: 'shop_backup',
        MINIMUM_BYTES: '100000',
        // The dump is an upload of several parts.
        PART_BYTES: String(256 * 1024),
        TIME_LIMIT_SECONDS: '60',
        STORE_PATIENCE_SECONDS: '2',
        POSTGRES_MAJOR: '15',
        ...server.environment(awkwardDatabase),
        PGUSER: backupRole.name,
        PGPASSWORD: backupRole.password,
        ...more,
      }).ended;

    it('has a whole copy in Cloud Storage, from which the database comes back', async () => {
      const { code, lines, output } = await run();
      expect({ code, last: lines.at(-1)?.['event'] }).toEqual({ code: 0, last: 'finished' });
      expect(output).not.toContain(backupRole.password);
      const objects = await objectsIn(emulator, 'copies');
      const [manifestKey = ''] = Object.keys(objects).filter(isManifest);
      const manifest: Manifest = readManifest(manifestKey, String(objects[manifestKey]));
      const dump = objects[manifest.key] ?? Buffer.alloc(0);
      expect(manifest).toMatchObject({ bytes: dump.length, sha256: createHash('sha256').update(dump).digest('hex') });
      expect(dump.length).toBeGreaterThan(2 * 256 * 1024);
      expect(Object.keys(await objectsIn(emulator, 'records'))).toEqual([expect.stringContaining(attemptsOf('database'))]);
      const file = join(scratch.folder, 'dump');
      writeFileSync(file, dump);
      server.sql('CREATE DATABASE copy');
      server.run('pg_restore', ['--exit-on-error', '--dbname=copy', file], { env: server.environment('copy') });
      expect(contentOf(server, 'copy').tables).toEqual(contentOf(server, awkwardDatabase).tables);
    });

    it('leaves nothing there but its mark where the database does not let it in', async () => {
      const before = Object.keys(await objectsIn(emulator, 'copies'));
      const { code } = await run({ PGPASSWORD: 'not the password' });
      expect(code).toBe(3);
      expect(Object.keys(await objectsIn(emulator, 'copies'))).toEqual(before);
      expect(Object.keys(await objectsIn(emulator, 'records'))).toHaveLength(2);
    });
  },
);
