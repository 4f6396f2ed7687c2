import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifiedKey } from '../../model/store-layout';
import { blocksUnder, typeBlocks } from '../runbooks/typed-blocks';
import { putObject } from '../support/google-job';
import { GoogleStorageEmulator, hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';
import { hasRunbookTools, RunbookHost, runbookTools } from '../support/runbook-host';
import { dumpOf, putCopy } from '../support/stored-copy';

describeWithTool(runbookTools, hasRunbookTools, () => {
  const host = new RunbookHost();
  const { server, emulator } = host;
  const bucket = 'life-manager-production-backups';

  beforeAll(async () => {
    await host.start();
    server.sql('CREATE DATABASE production_db');
    server.sql(
      'CREATE TABLE "User" AS SELECT generate_series(1, 20) AS id; CREATE TABLE "Task" AS SELECT generate_series(1, 90) AS id',
      'production_db',
    );
    await emulator.makeBucket(bucket);
    const copy = { backup: 'database', tier: 'daily', madeAt: new Date('2026-11-20T02:00:00Z') };
    await putCopy(emulator, bucket, dumpOf(server, 'production_db'), copy);
  });
  afterAll(() => host.stop());

  it('restores a damaged database by the words of the runbook', () => {
    server.sql('DELETE FROM "Task"', 'production_db');
    const blocks = blocksUnder('life-manager', '#### From the backup "Database"');
    expect(blocks).toHaveLength(4);
    const output = host.type(blocks, { DATABASE_HOST: '127.0.0.1', DATABASE_SUPERUSER: 'postgres' });
    expect(output).toMatch(/^ t +\| +20$/m);
    expect(output).toMatch(/^ t +\| +90$/m);
    expect(server.sql('SELECT count(*) FROM "Task"', 'production_db')).toBe('90');
    expect(server.sql('SELECT count(*) FROM "Task"', 'production_db_damaged')).toBe('0');
  });

  it('restores the database of a full system from the dump in its copy, by the words of the runbook', async () => {
    server.sql('CREATE DATABASE allodoc_prod');
    server.sql('CREATE TABLE patients AS SELECT 1 AS id; CREATE TABLE consultations AS SELECT generate_series(1, 3) AS id', 'allodoc_prod');
    const { dump, globals, manifest } = dumpOf(server, 'allodoc_prod');
    const parts = mkdtempSync(join(host.folder, 'parts-'));
    writeFileSync(join(parts, 'database.dump'), dump);
    writeFileSync(join(parts, 'globals.sql'), globals);
    const tar = spawnSync('tar', ['--create', '--directory', parts, 'database.dump', 'globals.sql']).stdout;
    await emulator.makeBucket('allodoc-production-backups');
    const copy = {
      backup: 'full-system',
      tier: 'weekly',
      madeAt: new Date('2026-11-15T07:00:00Z'),
      manifest: { kind: 'full-system' },
    } as const;
    await putCopy(emulator, 'allodoc-production-backups', { dump: tar, globals, manifest }, copy);
    server.sql('DELETE FROM patients', 'allodoc_prod');

    const blocks = blocksUnder('allodoc', '#### From the backup "Full system"');
    expect(blocks).toHaveLength(6);
    const output = host.type(blocks, { DATABASE_HOST: '127.0.0.1', DATABASE_SUPERUSER: 'postgres' });
    expect(output).toMatch(/^ t +\| +1$/m);
    expect(output).toMatch(/^ t +\| +3$/m);
    expect(server.sql('SELECT count(*) FROM patients', 'allodoc_prod')).toBe('1');
    expect(server.sql('SELECT count(*) FROM patients', 'allodoc_prod_damaged')).toBe('0');
  });

  it('restores by hand, where nothing of ours is on the host', () => {
    host.type(blocksUnder('life-manager', '### Restore by hand'), { BACKUP: 'database', RESTORED: 'by_hand' });
    expect(server.sql('SELECT count(*) FROM "Task"', 'by_hand')).toBe('90');
  });
});

describeWithTool(
  'gcp-storage-emulator and jq',
  () => hasGoogleStorageEmulator() && spawnSync('jq', ['--version']).status === 0,
  () => {
    const emulator = new GoogleStorageEmulator();
    const folder = mkdtempSync(join(tmpdir(), 'opskeep-runbook-'));
    const records = 'carenow-backups-records';

    beforeAll(async () => {
      await emulator.start();
      Object.assign(process.env, emulator.environment);
      for (const bucket of ['carenow-backups', records]) await emulator.makeBucket(bucket);
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true });
      await emulator.stop();
    });

    async function putVerified(backup: string, key: string, more: object): Promise<void> {
      const time = '2026-11-20T20:00:00.000Z';
      const manifest = { format: 1, backup, tier: 'daily', key, startedAt: time, finishedAt: time, durationSeconds: 1, tools: {}, ...more };
      await putObject(records, verifiedKey(backup, key), JSON.stringify(manifest));
    }
    const typed = (blocks: readonly string[], variables: Readonly<Record<string, string>> = {}): string =>
      typeBlocks(blocks, folder, { ...emulator.environment, PROJECT: 'carenow-prod', ...variables });

    it('fetches a copy from Google Cloud by the words of the runbook, and unpacks it', async () => {
      writeFileSync(join(folder, 'firebase.json'), '{}');
      const key = 'config/config_20261120_200000.tar';
      const tar = spawnSync('tar', ['--create', `--directory=${folder}`, 'firebase.json']).stdout;
      await putObject('carenow-backups', key, tar);
      await putVerified('configuration', key, { bytes: tar.length, sha256: createHash('sha256').update(tar).digest('hex') });
      // What is deployed from the copy is no matter of the store.
      const blocks = blocksUnder('carenow', '#### From the backup "Configuration"').slice(0, -1);
      expect(blocks).toHaveLength(3);
      expect(typed(blocks)).toContain(key);
      expect(readFileSync(join(folder, 'restored', 'firebase.json'), 'utf8')).toBe('{}');
    });

    it('finds the export of Firestore that an import takes by the words of the runbook', async () => {
      await putObject('carenow-backups', 'daily/20261121/all_namespaces/all_kinds/output-0', 'documents');
      await putVerified('firestore', 'daily/20261121', { bytes: 9 });
      const blocks = blocksUnder('carenow', '#### From the backup "Firestore"').slice(0, 2);
      expect(typed([...blocks, 'echo "gs://carenow-backups/$KEY"'])).toContain('\ngs://carenow-backups/daily/20261121\n');
    });
  },
);
