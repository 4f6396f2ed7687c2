import { createHash } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Manifest } from '../../jobs/manifest';
import { type DrillResult, drillResultText } from '../../model/drill-result';
import { drillResultKey, rejectedKey } from '../../model/store-layout';
import { awkwardDatabase, contentOf, makeAwkwardDatabase, rolesOf } from '../support/awkward-database';
import { canMountDisks, SmallDisk } from '../support/full-disk';
import { JobProcess, jobScratch, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { accessDenied, type StoreCall, StoreProxy } from '../support/store-proxy';
import { type Dump, dumpOf, putCopy } from '../support/stored-copy';

describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const server = new PostgresServer();
    const other = new PostgresServer();
    const emulator = new S3Emulator();
    const folder = jobScratch();
    const bucket = 'shop-backups';
    const day = (date: number): Date => new Date(Date.UTC(2026, 10, date, 2));
    const proxy = new StoreProxy(emulator);
    let dump: Dump;
    const keys: Record<number, string> = {};

    beforeAll(async () => {
      await Promise.all([server.start(), other.start(), emulator.start()]);
      makeAwkwardDatabase(server);
      server.sql(`ALTER DATABASE "${awkwardDatabase}" SET work_mem = '8MB'; REVOKE CONNECT ON DATABASE "${awkwardDatabase}" FROM PUBLIC`);
      dump = dumpOf(server, awkwardDatabase);
      await emulator.makeBucket(bucket);
      for (const date of [18, 19, 20])
        keys[date] = await putCopy(emulator, bucket, dump, { backup: 'database', tier: 'daily', madeAt: day(date) });
      await putCopy(emulator, bucket, dump, { backup: 'database', tier: 'weekly', madeAt: day(15) });
      await putCopy(emulator, bucket, dump, { backup: 'other', tier: 'daily', madeAt: day(20) });
      keys[21] = await putCopy(emulator, bucket, dump, { backup: 'database', tier: 'daily', madeAt: day(21), verified: false });
      keys[17] = await putCopy(emulator, bucket, dump, { backup: 'database', tier: 'daily', madeAt: day(17), verified: false });
      keys[14] = await putCopy(emulator, bucket, dump, { backup: 'database', tier: 'daily', madeAt: day(14) });
      await emulator.client().send(new PutObjectCommand({ Bucket: bucket, Key: rejectedKey('database', keys[17]), Body: '{}' }));
      await emulator.client().send(new DeleteObjectCommand({ Bucket: bucket, Key: keys[14] }));
      await proxy.start();
    });
    beforeEach(() => {
      proxy.calls.length = 0;
      proxy.judge = () => 'pass';
    });
    afterAll(async () => {
      proxy.stop();
      folder.remove();
      server.stop();
      other.stop();
      await emulator.stop();
    });

    const restore = (words: readonly string[], on = server): JobProcess =>
      new JobProcess(['restore', ...words, `--bucket=${bucket}`, '--backup=database'], {
        ...emulator.environment,
        AWS_ENDPOINT_URL: proxy.url,
        ...on.environment(),
        PATH: `${serverPrograms()}:${process.env.PATH}`,
        TMPDIR: folder.folder,
      });
    const said = async (...words: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, output } = await restore(words).ended;
      return [code, output.trimEnd()];
    };
    const file = (name: string): string => join(folder.folder, name);

    it('lists copies with what is known of each', async () => {
      const [code, output] = await said('list');
      const rows = output.split('\n').map((line) => line.split(/ {2,}/));
      const row = (date: number, tier: string, state: string) => [
        day(date).toISOString().replace('.000', ''),
        tier,
        expect.any(String),
        state,
        expect.any(String),
      ];
      expect(code).toBe(0);
      expect(rows).toEqual([
        ['MADE AT', 'TIER', 'SIZE', 'STATE', 'KEY'],
        row(21, 'daily', 'not verified'),
        row(20, 'daily', 'verified'),
        row(19, 'daily', 'verified'),
        row(18, 'daily', 'verified'),
        row(17, 'daily', 'rejected'),
        row(15, 'weekly', 'verified'),
        row(14, 'daily', 'gone'),
      ]);
      const [, shorter] = await said('list', '--tier=weekly', '--limit=1');
      expect(shorter.split('\n')).toHaveLength(2);
    });

    it.each([
      ['the newest verified', [], 20],
      ['the newest that is not younger than a time', ['--at=2026-11-20T03:00+07:00'], 19],
      ['the newest of a tier', ['--tier=weekly'], 15],
      ['the one that is named', ['--key=daily/database_20261118_020000.dump'], 18],
    ])('chooses %s copy', async (_which, words, date) => {
      const [code, output] = await said('inspect', ...words);
      expect(code).toBe(0);
      expect((JSON.parse(output) as Manifest).startedAt).toBe(day(date).toISOString());
    });

    it('takes a copy that nobody has read back only when it is told so', async () => {
      const words = ['inspect', '--key=daily/database_20261121_020000.dump'];
      expect(await said(...words)).toEqual([
        6,
        'daily/database_20261121_020000.dump was never verified. Choose another one, or add --unverified if there is none',
      ]);
      const [code] = await said(...words, '--unverified');
      expect(code).toBe(0);
    });

    it('fetches a copy with its roles, for its owner alone', async () => {
      const target = file('fetched.copy');
      const [code, output] = await said('fetch', `--to=${target}`);
      expect([code, output]).toEqual([0, `fetching ${keys[20]} of 2026-11-20T02:00:00Z\n${target}.globals\n${target}`]);
      expect(readFileSync(target).equals(dump.dump)).toBe(true);
      expect(readFileSync(`${target}.globals`).equals(dump.globals)).toBe(true);
      expect(statSync(target).mode & 0o777).toBe(0o600);
    });

    it('never replaces a file', async () => {
      const target = file('mine');
      writeFileSync(target, 'mine');
      expect(await said('fetch', `--to=${target}`)).toEqual([4, expect.stringContaining(`${target} exists already: choose another name`)]);
      expect(readFileSync(target, 'utf8')).toBe('mine');
    });

    it('leaves no file where the copy is not what its manifest says', async () => {
      const changed = Buffer.from(dump.dump);
      changed.write('x', 1000);
      const spoilt = await putCopy(emulator, bucket, dump, { backup: 'database', tier: 'spoilt', madeAt: day(10), stored: changed });
      const digest = createHash('sha256').update(changed).digest('hex');
      const before = readdirSync(folder.folder);
      const [code, output] = await said('fetch', '--tier=spoilt', `--to=${file('spoilt')}`);
      expect([code, output.split('\n').at(-1)]).toEqual([6, expect.stringContaining(`${spoilt} has the checksum ${digest}`)]);
      expect(readdirSync(folder.folder).filter((name) => !before.includes(name))).toEqual(['spoilt.globals']);
    });

    describeWithTool('a disk that can be filled (mount, as root)', canMountDisks, () => {
      it('says before the download that there is no room for the copy', async () => {
        const disk = new SmallDisk(1);
        try {
          expect(dump.dump.length).toBeGreaterThan(2 ** 20);
          const [code, output] = await said('fetch', `--to=${join(disk.folder, 'copy')}`);
          expect([code, output]).toEqual([8, expect.stringMatching(/ has \d+ bytes free, the copy has \d+/)]);
          expect(readdirSync(disk.folder)).toEqual(['copy.globals']);
          expect(proxy.calls.filter(({ operation, key }) => operation === 'GetObject' && key === keys[20])).toEqual([]);
        } finally {
          disk.remove();
        }
      });
    });

    it('leaves no file when it is interrupted', async () => {
      const isReading = ({ operation, key }: StoreCall): boolean => operation === 'GetObject' && key === keys[20];
      proxy.judge = (call) => (isReading(call) ? 'hang' : 'pass');
      const job = restore(['fetch', `--to=${file('interrupted')}`]);
      await until('the download', () => proxy.calls.some(isReading));
      job.stop('SIGINT');
      const { code, output } = await job.ended;
      expect([code, output]).toEqual([143, expect.stringContaining('stopped; nothing half-done is left')]);
      expect(existsSync(file('interrupted'))).toBe(false);
      expect(readdirSync(folder.folder).filter((name) => name.includes('.part'))).toEqual([]);
    });

    it('restores a database beside the damaged one, equal to what was copied', async () => {
      const before = contentOf(server, awkwardDatabase);
      server.sql('DELETE FROM "bảng 7"', awkwardDatabase);
      const [code, output] = await said('database');
      expect([code, output.split('\n').at(-1)]).toEqual([0, `${awkwardDatabase}_restored`]);
      expect(contentOf(server, `${awkwardDatabase}_restored`)).toEqual(before);
      expect(server.sql('SELECT count(*) FROM "bảng 7"', awkwardDatabase)).toBe('0');
      const properties = (name: string): string =>
        server.sql(`SELECT setconfig, (SELECT array_agg(acl::text ORDER BY acl::text) FROM unnest(datacl) AS acl), datcollate FROM pg_database
          LEFT JOIN pg_db_role_setting ON setdatabase = pg_database.oid WHERE datname = '${name}'`);
      expect(properties(`${awkwardDatabase}_restored`)).toBe(properties(awkwardDatabase));
      expect(output).not.toContain(server.password);
      expect(readdirSync(folder.folder).filter((name) => name.startsWith('restore-'))).toEqual([]);
    });

    it('never restores over a database that is there', async () => {
      server.sql('CREATE DATABASE taken');
      expect(await said('database', '--as=taken')).toEqual([
        4,
        expect.stringContaining('the database "taken" exists already: drop it, or give another name with --as'),
      ]);
    });

    it('asks before it makes roles, and restores on a server that has none of them', async () => {
      const refused = await restore(['database'], other).ended;
      expect([refused.code, refused.output]).toEqual([4, expect.stringContaining('add --roles to have them made, without passwords')]);
      expect(other.sql('SELECT count(*) FROM pg_database')).toBe('3');
      const { code } = await restore(['database', '--roles', '--as=back'], other).ended;
      expect(code).toBe(0);
      expect(rolesOf(other)).toEqual(rolesOf(server));
      expect(Object.keys(contentOf(other, 'back').tables)).toEqual(Object.keys(contentOf(server, awkwardDatabase).tables));
    });

    it.each([
      ['cannot be restored', (whole: Dump): Dump => ({ ...whole, dump: whole.dump.subarray(0, -100_000) }), 6],
      [
        'holds other counts than its manifest says',
        (whole: Dump): Dump => ({ ...whole, manifest: { ...whole.manifest, tables: [{ name: '"bảng 7"', rows: 71 }] } }),
        7,
      ],
    ])('leaves no database of a copy that %s', async (_what, spoil, expected) => {
      const tier = `bad-${expected}`;
      await putCopy(emulator, bucket, spoil(dump), { backup: 'database', tier, madeAt: day(11) });
      const [code] = await said('database', `--tier=${tier}`, '--as=bad');
      expect(code).toBe(expected);
      expect(server.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'bad%'")).toBe('0');
    });

    it('leaves no database when it is interrupted', async () => {
      server.sql('CREATE DATABASE slow');
      server.sql(
        `CREATE FUNCTION slowly(int) RETURNS boolean LANGUAGE plpgsql AS
          $$ BEGIN IF current_database() LIKE '%restoring' THEN PERFORM pg_sleep(3600); END IF; RETURN true; END $$;
         CREATE TABLE slow (id int CHECK (public.slowly(id))); INSERT INTO slow VALUES (1)`,
        'slow',
      );
      await putCopy(emulator, bucket, dumpOf(server, 'slow'), { backup: 'database', tier: 'slow', madeAt: day(9) });
      const job = restore(['database', '--tier=slow']);
      const copying = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'slow_restored_restoring' AND query LIKE 'COPY%'";
      await until('the restore', () => server.sql(copying) === '1');
      job.stop('SIGINT');
      const { code } = await job.ended;
      expect(code).toBe(143);
      expect(server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'slow%'")).toBe('slow');
    });

    it('tells the newest result of each drill', async () => {
      const result = {
        format: 1,
        backup: 'database',
        tier: 'daily',
        started: '2026-11-20T18:00:00Z',
        finished: '2026-11-20T18:12:00Z',
        durationSeconds: 720,
      } as const;
      const put = async (drill: string, hour: number, more: object): Promise<void> => {
        const Key = drillResultKey('database', drill, new Date(Date.UTC(2026, 10, 20, hour)));
        await emulator
          .client()
          .send(
            new PutObjectCommand({ Bucket: bucket, Key, Body: drillResultText({ ...result, drill, ok: true, failures: [], ...more }) }),
          );
      };
      await put('weekly-restore', 17, { ok: false, failures: ['old'] });
      const unchecked = ['/health was not asked'];
      const rows = { patients: 500 };
      await put('weekly-restore', 18, { copyTime: '2026-11-20T02:00:00Z', bytesPerSecond: 41_000_000, unchecked, rows });
      await put('partial', 3, { ok: false, failures: ['patients has 0 rows, at least 1 must be there'] });
      const [code, output] = await said('drills');
      expect(code).toBe(0);
      expect(output.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
        ['STARTED', 'DRILL', 'RESULT', 'TOOK', 'COPY OF', 'RATE', 'REMARKS'],
        [
          '2026-11-20T18:00:00Z',
          'weekly-restore',
          'good',
          '12 min',
          '2026-11-20T02:00:00Z',
          '41 MB/s',
          'unchecked: /health was not asked; patients: 500',
        ],
        ['2026-11-20T18:00:00Z', 'partial', 'failed', '12 min', '-', '-', 'patients has 0 rows, at least 1 must be there'],
      ]);
    });

    it('adds good results to those that the proofs read, in the place of older ones', async () => {
      const committed = file('results.json');
      const result: DrillResult = {
        format: 1,
        backup: 'database',
        drill: 'weekly-restore',
        started: '2026-11-21T18:00:00Z',
        finished: '2026-11-21T18:12:00Z',
        durationSeconds: 720,
        bytesPerSecond: 50_000_000,
        ok: true,
        failures: [],
      };
      const older = { ...result, finished: '2026-11-01T18:12:00Z', bytesPerSecond: 1 };
      const other = { ...result, backup: 'files' };
      const Key = drillResultKey('database', 'weekly-restore', new Date(result.started));
      await emulator.client().send(new PutObjectCommand({ Bucket: bucket, Key, Body: drillResultText(result) }));
      writeFileSync(committed, JSON.stringify({ 'shop-production': [other, older], 'clinic-production': [] }));
      chownSync(committed, statSync(folder.folder).uid, statSync(folder.folder).gid);
      const words = ['drills', `--into=${committed}`, '--environment=shop-production'];
      expect(await said(...words)).toEqual([0, expect.stringContaining(`${committed}: 1 new`)]);
      const after = readFileSync(committed, 'utf8');
      expect(JSON.parse(after)).toEqual({ 'clinic-production': [], 'shop-production': [result, other] });
      expect(await said(...words)).toEqual([0, expect.stringContaining('is up to date')]);
      expect(readFileSync(committed, 'utf8')).toBe(after);
    });

    it.each([
      [['explode'], '"explode" is nothing to do. Allowed: list, inspect, fetch, database, drills'],
      [['list', '--to=x', '--limit=0'], '"list" takes no --to\n--limit=0 is no count'],
      [['inspect', '--at=yesterday'], '--at=yesterday is no time; allowed is e.g. 2026-11-20T03:00Z'],
      [['inspect', '--at=2026-11-20T03:00'], '--at=2026-11-20T03:00 is no time; allowed is e.g. 2026-11-20T03:00Z'],
      [['drills', '--into=x'], '--into and --environment belong together'],
      [['fetch', '--unverified'], '--unverified needs --key'],
    ])('says what is wrong with the words %j', async (words, message) => {
      expect(await said(...words)).toEqual([2, message]);
    });

    it('says that a bucket cannot be read, without a stack trace', async () => {
      proxy.judge = () => accessDenied;
      const [code, output] = await said('inspect');
      expect(code).toBe(5);
      expect(output).toMatch(/^cannot list s3:\/\/shop-backups\/verified\/database\/: AccessDenied/);
      expect(output.split('\n')).toHaveLength(1);
    });
  },
);
