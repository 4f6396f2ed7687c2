import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { blocksUnder } from '../runbooks/typed-blocks';
import { describeWithTool } from '../support/optional-tools';
import { hasRunbookTools, RunbookHost, runbookTools } from '../support/runbook-host';
import { dumpOf, putCopy } from '../support/stored-copy';

/** Restores that people wrote, typed as they stand, but for what a host of the product alone has. */
describeWithTool(runbookTools, hasRunbookTools, () => {
  const host = new RunbookHost();
  const { server, emulator, folder } = host;

  beforeAll(async () => {
    await host.start();
    // As the images of PostgreSQL make the user that they are told.
    for (const role of ['allodoc_prod', 'life_manager', 'mobile_matrix'])
      server.sql(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD '${server.password}'`);
  });
  afterAll(() => host.stop());

  /** Makes a database whose tables have rows `1` to `3`, and a verified copy of it. */
  async function copyOf(database: string, owner: string, bucket: string, tables: readonly string[]): Promise<void> {
    server.sql(`CREATE DATABASE ${database} OWNER ${owner}`);
    for (const table of tables) {
      const columns = 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text NOT NULL';
      server.sql(`CREATE TABLE ${table} (${columns}); INSERT INTO ${table} (said) VALUES ('one'), ('two'), ('three')`, database);
    }
    await emulator.makeBucket(bucket);
    const copy = { backup: 'database', tier: 'daily', madeAt: new Date('2026-11-20T02:00:00Z') };
    await putCopy(emulator, bucket, dumpOf(server, database), copy);
  }
  const typed = (blocks: readonly string[], variables: Readonly<Record<string, string>> = {}): string =>
    host.type(['docker() { :; }', ...blocks], variables);

  it('AlloDoc: recovers single tables, and leaves what was written since as it is', async () => {
    await copyOf('allodoc_prod', 'allodoc_prod', 'allodoc-production-backups', ['patients', 'consultations', 'others']);
    server.sql(
      `DELETE FROM patients WHERE id = 2; UPDATE patients SET said = 'new' WHERE id = 1; DELETE FROM consultations`,
      'allodoc_prod',
    );
    const blocks = blocksUnder('allodoc', '### Recover single tables');
    expect(blocks).toHaveLength(6);
    typed(blocks.slice(0, -1));
    expect(server.sql('SELECT count(*) FROM others', 'allodoc_scratch')).toBe('0');
    const [putBack = ''] = blocksUnder('allodoc', '### Recover single tables', 'sql');
    server.sql(putBack, 'allodoc_prod');
    expect(server.sql('SELECT said FROM patients ORDER BY id', 'allodoc_prod')).toBe('new\ntwo\nthree');
    expect(server.sql('SELECT said FROM consultations ORDER BY id', 'allodoc_prod')).toBe('one\ntwo\nthree');
    typed(blocks.slice(-1));
    expect(server.sql(`SELECT datname FROM pg_database WHERE datname = 'allodoc_scratch'`)).toBe('');
    expect(server.sql(`SELECT nspname FROM pg_namespace WHERE nspname = 'recovered'`, 'allodoc_prod')).toBe('');
    expect(existsSync(join(folder, 'database.dump'))).toBe(false);
  });

  it('AlloDoc: restores from the newest verified manifest, where no base backup is good', () => {
    server.sql('DELETE FROM patients', 'allodoc_prod');
    const blocks = blocksUnder('allodoc', '### Restore the database');
    const from = blocks.findIndex((block) => block.includes('list-objects-v2'));
    const printed = typed(blocks.slice(from, from + 4));
    expect(printed).toMatch(/^database\.dump: OK$/m);
    expect(printed).toMatch(/^ +3$/m);
    expect(server.sql('SELECT count(*) FROM patients', 'allodoc_prod')).toBe('3');
    expect(server.sql(`SELECT datallowconn FROM pg_database WHERE datname = 'allodoc_prod_damaged'`)).toBe('f');
  });

  it('Life Manager: restores beside the damaged database, and drops that only once a dump of it has arrived', async () => {
    await copyOf('production_db', 'life_manager', 'life-manager-production-backups', ['"User"', '"Task"']);
    server.sql('DELETE FROM "Task"', 'production_db');
    const blocks = blocksUnder('life-manager', '### Restore the database');
    const elsewhere = /aws ecs|npx|curl|OLDER_MANIFEST/;
    const [list = '', fetch = '', restore = '', count = '', keep = '', ...more] = blocks.filter((block) => !elsewhere.test(block));
    expect(more).toEqual([]);
    const variables = { DATABASE_HOST: '127.0.0.1', DATABASE_OWNER: 'life_manager' };
    expect(typed([list, fetch, restore, count], variables)).toMatch(/^ +tasks *\n-+\n +3$/m);
    const [rename = '', drop = ''] = blocksUnder('life-manager', '### Restore the database', 'sql');
    for (const statement of rename.split(/;\n?/).filter((text) => text.trim() !== '')) server.sql(statement);
    expect(server.sql('SELECT count(*) FROM "Task"', 'production_db')).toBe('3');
    expect(typed([keep], variables)).toContain('"ChecksumSHA256"');
    const kept = await emulator.keys('life-manager-production-backups');
    expect(kept.filter((key) => /^manual\/damaged_\d{8}_\d{6}\.dump$/.test(key))).toHaveLength(1);
    server.sql(drop);
    expect(server.sql(`SELECT datname FROM pg_database WHERE datname LIKE 'production_db%'`)).toBe('production_db');
  });

  it('Life Manager: streams a dump to the bucket where the job itself is broken', async () => {
    const [stream = ''] = blocksUnder('life-manager', '### Back up on demand').filter((block) => block.includes('pg_dump'));
    expect(typed([stream], { DATABASE_HOST: '127.0.0.1', DATABASE_OWNER: 'life_manager' })).toContain('"ChecksumSHA256"');
    const kept = await emulator.keys('life-manager-production-backups');
    expect(kept.filter((key) => /^manual\/life_manager_backup_\d{8}_\d{6}\.dump$/.test(key))).toHaveLength(1);
  });

  describe('Mobile Matrix', () => {
    const variables = { DATABASE_HOST: '127.0.0.1', DATABASE_OWNER: 'mobile_matrix', REPLICAS: '3', DOMAIN: 'phones.example.com' };
    const databases = `SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'mobile_matrix%'`;
    // A cluster and an application that do as they are told.
    const elsewhere = 'kubectl() { :; }\ncurl() { :; }';

    beforeAll(async () => {
      await copyOf('mobile_matrix', 'mobile_matrix', 'mobile-matrix-production-backups', ['phones']);
    });

    it('recovers the database in five steps, and keeps the damaged one under another name', () => {
      server.sql('DELETE FROM phones', 'mobile_matrix');
      const blocks = blocksUnder('mobile-matrix', '### Recover the database').filter((block) => !block.includes('aws ecs'));
      expect(blocks).toHaveLength(5);
      expect(typed([elsewhere, ...blocks], variables)).toMatch(/^database\.dump: OK$/m);
      expect(server.sql('SELECT count(*) FROM phones', 'mobile_matrix')).toBe('3');
      expect(server.sql(`SELECT datallowconn FROM pg_database WHERE datname = 'mobile_matrix_damaged'`)).toBe('f');
    });

    it('recovers the database of a lost cluster on a server that holds nothing, while the application is stopped', () => {
      server.sql('DROP DATABASE mobile_matrix_damaged');
      server.sql('DROP DATABASE mobile_matrix');
      const [fetch = ''] = blocksUnder('mobile-matrix', '### Recover the database');
      const blocks = blocksUnder('mobile-matrix', '### Recover the whole system');
      const [stop, restore, start] = ['--replicas=0', 'createdb', '--replicas="$REPLICAS"'].map((text) =>
        blocks.findIndex((block) => block.includes(text)),
      ) as [number, number, number];
      expect([restore - stop, start - restore]).toEqual([1, 1]);
      expect(typed([elsewhere, fetch, ...blocks.slice(stop, start + 1)], { ...variables, MANIFESTS_FOLDER: '.' })).toMatch(/^ +3$/m);
      expect(server.sql(databases)).toBe('mobile_matrix');
    });
  });
});
