import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { exitCodes } from '../../jobs/exit';
import { parseDrillResult } from '../../model/drill-result';
import { drillsOf } from '../../model/store-layout';
import { pages } from '../runbooks/generated';
import { blocksIn } from '../runbooks/markdown-links';
import { ArchiveScene, archiveTools, hasArchiveTools } from '../support/archive-scene';
import { archiveBucket, policies, resultBucket, storeActions } from '../support/archive-stack';
import { projectRoot } from '../support/command';
import { type JobOutcome, unprivileged, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';

/** Commands of a generated runbook for the restore to a moment, up to those that need an account, with the names of this scene in them. */
function runbookCommands(port: number, database: string): string {
  const page = [...pages()].find(([path]) => path === 'runbooks/operations-manual.md')?.[1] ?? '';
  const [, after = ''] = page.split('\n#### From the continuous archive, to a moment\n');
  const [section = ''] = after.split('\n#### ');
  const blocks = blocksIn(section, 'sh').filter((block) => !block.includes('aws '));
  expect(blocks).toHaveLength(4);
  return blocks
    .join('\n')
    .replace('reference-production-database-wal', archiveBucket)
    .replace('PGPORT=5432 PGDATABASE=reference', `PGPORT=${port} PGDATABASE=${database}`);
}

describeWithTool(archiveTools, hasArchiveTools, () => {
  const scene = new ArchiveScene();
  const database = 'allodoc_prod';
  const sql = (text: string): string => scene.database.sql(text, database);
  const insert = (what: string): string => sql(`INSERT INTO patients (name) VALUES ('${what}') RETURNING clock_timestamp()`);
  const last = ({ lines }: JobOutcome): Readonly<Record<string, unknown>> => lines.at(-1) ?? {};

  async function backup(run: 'full' | 'incremental'): Promise<string> {
    const outcome = await scene.start('archive-backup', scene.task(run)).ended;
    if (outcome.code !== exitCodes.ok) throw new Error(outcome.output);
    return String(last(outcome)['label']);
  }

  const checks = JSON.stringify([{ kind: 'rows', table: 'patients', atLeast: 3 }]);
  const drill = (changes: Readonly<Record<string, string>> = {}) =>
    scene.start('restore-drill', { ...scene.drill(), PGDATABASE: database, CHECKS: checks, ...changes }).ended;

  /** Closes the segment and waits until the archive has it. */
  async function archived(): Promise<void> {
    const segment = sql('SELECT pg_walfile_name(pg_switch_wal())');
    await until(`${segment} in the archive`, () => sql('SELECT last_archived_wal FROM pg_stat_archiver') >= segment);
  }

  beforeAll(async () => {
    await scene.build();
    scene.database.sql(`CREATE DATABASE ${database}`);
    sql(`CREATE ROLE clerk LOGIN; CREATE TABLE patients (id int GENERATED ALWAYS AS IDENTITY, name text, at timestamptz DEFAULT clock_timestamp());
         CREATE TABLE consultations AS SELECT 1 AS id; GRANT SELECT ON patients TO clerk`);
  });
  afterAll(() => scene.remove());

  describe('the drill of an archive', () => {
    async function results(): Promise<readonly ReturnType<typeof parseDrillResult>[]> {
      const keys = (await scene.emulator.keys(resultBucket)).filter((key) => key.startsWith(drillsOf('database-archive')));
      const texts = await Promise.all(keys.map(async (key) => Buffer.from(await scene.emulator.bytes(resultBucket, key)).toString()));
      return texts.map(parseDrillResult);
    }

    it('fails where there is no base backup, and says so in its result', async () => {
      const outcome = await drill();
      expect(outcome.code).toBe(exitCodes.notCredible);
      expect((await results()).at(-1)).toMatchObject({ ok: false, failures: ['the archive of database holds no base backup'] });
    });

    it('restores the newest base backup and all write-ahead log after it, checks it and reports the moment that it shows', async () => {
      insert('in the full backup');
      await backup('full');
      insert('in the incremental backup');
      const label = await backup('incremental');
      const committed = insert('in the write-ahead log alone');
      await archived();
      scene.proxy.calls.length = 0;
      const outcome = await drill();
      expect(last(outcome)).toMatchObject({ event: 'finished', program: 'restore-drill', key: label, exit: exitCodes.ok });
      expect(outcome.code).toBe(exitCodes.ok);
      const result = (await results()).at(-1);
      expect(result).toMatchObject({ backup: 'database-archive', drill: 'physical-restore', key: label, ok: true, failures: [] });
      expect(Math.abs(Date.parse(result?.copyTime ?? '') - Date.parse(committed))).toBeLessThan(5000);
      expect(result?.bytesPerSecond).toBeGreaterThan(0);
      expect(scene.leftovers()).toEqual([]);
      expect([scene.drillRole.secretKey, scene.drillRole.token].filter((secret) => outcome.output.includes(secret))).toEqual([]);
    });

    it('has no right on the store that it does not use', () => {
      expect([...new Set(scene.actionsOf(scene.drillRole))].sort()).toEqual(storeActions(policies.drill));
    });

    it('fails a check that the restored database does not pass', async () => {
      const outcome = await drill({ CHECKS: '[{"kind":"rows","table":"patients","atLeast":4}]' });
      expect(outcome.code).toBe(exitCodes.checkFailed);
      expect((await results()).at(-1)?.failures).toEqual(['patients has 3 rows, at least 4 must be there']);
    });

    it('ends when it is told to stop, reports and leaves nothing', async () => {
      const job = scene.start('restore-drill', { ...scene.drill(), PGDATABASE: database, CHECKS: checks });
      await job.logged('restoring');
      job.stop();
      const outcome = await job.ended;
      expect(outcome.code).toBe(exitCodes.interrupted);
      expect((await results()).at(-1)).toMatchObject({ ok: false, failures: ['told to stop'] });
      expect(scene.leftovers()).toEqual([]);
    });

    it('says so when there is no room to restore into, and leaves nothing', async () => {
      // Files beyond the limit are refused as they are on a full disk; the signal that tells it first is ignored, as a server does.
      const limited = `trap '' XFSZ; ulimit -f 200; exec "$0" "$1" restore-drill`;
      const child = spawn('bash', ['-c', limited, process.execPath, join(projectRoot, 'dist', 'jobs', 'main.js')], {
        env: { ...scene.drill(), PGDATABASE: database, CHECKS: checks, PGBACKREST_JOB_RETRY: '0' } as NodeJS.ProcessEnv,
        stdio: 'ignore',
        ...unprivileged,
      });
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(exitCodes.noRoom);
      expect((await results()).at(-1)).toMatchObject({ ok: false, failures: [expect.stringMatching(/unable to write/)] });
      expect(scene.leftovers()).toEqual([]);
    });

    it('sees a gap in the archive, at which the server ends its recovery without a word', async () => {
      insert('before the gap');
      await archived();
      const lost = sql('SELECT pg_walfile_name(pg_current_wal_lsn())');
      insert('in the gap');
      await archived();
      insert('after the gap');
      await archived();
      const key = (await scene.emulator.keys(archiveBucket)).find((one) => one.includes(`/${lost}-`)) ?? '';
      await scene.emulator.client().send(new DeleteObjectCommand({ Bucket: archiveBucket, Key: key }));
      const outcome = await drill();
      expect(outcome.code).toBe(exitCodes.checkFailed);
      expect((await results()).at(-1)?.failures).toEqual([expect.stringMatching(/the archive has a gap, and all after it is lost$/)]);
      await backup('full');
    });

    it.each([
      ['changed', (content: Buffer) => content.fill(0, content.length >> 1)],
      ['cut off', (content: Buffer) => content.subarray(0, content.length >> 1)],
      ['emptied', () => Buffer.alloc(0)],
    ])('fails where a file of the base backup was %s in the store', async (_how, spoil) => {
      const client = scene.emulator.client();
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: archiveBucket, Prefix: 'pgbackrest/backup/database/2' }),
      );
      // Small files of the data directory stand together in larger ones.
      const [newest = ''] = Contents.flatMap(({ Key = '' }) => (Key.includes('/bundle/') ? [Key] : []))
        .sort()
        .reverse();
      const object = { Bucket: archiveBucket, Key: newest };
      const content = Buffer.from(await scene.emulator.bytes(object.Bucket, object.Key));
      await client.send(new PutObjectCommand({ ...object, Body: spoil(Buffer.from(content)) }));
      const outcome = await drill();
      await client.send(new PutObjectCommand({ ...object, Body: content }));
      expect(last(outcome)).toMatchObject({ event: 'failed', reason: 'notCredible', exit: exitCodes.notCredible });
      expect(outcome.code).toBe(exitCodes.notCredible);
      const result = (await results()).at(-1);
      expect(result).toMatchObject({ ok: false });
      expect(newest).toContain(`/${result?.key}/`);
      expect(scene.leftovers()).toEqual([]);
    });
  });

  describe('the restore to a second, as the runbook has it typed on the host', () => {
    const names = (): readonly string[] => sql('SELECT name FROM patients ORDER BY id').split('\n');
    let kept: readonly string[];
    let moment: Date;

    beforeAll(async () => {
      const committed = Date.parse(insert('five seconds before the moment'));
      kept = names();
      moment = new Date(Math.ceil(committed / 1000) * 1000 + 5000);
      await until('the moment', () => Date.now() > moment.getTime());
      insert('after the moment');
      // A newer base backup, in which the damage would be.
      await backup('full');
      sql('DROP TABLE patients');
      await archived();
      const { status, output } = await scene.host.type(runbookCommands(scene.database.port, database), {
        ...scene.database.environment(),
        PGHOST: scene.database.folder,
        PGDATA: scene.database.data,
        CONFIG_FILE: `${scene.database.data}/postgresql.conf`,
        LAST_GOOD_MOMENT: moment.toISOString().replace('T', ' ').replace('.000Z', '+00'),
        AWS_REGION: scene.here()['repo1-s3-region'] ?? '',
      });
      if (status !== 0) throw new Error(output);
    });

    it('brings back what was committed up to five seconds before, and nothing later', () => {
      expect(names()).toEqual(kept);
      expect(kept).toContain('five seconds before the moment');
    });

    it('brings back roles and their rights', () => {
      expect(sql("SELECT has_table_privilege('clerk', 'patients', 'SELECT'), pg_is_in_recovery()")).toBe('t|f');
    });

    it('leaves a server that is archived on a new timeline, backed up and restored again by the drill', async () => {
      insert('on the new timeline');
      expect(sql('SELECT pg_walfile_name(pg_current_wal_lsn())')).toMatch(/^00000002/);
      await backup('full');
      await archived();
      const outcome = await drill();
      expect(last(outcome)).toMatchObject({ event: 'finished', exit: exitCodes.ok });
    });
  });
});
