import { manifestOf, objectTime, rejectedKey, verifiedKey } from '../../model/store-layout';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';
import { hasPushgateway, PushgatewayServer } from '../support/pushgateway';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { dumpOf } from '../support/stored-copy';
import { WatchedStore, watchedDatabase } from '../support/watched-store';

/** The store tells its time in whole seconds. */
const tick = 1;
const daily = '{backup="database",tier="daily"}';
const ago = (minutes: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);

describeWithTool(
  'ministack, PostgreSQL and a Pushgateway',
  () => hasS3Emulator() && hasPostgres() && hasPushgateway(),
  () => {
    const emulator = new S3Emulator();
    const pushgateway = new PushgatewayServer();
    const server = new PostgresServer();
    const programs = { PATH: `${serverPrograms()}:${process.env.PATH}` };
    let buckets = 0;
    let dump: Buffer = Buffer.alloc(0);

    beforeAll(async () => {
      await Promise.all([emulator.start(), pushgateway.start(), server.start()]);
      server.sql('create table orders as select generate_series(1, 1000) as id');
      ({ dump } = dumpOf(server, 'postgres'));
    });
    afterAll(async () => {
      server.stop();
      await Promise.all([emulator.stop(), pushgateway.stop()]);
    });

    async function emptyStore(): Promise<WatchedStore> {
      buckets += 1;
      const bucket = `copies-${buckets}`;
      await emulator.makeBucket(bucket);
      await pushgateway.wipe();
      return new WatchedStore(emulator, pushgateway, bucket);
    }

    const look = async (store: WatchedStore, changes: Partial<typeof watchedDatabase> = {}, environment: Record<string, string> = {}) =>
      await store.look([{ ...watchedDatabase, ...changes }], { ...programs, ...environment });

    it('is quiet on a fresh deployment, and counts from its first look', async () => {
      const store = await emptyStore();
      const first = await look(store, {}, { ROUTINES: '["integrity-check"]' });
      const drill = '{backup="database",drill="weekly-restore"}';
      const ages = [`age_seconds${daily}`, `drill_age_seconds${drill}`, 'routine_age_seconds{routine="integrity-check"}'];
      const quiet = { [`last_attempt_failed${daily}`]: 0, [`drill_failed${drill}`]: 0, watcher_heartbeat: 1 };
      expect([first.status, Object.keys(first.series).sort()]).toEqual([0, [...ages, ...Object.keys(quiet)].sort()]);
      expect(first.series).toMatchObject(quiet);
      for (const age of ages) expect(first.series[age]).toBeLessThan(5);
      // A look takes the clock of the store from answers that tell whole seconds, so that two looks can differ by one.
      await new Promise((resolve) => setTimeout(resolve, 2 * tick * 1000 + 100));
      const second = await look(store);
      expect(second.series[`age_seconds${daily}`]).toBeGreaterThan(first.series[`age_seconds${daily}`] ?? 0);
      const enrolments = (await emulator.keys(store.bucket)).filter((key) => key.startsWith('verified/enrolments/'));
      expect(enrolments.length).toBeGreaterThan(0);
    });

    it('reads the newest copy back, marks it, keeps it under a key that never changes, and tells its figures', async () => {
      const store = await emptyStore();
      await store.attempt(ago(10));
      const key = await store.copy(ago(10), dump);
      const { status, series, told } = await look(store);
      expect([status, told('copy_verified').map((line) => line['key'])]).toEqual([0, [key]]);
      expect(series[`age_seconds${daily}`]).toBeGreaterThanOrEqual(600 - tick);
      expect(series[`age_seconds${daily}`]).toBeLessThan(700);
      expect([series[`bytes${daily}`], series[`bytes_ratio${daily}`], series[`duration_seconds${daily}`]]).toEqual([dump.length, 1, 90]);
      expect(series[`last_attempt_failed${daily}`]).toBe(0);
      expect(Buffer.from(await emulator.bytes(store.bucket, 'last-good/database'))).toEqual(dump);
      const manifest = JSON.parse(Buffer.from(await emulator.bytes(store.bucket, verifiedKey('database', key))).toString()) as object;
      expect(manifest).toMatchObject({ backup: 'database', tier: 'daily', key, bytes: dump.length });
    });

    it('reads nothing twice and puts nothing twice while nothing is new', async () => {
      const store = await emptyStore();
      await store.copy(ago(10), dump);
      await look(store);
      const before = await emulator.versions(store.bucket);
      const again = await look(store);
      expect([again.status, again.told('copy_verified')]).toEqual([0, []]);
      expect(await emulator.versions(store.bucket)).toEqual(before);
    });

    it('reads the newest copy only, and tells its share of the one that was verified before', async () => {
      const store = await emptyStore();
      await store.copy(ago(180), Buffer.concat([dump, dump]));
      await look(store);
      await store.copy(ago(120), dump);
      const newest = await store.copy(ago(60), dump);
      const { told, series } = await look(store);
      expect(told('copy_verified').map((line) => line['key'])).toEqual([newest]);
      expect(series[`bytes_ratio${daily}`]).toBe(0.5);
    });

    it.each<[string, (store: WatchedStore) => Promise<string>, RegExp]>([
      ['corrupted', (store) => store.copy(ago(5), dump, {}, 'dump', flipped(dump)), /^its SHA-256 is [0-9a-f]{64}, its manifest says/],
      ['truncated', (store) => store.copy(ago(5), dump, {}, 'dump', dump.subarray(0, 2000)), /^it has 2000 bytes, its manifest says/],
      [
        'empty',
        (store) => store.copy(ago(5), dump, {}, 'dump', Buffer.alloc(0)),
        /^0 bytes are fewer than the least credible size of 100$/,
      ],
      [
        'suspiciously small',
        (store) => store.copy(ago(5), dump.subarray(0, 50)),
        /^50 bytes are fewer than the least credible size of 100$/,
      ],
      ['none that pg_restore can list', (store) => store.copy(ago(5), Buffer.alloc(5000, 'x')), /^pg_restore cannot list it: /],
      ['without a checksum', (store) => store.copy(ago(5), dump, { sha256: '' }), /^its SHA-256 is [0-9a-f]{64}, its manifest says $/],
      ['that of another backup', (store) => store.copy(ago(5), dump, { backup: 'other' }), /^its manifest is that of .* of other, daily$/],
      [
        'without a duration',
        (store) => store.copy(ago(5), dump, { durationSeconds: Number.NaN }),
        /^its manifest does not say how long it took$/,
      ],
      ['without its globals', (store) => store.copy(ago(5), dump, { companions: [globals] }), /^daily\/gone.sql, its globals, is gone$/],
    ])('never marks a copy that is %s, tells why, and does not read it again', async (_why, put, reason) => {
      const store = await emptyStore();
      const key = await put(store);
      const first = await look(store);
      expect([first.status, first.told('copy_rejected').map((line) => line['key'])]).toEqual([6, [key]]);
      expect(first.told('copy_rejected')[0]?.['reason']).toMatch(reason);
      expect(first.series).toMatchObject({ [`last_attempt_failed${daily}`]: 1, watcher_heartbeat: 1 });
      expect(first.series[`bytes${daily}`]).toBeUndefined();
      const keys = await emulator.keys(store.bucket);
      expect(keys).toContain(rejectedKey('database', key));
      expect(keys.filter((found) => found.startsWith('verified/database/') || found.startsWith('last-good/'))).toEqual([]);
      const second = await look(store);
      expect([second.status, second.told('copy_rejected')]).toEqual([0, []]);
      expect(second.series[`last_attempt_failed${daily}`]).toBe(1);
    });

    it('falls back to an older copy that is good when the newest one is bad, and still tells the failure', async () => {
      const store = await emptyStore();
      const older = await store.copy(ago(65), dump);
      await store.copy(ago(5), dump, {}, 'dump', flipped(dump));
      const { told, series } = await look(store);
      expect(told('copy_verified').map((line) => line['key'])).toEqual([older]);
      expect(series[`last_attempt_failed${daily}`]).toBe(1);
      expect(series[`age_seconds${daily}`]).toBeGreaterThanOrEqual(65 * 60 - tick);
    });

    it('sees that a verified copy is gone, and keeps the last good one', async () => {
      const store = await emptyStore();
      const older = await store.copy(ago(1500), dump);
      await look(store);
      const newest = await store.copy(ago(60), Buffer.concat([dump, dump]));
      await look(store);
      await store.remove(newest);
      const one = await look(store);
      expect(one.series[`bytes${daily}`]).toBe(dump.length);
      expect(one.series[`age_seconds${daily}`]).toBeGreaterThanOrEqual(1500 * 60 - tick);
      await store.remove(older);
      const none = await look(store);
      expect(none.series[`bytes${daily}`]).toBeUndefined();
      expect(none.status).toBe(0);
      expect((await emulator.bytes(store.bucket, 'last-good/database')).length).toBe(2 * dump.length);
    });

    it('tells an attempt that came to nothing, and a copy that was never finished', async () => {
      const store = await emptyStore();
      await store.attempt(ago(0));
      await store.put(`daily/shop_backup_${objectTime(ago(0))}.dump`, dump);
      const running = await look(store);
      expect([running.status, running.series[`last_attempt_failed${daily}`]]).toEqual([0, 0]);
      // The store tells times to the second: an attempt of this second has not yet run for longer than none.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const over = await look(store, { longestRunSeconds: 0 });
      expect([over.status, over.series[`last_attempt_failed${daily}`]]).toEqual([0, 1]);
      await store.put(manifestOf(`daily/shop_backup_${objectTime(ago(0))}.dump`), '{"format":1');
      expect((await look(store, { longestRunSeconds: 0 })).series[`last_attempt_failed${daily}`]).toBe(1);
    });

    it('does not believe a copy that it is of the future', async () => {
      const store = await emptyStore();
      await store.copy(ago(-60 * 24 * 365), dump);
      const { series } = await look(store);
      expect(series[`age_seconds${daily}`]).toBeGreaterThanOrEqual(0);
      await new Promise((resolve) => setTimeout(resolve, 2100));
      expect((await look(store)).series[`age_seconds${daily}`]).toBeGreaterThanOrEqual(2 - tick);
    });
  },
);

const globals = { role: 'globals', key: 'daily/gone.sql', bytes: 10, sha256: '' } as const;

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}
