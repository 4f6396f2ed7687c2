import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { awkwardDatabase, backupRole } from '../support/awkward-database';
import { projectRoot } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { hasPooler, Pooler } from '../support/pooler';
import { attempt, PostgresBackupScene } from '../support/postgres-backup-scene';
import { hasPostgres, newerPrograms, PostgresServer } from '../support/postgres-server';
import { hasS3Emulator } from '../support/s3-emulator';
import type { StoreCall, Verdict } from '../support/store-proxy';

/** A source that fails, or that must not be copied as it is. */
describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const scene = new PostgresBackupScene();
    beforeAll(async () => {
      await scene.start();
      await scene.trace();
    });
    afterAll(() => scene.stop());

    const clean = { openUploads: [], lost: [], leaked: [] };
    const companions = ['daily/shop_backup_<time>.globals.sql', 'daily/shop_backup_<time>.schema.sql'];

    /** Does something at the first part of the dump, then lets it pass. */
    function atFirstPart(work: () => void): (call: StoreCall) => Verdict {
      let seen = false;
      return ({ operation }) => {
        if (operation === 'UploadPart' && !seen) {
          seen = true;
          work();
        }
        return 'pass';
      };
    }

    describe('that cannot be reached', () => {
      it.each([
        [
          'there is no server',
          { PGPORT: '9' },
          /^failed source cannot connect to database kho hàng on 127\.0\.0\.1:9 as sao lưu: .*ECONNREFUSED/,
        ],
        ['the password is wrong', { PGPASSWORD: 'not the password' }, /as sao lưu: password authentication failed for user "sao lưu"$/],
        ['there is no such database', { PGDATABASE: 'nothing' }, /database nothing .*: database "nothing" does not exist$/],
        ['it must come by TLS and has none', { PGSSLMODE: 'require' }, /: The server does not support SSL connections$/],
      ])('when %s, says so and leaves nothing but its mark', async (_, changes, said) => {
        const { end, ...rest } = await scene.trace(changes);
        expect(rest).toEqual({ code: 3, put: [attempt], ...clean });
        expect(end).toMatch(said);
      });
    });

    describe('that dies while it is dumped', () => {
      afterAll(() => scene.server.resume());

      it('is told when pg_dump is killed', async () => {
        const judge = atFirstPart(() => scene.killChild(/^pg_dump --format=custom /));
        expect(await scene.trace({}, judge)).toEqual({
          code: 3,
          end: 'failed source pg_dump ended with no code',
          put: [attempt, ...companions],
          ...clean,
        });
      });

      it('is told when the server crashes', async () => {
        const { end, ...rest } = await scene.trace(
          {},
          atFirstPart(() => scene.server.kill()),
        );
        expect(rest).toEqual({ code: 3, put: [attempt, ...companions], ...clean });
        expect(end).toMatch(/^failed source (pg_dump ended with 1: |the server on 127\.0\.0\.1:\d+ failed: )/);
      });
    });

    it('does not wait for ever for a table that somebody has locked', async () => {
      const holder = spawn('psql', ['--no-psqlrc', '--quiet'], {
        env: { ...scene.environment(), ...scene.server.environment(awkwardDatabase) } as NodeJS.ProcessEnv,
      });
      holder.stdin.write('BEGIN; LOCK TABLE "bảng 5" IN ACCESS EXCLUSIVE MODE; \\echo locked\n');
      await once(holder.stdout, 'data');
      const { end, ...rest } = await scene.trace({ TIME_LIMIT_SECONDS: '20' });
      holder.kill();
      expect(rest).toEqual({ code: 3, put: [attempt], ...clean });
      expect(end).toMatch(/^failed source the server on \S+ failed: canceling statement due to lock timeout$/);
    });

    describe('that it must not copy', () => {
      it.each([14, 16])('refuses when PostgreSQL %i is declared and another is installed', async (major) => {
        const { end, ...rest } = await scene.trace({ POSTGRES_MAJOR: String(major) });
        expect(rest).toEqual({ code: 4, put: [attempt], ...clean });
        expect(end).toMatch(
          new RegExp(`^failed refused pg_dump is 15\\.\\S.*, declared is PostgreSQL ${major}: run the image of the declared major$`),
        );
      });

      const role = 'hạn chế';
      it.each([
        [
          'rows',
          'GRANT pg_read_all_data TO',
          'large object 70002 (no SELECT), large object 70003 (no SELECT), public."bệnh án" (row level security hides rows): ',
        ],
        ['large objects', 'GRANT pg_read_all_data TO', 'large object 70002 (no SELECT), large object 70003 (no SELECT): ', 'BYPASSRLS'],
        ['tables', 'GRANT CONNECT ON DATABASE postgres TO', '"Báo cáo 2026"."Khách hàng" (no SELECT), '],
      ])('refuses when there are %s that its role may not read, and names them', async (_, grant, said, attribute = 'NOBYPASSRLS') => {
        scene.server.sql(
          `DROP ROLE IF EXISTS "${role}"; CREATE ROLE "${role}" LOGIN ${attribute} PASSWORD 'limited-secret'; ${grant} "${role}"; GRANT "Người Bán" TO "${role}"`,
        );
        const { end, ...rest } = await scene.trace({ PGUSER: role, PGPASSWORD: 'limited-secret' });
        expect(rest).toEqual({ code: 4, put: [attempt], ...clean });
        expect(end.slice(0, `failed refused may not read ${said}`.length)).toBe(`failed refused may not read ${said}`);
        expect(end).toMatch(/: grant its role pg_read_all_data and BYPASSRLS, and SELECT on large objects$/);
      });

      it('takes back a dump that is smaller than any credible one', async () => {
        const { end, ...rest } = await scene.trace({ MINIMUM_BYTES: '1000000000' });
        expect(rest).toEqual({ code: 6, put: [attempt, ...companions], ...clean });
        expect(end).toMatch(/^failed notCredible the copy has \d{8} bytes, a credible one has at least 1000000000: nothing was stored$/);
      });
    });

    it('tells all settings that are missing at once, and puts nothing', async () => {
      const { code, end, put } = await scene.trace({ TIER: '', PGPASSWORD: '', POSTGRES_MAJOR: 'fifteen', PGSSLMODE: 'sometimes' });
      expect({ code, put }).toEqual({ code: 2, put: [] });
      expect(end).toBe(
        'failed settings TIER is not set; PGPASSWORD is not set; PGSSLMODE is "sometimes", allowed are disable, prefer, require, verify-full; ' +
          'POSTGRES_MAJOR is "fifteen", allowed is a whole number',
      );
    });

    const shiftedClock = { NODE_OPTIONS: `--require=${join(projectRoot, '__tests__', 'support', 'shifted-clock.cjs')}` };

    it.each([
      ['3650', '3650 s ahead of'],
      ['-90050', '90050 s behind'],
    ])('refuses to name and lock copies by a clock that is off by %s s', async (shift, said) => {
      const { end, ...rest } = await scene.trace({ ...shiftedClock, CLOCK_SHIFT_SECONDS: shift });
      expect(rest).toEqual({ code: 4, put: [attempt], ...clean });
      expect(end.replace(/\d\d(?= s)/, '')).toBe(
        `failed refused the clock of this task is ${said.replace(/\d\d(?= s)/, '')} that of the store: names and locks of copies would be wrong`,
      );
    });

    it('makes two copies of two runs that start at the same second, and of two tiers', async () => {
      const clock = { ...shiftedClock, CLOCK_STANDS_AT: new Date().toISOString() };
      const before = await scene.store.keys(scene.bucket);
      const runs = [scene.run(clock), scene.run(clock), scene.run({ ...clock, TIER: 'weekly', PREFIX: 'weekly/' })];
      const outcomes = await Promise.all(runs.map((run) => run.ended));
      expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
      const put = (await scene.store.keys(scene.bucket)).filter((key) => !before.includes(key));
      const manifests = put.filter((key) => key.endsWith('.manifest.json')).map((key) => key.replace(/_\d+_\d+\..*/, ''));
      expect(manifests).toEqual(['daily/shop_backup', 'daily/shop_backup', 'weekly/shop_backup']);
      expect(new Set(put).size).toBe(3 * 5);
    });

    describeWithTool('PgBouncer', hasPooler, () => {
      const pooler = new Pooler();
      beforeAll(() => pooler.start(scene.server.port, backupRole));
      afterAll(() => pooler.stop());

      it('refuses to dump through a pooler in transaction mode', async () => {
        const { end, ...rest } = await scene.trace({ PGPORT: String(pooler.port) });
        expect(rest).toEqual({ code: 4, put: [attempt], ...clean });
        expect(end).toBe(
          `failed refused there is a pooler between 127.0.0.1:${pooler.port} and the server: give the address of the server itself`,
        );
      });
    });

    describeWithTool(
      'PostgreSQL 18',
      () => newerPrograms() !== undefined,
      () => {
        const newer = new PostgresServer(newerPrograms());
        beforeAll(() => newer.start());
        afterAll(() => newer.stop());

        it('refuses a server that is newer than its client', async () => {
          const { end, ...rest } = await scene.trace(newer.environment());
          expect(rest).toEqual({ code: 4, put: [attempt], ...clean });
          expect(end).toMatch(
            /^failed refused the server is PostgreSQL 18\.\S+, declared and installed is 15: declare major 18 and deploy its image$/,
          );
        });
      },
    );
  },
);
