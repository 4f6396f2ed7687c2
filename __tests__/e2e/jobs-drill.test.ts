import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../jobs/manifest';
import { type DrillResult, parseDrillResult } from '../../model/drill-result';
import { drillsOf } from '../../model/store-layout';
import { canMountDisks, SmallDisk } from '../support/full-disk';
import { JobProcess, jobScratch, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { accessDenied, type StoreCall, StoreProxy, type Verdict } from '../support/store-proxy';
import { type Dump, dumpOf, putCopy } from '../support/stored-copy';

const password = 'the-password-of-the-application';

/** A clinic in a database, with a role that the application has and one that may only read. */
const clinic = `
  CREATE ROLE owner NOLOGIN;
  CREATE ROLE "người xem" LOGIN PASSWORD '${password}';
  CREATE DATABASE clinic OWNER owner;
  \\connect clinic
  SET ROLE owner;
  CREATE TABLE patients (id int PRIMARY KEY, name text NOT NULL);
  INSERT INTO patients SELECT i, 'Nguyễn ' || i FROM generate_series(1, 500) AS i;
  CREATE TABLE "Consultations" (id int PRIMARY KEY, patient int REFERENCES patients);
  INSERT INTO "Consultations" SELECT i, i FROM generate_series(1, 300) AS i;
  GRANT SELECT ON patients TO "người xem";
`;

describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const server = new PostgresServer();
    const emulator = new S3Emulator();
    const scratch = jobScratch();
    const bucket = 'clinic-backups';
    const now = new Date('2026-11-21T02:00:00Z');
    const proxy = new StoreProxy(emulator);
    let dump: Dump;
    let backups = 0;
    const isReading =
      (copy: string) =>
      ({ operation, key }: StoreCall): boolean =>
        operation === 'GetObject' && key === copy;

    beforeAll(async () => {
      await Promise.all([server.start(), emulator.start()]);
      server.sql(clinic);
      dump = dumpOf(server, 'clinic');
      await emulator.makeBucket(bucket);
      await proxy.start();
    });
    beforeEach(() => {
      proxy.judge = () => 'pass';
    });
    afterAll(async () => {
      proxy.stop();
      scratch.remove();
      server.stop();
      await emulator.stop();
    });

    /** A name of its own for each test, so that none sees the copies of another. */
    const newBackup = (): string => `database-${++backups}`;

    const environment = (backup: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
      ...emulator.environment,
      AWS_ENDPOINT_URL: proxy.url,
      PATH: `${serverPrograms()}:${process.env.PATH}`,
      BACKUP: backup,
      DRILL: 'weekly-restore',
      BUCKET: bucket,
      TIER: 'daily',
      PREFIX: 'daily/',
      OBJECT_NAME: backup,
      SOURCE_KIND: 'postgres',
      POSTGRES_MAJOR: '15',
      PGDATABASE: 'clinic',
      CHECKS: '[{"kind":"rows","table":"patients","atLeast":1}]',
      SCRATCH: scratch.folder,
      TMPDIR: scratch.folder,
      ...more,
    });

    const drill = (backup: string, more?: Readonly<Record<string, string>>): JobProcess =>
      new JobProcess(['restore-drill'], environment(backup, more));

    /** The only result that the drills of a backup left. */
    async function resultOf(backup: string): Promise<DrillResult | undefined> {
      const keys = (await emulator.keys(bucket)).filter((key) => key.startsWith(drillsOf(backup)));
      expect(keys).toHaveLength(1);
      return parseDrillResult(Buffer.from(await emulator.bytes(bucket, keys[0] ?? '')).toString());
    }

    /** Nothing of a drill is left: no file, no server. */
    function expectTidy(): void {
      expect(readdirSync(scratch.folder)).toEqual([]);
      const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      expect(stdout.split('\n').filter((line) => line.includes(scratch.folder))).toEqual([]);
    }

    it('restores the newest verified copy of its tier with its roles, and says how long it took', async () => {
      const backup = newBackup();
      const older = new Date(now.getTime() - 86_400_000);
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: older });
      const key = await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
      await putCopy(emulator, bucket, dump, { backup, tier: 'monthly', madeAt: new Date(now.getTime() + 3_600_000) });
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: new Date(now.getTime() + 7_200_000), verified: false });
      const { code, lines, output } = await drill(backup).ended;
      expect(output).not.toContain(password);
      expect({ code, last: lines.at(-1)?.['event'] }).toEqual({ code: 0, last: 'finished' });
      const result = await resultOf(backup);
      expect(result).toMatchObject({
        format: 1,
        backup,
        drill: 'weekly-restore',
        tier: 'daily',
        key,
        copyTime: now.toISOString(),
        restoredBytes: dump.dump.length,
        ok: true,
        failures: [],
        rows: { patients: 500 },
      });
      expect(lines).toContainEqual(expect.objectContaining({ event: 'counted', table: 'patients', rows: 500 }));
      expect(result?.bytesPerSecond).toBeGreaterThan(0);
      expectTidy();
    });

    it('tells of checks that cannot be made in its task, and never counts them as passed', async () => {
      const backup = newBackup();
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
      const checks = [
        { kind: 'http', path: '/health', status: 200 },
        { kind: 'command', command: ['npm', 'run', 'test:integration'] },
      ];
      const { code, lines } = await drill(backup, { CHECKS: JSON.stringify(checks) }).ended;
      const unchecked = [
        '/health was not asked: no application is started on the restored copy (APPLICATION_URL)',
        '"npm run test:integration" was not run: the programs of the product are not here (REPOSITORY_URL)',
      ];
      expect(code).toBe(0);
      expect(lines.filter(({ event }) => event === 'check left out').map(({ check }) => check)).toEqual(unchecked);
      expect(lines.at(-1)).toMatchObject({ event: 'finished', unchecked: 2 });
      expect(await resultOf(backup)).toMatchObject({ ok: true, unchecked });
    });

    it('runs commands of the product on the restored database, without the credentials of the store', async () => {
      const backup = newBackup();
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
      const asks = `test "$(psql -XAtc 'SELECT count(*) FROM "Consultations"')" = 300 && test -z "$AWS_SECRET_ACCESS_KEY$AWS_ENDPOINT_URL"`;
      const checks = (command: string): string => JSON.stringify([{ kind: 'command', command: ['sh', '-c', command] }]);
      const good = await drill(backup, { CHECKS: checks(asks), SOURCE_FOLDER: '/' }).ended;
      expect([good.code, good.lines.at(-1)?.['unchecked']]).toEqual([0, 0]);
      const bad = await drill(backup, { CHECKS: checks('echo "7 orphans" >&2; exit 3'), SOURCE_FOLDER: '/', DRILL: 'strict' }).ended;
      expect([bad.code, bad.lines.at(-1)?.['message']]).toEqual([7, '"sh -c echo "7 orphans" >&2; exit 3": sh ended with 3: 7 orphans']);
    });

    it('fails with all that is wrong with what it restored', async () => {
      const backup = newBackup();
      const tables = [
        { name: 'patients', rows: 501 },
        { name: '"Consultations"', rows: 300 },
        { name: 'gone', rows: 1 },
      ];
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now, manifest: { tables } });
      const checks = [
        { kind: 'rows', table: 'patients', atLeast: 1000 },
        { kind: 'rows', table: '"Consultations"', atLeast: 300 },
        { kind: 'documents', collection: 'users', atLeast: 1 },
      ];
      const { code, lines } = await drill(backup, { CHECKS: JSON.stringify(checks) }).ended;
      expect(code).toBe(7);
      expect(lines.at(-1)).toMatchObject({ event: 'failed', reason: 'checkFailed' });
      const result = await resultOf(backup);
      expect(result).toMatchObject({ ok: false, restoredBytes: dump.dump.length, rows: { patients: 500, '"Consultations"': 300 } });
      expect(result?.failures).toEqual([
        'patients has 500 rows, its manifest says 501',
        'gone cannot be counted: relation "gone" does not exist',
        'patients has 500 rows, at least 1000 must be there',
        'a database holds no documents: the check of "users" belongs to another drill',
      ]);
      expectTidy();
    });

    describe('a copy that is not what it was', () => {
      const flipped = (bytes: Buffer): Buffer => {
        const changed = Buffer.from(bytes);
        const middle = bytes.length >> 1;
        changed[middle] = (changed[middle] ?? 0) ^ 1;
        return changed;
      };
      it.each([
        ['corrupted', flipped, /has the checksum [0-9a-f]{64}, its manifest says [0-9a-f]{64}$/],
        ['truncated', (bytes: Buffer) => bytes.subarray(0, -100), /has \d+ bytes, its manifest says \d+$/],
        ['empty', () => Buffer.alloc(0), /has 0 bytes, its manifest says \d+$/],
      ])('fails the drill when it is %s', async (_how, spoil, why) => {
        const backup = newBackup();
        const key = await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now, stored: spoil(dump.dump) });
        const { code, lines } = await drill(backup).ended;
        expect(code).toBe(6);
        expect(lines.at(-1)).toMatchObject({ event: 'failed', reason: 'notCredible', message: expect.stringMatching(why) });
        const result = await resultOf(backup);
        expect(result).toMatchObject({ ok: false, key, failures: [expect.stringMatching(why)] });
        expect(result).not.toHaveProperty('restoredBytes');
        expectTidy();
      });

      it('fails the drill when it was broken already when it was made', async () => {
        const backup = newBackup();
        const broken = dump.dump.subarray(0, -2000);
        await putCopy(emulator, bucket, { ...dump, dump: broken }, { backup, tier: 'daily', madeAt: now });
        const { code, lines } = await drill(backup).ended;
        expect([code, lines.at(-1)?.['message']]).toEqual([6, expect.stringContaining('pg_restore ended with 1')]);
        expectTidy();
      });

      it('fails the drill when a role cannot read what is granted to it', async () => {
        const backup = newBackup();
        server.sql('CREATE DATABASE "closed" TEMPLATE clinic');
        // Whoever reads the view reads with the rights of its owner, which lost them.
        server.sql(
          `CREATE VIEW names AS SELECT name FROM patients; ALTER VIEW names OWNER TO "người xem"; GRANT SELECT ON names TO owner;
           REVOKE SELECT ON patients FROM "người xem"`,
          'closed',
        );
        await putCopy(emulator, bucket, dumpOf(server, 'closed'), { backup, tier: 'daily', madeAt: now });
        const { code } = await drill(backup, { PGDATABASE: 'closed' }).ended;
        expect(code).toBe(7);
        expect((await resultOf(backup))?.failures).toEqual([
          expect.stringMatching(/^owner cannot read public\.names, which is granted to it: .*permission denied for table patients/),
        ]);
      });

      it('fails the drill when its roles are lost', async () => {
        const backup = newBackup();
        const globals = Buffer.from(dump.globals.toString().replace(/^.*người xem.*$/gm, ''));
        await putCopy(emulator, bucket, { ...dump, globals }, { backup, tier: 'daily', madeAt: now });
        const { code, lines } = await drill(backup).ended;
        expect([code, lines.at(-1)?.['message']]).toEqual([6, expect.stringContaining('role "người xem" does not exist')]);
      });
    });

    it.each([
      ['of another major version', { sourceVersion: '14.9' }, {}, 'is of PostgreSQL 14, the programs here are of 15'],
      [
        'of another than the declared version',
        {},
        { POSTGRES_MAJOR: '16' },
        'PostgreSQL 16 is expected, this image has the programs of 15',
      ],
      ['of a kind that no drill restores', { kind: 'firebase-auth' } as const, {}, 'no drill restores a copy of kind "firebase-auth"'],
    ])('refuses a copy %s', async (_what, manifest, more, why) => {
      const backup = newBackup();
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now, manifest });
      const { code, lines } = await drill(backup, more).ended;
      expect([code, lines.at(-1)?.['message']]).toEqual([4, expect.stringContaining(why)]);
      expect(await resultOf(backup)).toMatchObject({ ok: false, failures: [expect.stringContaining(why)] });
      expectTidy();
    });

    describe('a copy of files', () => {
      const files = jobScratch();
      const inFiles = (program: string, ...words: readonly string[]): void => {
        const { status, stderr } = spawnSync(program, words, { cwd: files.folder, encoding: 'utf8' });
        expect({ status, stderr }).toMatchObject({ status: 0 });
      };
      const packed = (name: string, kind: Manifest['kind'], counts: Manifest['counts']): Dump => ({
        dump: readFileSync(join(files.folder, name)),
        globals: Buffer.alloc(0),
        manifest: { kind, tools: {}, ...(counts === undefined ? {} : { counts }) },
      });
      const asks = (command: string): Readonly<Record<string, string>> => ({
        CHECKS: JSON.stringify([{ kind: 'command', command: ['sh', '-c', command] }]),
      });
      beforeAll(() => {
        mkdirSync(join(files.folder, 'tree', 'ảnh'), { recursive: true });
        writeFileSync(join(files.folder, 'tree', 'ảnh', 'một'), 'one');
        writeFileSync(join(files.folder, 'tree', 'two'), 'two');
        inFiles('tar', '--create', '--gzip', '--file=tree.tar', '--directory=tree', '.');
        inFiles('git', 'init', '--quiet', 'repository');
        inFiles('sh', '-c', 'cd repository && git -c user.name=x -c user.email=x@example.com commit --quiet --allow-empty --message=first');
        inFiles('git', '-C', 'repository', 'bundle', 'create', '--quiet', '../code.bundle', '--all');
      });
      afterAll(() => files.remove());

      it('is unpacked, counted and asked', async () => {
        const backup = newBackup();
        await putCopy(emulator, bucket, packed('tree.tar', 'files', { files: 2 }), { backup, tier: 'daily', madeAt: now });
        const { code } = await drill(backup, asks('test "$(cat "ảnh/một")" = one')).ended;
        expect(code).toBe(0);
        expect(await resultOf(backup)).toMatchObject({ ok: true, failures: [] });
        expectTidy();
      });

      it('fails when files are missing, and says that tables are none', async () => {
        const backup = newBackup();
        await putCopy(emulator, bucket, packed('tree.tar', 'full-system', { files: 3 }), { backup, tier: 'daily', madeAt: now });
        expect((await drill(backup).ended).code).toBe(7);
        expect((await resultOf(backup))?.failures).toEqual([
          '2 files were unpacked, the manifest says 3',
          'patients cannot be counted: a copy of files holds no tables',
        ]);
      });

      it('is a repository that is cloned and read object by object', async () => {
        const backup = newBackup();
        await putCopy(emulator, bucket, packed('code.bundle', 'code-bundle', undefined), { backup, tier: 'daily', madeAt: now });
        expect((await drill(backup, asks('git log --format=%s | grep -x first')).ended).code).toBe(0);
        expectTidy();
      });

      it('fails when it cannot be unpacked', async () => {
        const backup = newBackup();
        await putCopy(emulator, bucket, packed('tree.tar', 'code-bundle', undefined), { backup, tier: 'daily', madeAt: now });
        const { code, lines } = await drill(backup).ended;
        expect([code, lines.at(-1)?.['message']]).toEqual([6, expect.stringContaining('git ended with 128')]);
        expectTidy();
      });
    });

    it('fails where no copy of its tier was verified', async () => {
      const backup = newBackup();
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now, verified: false });
      await putCopy(emulator, bucket, dump, { backup, tier: 'weekly', madeAt: now });
      const { code } = await drill(backup).ended;
      expect(code).toBe(6);
      const result = await resultOf(backup);
      expect(result?.failures).toEqual([`there is no verified copy of "${backup}" in tier "daily" below ${bucket}/verified/${backup}/`]);
      expect(result).not.toHaveProperty('key');
      expectTidy();
    });

    it.each([
      ['refuses to hand out the copy', accessDenied, /AccessDenied/],
      ['keeps failing with 500', { status: 500, code: 'InternalError' }, /InternalError/],
      ['keeps failing with 503', { status: 503, code: 'SlowDown' }, /SlowDown/],
      ['breaks every connection', 'cut', /cannot read s3:/],
      ['breaks off in the middle of the copy', 'cut-answer', /reading daily\/.* broke off/],
    ] as const)('fails where the store %s', async (_how, verdict, why) => {
      const backup = newBackup();
      const key = await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
      proxy.judge = (call) => (isReading(key)(call) ? verdict : 'pass');
      const { code, lines } = await drill(backup, { STORE_PATIENCE_SECONDS: '2' }).ended;
      expect([code, lines.at(-1)?.['message']]).toEqual([5, expect.stringMatching(why)]);
      expect(await resultOf(backup)).toMatchObject({ ok: false, failures: [expect.stringMatching(why)] });
      expectTidy();
    });

    it('restores although the store fails at first, whatever it is asked', async () => {
      const backup = newBackup();
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
      const failures = new Map<string, Verdict[]>();
      proxy.judge = ({ operation, key }) => {
        const asked = `${operation} ${key}`;
        const left = failures.get(asked) ?? [{ status: 500, code: 'InternalError' }, { status: 503, code: 'SlowDown' }, 'cut'];
        failures.set(asked, left);
        return left.shift() ?? 'pass';
      };
      expect((await drill(backup).ended).code).toBe(0);
      expect(await resultOf(backup)).toMatchObject({ ok: true, failures: [] });
      expect(new Set([...failures.keys()].map((asked) => asked.split(' ')[0]))).toEqual(
        new Set(['ListObjectsV2', 'GetObject', 'PutObject']),
      );
      expect([...failures.values()].flat()).toEqual([]);
    });

    it('fails where its result cannot be put, since nobody would learn of a good drill', async () => {
      const backup = newBackup();
      await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
      proxy.judge = ({ method }) => (method === 'PUT' ? accessDenied : 'pass');
      const { code, lines } = await drill(backup).ended;
      expect([code, lines.at(-1)?.['reason']]).toEqual([5, 'store']);
      expect(lines.map(({ event }) => event)).toContain('result not put');
      expectTidy();
    });

    it('says all that is missing in its settings before it touches anything', async () => {
      const { code, lines } = await drill(newBackup(), { BUCKET: '', DRILL: '', CHECKS: 'rows' }).ended;
      expect([code, lines.at(-1)?.['message']]).toEqual([2, 'DRILL is not set; BUCKET is not set; CHECKS is no JSON list']);
      expectTidy();
    });

    describeWithTool('a disk that can be filled (mount, as root)', canMountDisks, () => {
      let large: Dump;
      beforeAll(() => {
        server.sql('CREATE DATABASE large');
        // A hundred megabytes that a dump packs into one, and one that it cannot pack.
        server.sql("CREATE TABLE filler AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 100000)", 'large');
        server.sql(
          "CREATE TABLE noise AS SELECT string_agg(sha256(i::text::bytea), '') AS bytes FROM generate_series(1, 65536) AS i",
          'large',
        );
        large = dumpOf(server, 'large');
      });

      it.each([
        ['the copy', 1, /has \d+ bytes free, the copy has \d+$/],
        ['an empty server', 20, /no room to restore in|No space left on device|Check free disk space/],
        ['what is in the copy', 100, /no room to restore in|No space left on device|Check free disk space/],
      ])('ends with its own code where there is no room for %s', async (_what, megabytes, why) => {
        const backup = newBackup();
        await putCopy(emulator, bucket, large, { backup, tier: 'daily', madeAt: now });
        const disk = new SmallDisk(megabytes);
        try {
          const { code, lines } = await drill(backup, { PGDATABASE: 'large', SCRATCH: disk.folder, TMPDIR: disk.folder }).ended;
          expect({ code, message: lines.at(-1)?.['message'] }).toEqual({ code: 8, message: expect.stringMatching(why) });
          expect(await resultOf(backup)).toMatchObject({ ok: false, failures: [expect.stringMatching(why)] });
          expect(readdirSync(disk.folder)).toEqual([]);
        } finally {
          disk.remove();
        }
        expectTidy();
      });
    });

    describe('told to stop', () => {
      /** The check of this table takes an hour a row, on any server but the one where it was filled. */
      const slow = `
      CREATE FUNCTION public.slowly(int) RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN IF session_user = 'opskeep_drill' THEN PERFORM pg_sleep(3600); END IF; RETURN true; END $$;
      CREATE TABLE slow (id int CHECK (public.slowly(id)));
      INSERT INTO slow VALUES (1);
    `;
      let slowDump: Dump;
      beforeAll(() => {
        server.sql('CREATE DATABASE "slow clinic" TEMPLATE clinic');
        server.sql(slow, 'slow clinic');
        slowDump = dumpOf(server, 'slow clinic');
      });

      /** Whether a process runs whose command line has all of the words. */
      const runs = (...words: readonly string[]): boolean => {
        const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
        return stdout.split('\n').some((line) => words.every((word) => line.includes(word)));
      };
      const restoring = (): boolean => runs('postgres: opskeep_drill', 'COPY');

      const phases: readonly (readonly [string, () => Promise<{ readonly backup: string; readonly job: JobProcess }>])[] = [
        [
          'while it looks for the copy',
          async () => {
            const backup = newBackup();
            const isListing = ({ operation }: StoreCall): boolean => operation === 'ListObjectsV2';
            proxy.calls.length = 0;
            proxy.judge = (call) => (isListing(call) ? 'hang' : 'pass');
            const job = drill(backup);
            await until('the listing', () => proxy.calls.some(isListing));
            return { backup, job };
          },
        ],
        [
          'while it fetches the copy',
          async () => {
            const backup = newBackup();
            const key = await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
            proxy.judge = (call) => (isReading(key)(call) ? 'hang' : 'pass');
            const job = drill(backup);
            await until('the download', () => proxy.calls.some(isReading(key)));
            return { backup, job };
          },
        ],
        [
          'while it restores',
          async () => {
            const backup = newBackup();
            await putCopy(emulator, bucket, slowDump, { backup, tier: 'daily', madeAt: now });
            const job = drill(backup, { PGDATABASE: 'slow clinic' });
            await until('the restore', restoring);
            return { backup, job };
          },
        ],
        [
          'while it checks',
          async () => {
            const backup = newBackup();
            await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
            const CHECKS = JSON.stringify([{ kind: 'command', command: ['psql', '-Xc', 'SELECT pg_sleep(3600)'] }]);
            const job = drill(backup, { CHECKS, SOURCE_FOLDER: '/' });
            await until('the command of the check', () => runs('psql -Xc SELECT pg_sleep(3600)'));
            return { backup, job };
          },
        ],
      ];

      it.each(phases)('%s, it stops, says so in its result and leaves nothing', async (_phase, begin) => {
        const { backup, job } = await begin();
        job.stop();
        const { code, lines } = await job.ended;
        expect({ code, last: lines.at(-1)?.['reason'] }).toEqual({ code: 143, last: 'interrupted' });
        expect(await resultOf(backup)).toMatchObject({ ok: false, failures: ['told to stop'] });
        expectTidy();
      });

      it('while it reports, it ends in time and leaves nothing', async () => {
        const backup = newBackup();
        await putCopy(emulator, bucket, dump, { backup, tier: 'daily', madeAt: now });
        const isReport = ({ method, key }: StoreCall): boolean => method === 'PUT' && key.startsWith(drillsOf(backup));
        proxy.calls.length = 0;
        proxy.judge = (call) => (isReport(call) ? 'hang' : 'pass');
        const job = drill(backup);
        await until('the report', () => proxy.calls.some(isReport));
        job.stop();
        const { code, lines } = await job.ended;
        expect({ code, last: lines.at(-1)?.['reason'] }).toEqual({ code: 143, last: 'interrupted' });
        expectTidy();
      });

      it('by its time limit, it tells that the limit is over', async () => {
        const backup = newBackup();
        await putCopy(emulator, bucket, slowDump, { backup, tier: 'daily', madeAt: now });
        const { code } = await drill(backup, { PGDATABASE: 'slow clinic', TIME_LIMIT_SECONDS: '8' }).ended;
        expect(code).toBe(124);
        expect(await resultOf(backup)).toMatchObject({ ok: false, failures: ['the time limit is over'] });
        expectTidy();
      });
    });
  },
);
