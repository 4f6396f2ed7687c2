import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { drillResultText } from '../../model/drill-result';
import type { WatchedArchive, WatchedBackup } from '../../model/job-settings';
import { drillResultKey, readingKey, routinesOf, verifiedKey } from '../../model/store-layout';
import { twoBaseBackups } from '../support/backup-info';
import { projectRoot } from '../support/command';
import { until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPushgateway, PushgatewayServer } from '../support/pushgateway';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { accessDenied, type StoreCall, StoreProxy } from '../support/store-proxy';
import { WatchedStore, watchedDatabase } from '../support/watched-store';

const ago = (minutes: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);
const watched = { ...watchedDatabase, drills: [] };
/** Content of which nothing but size and checksum is known. */
const body = Buffer.alloc(5000, 'x');
const exports: WatchedBackup = { ...watched, name: 'firestore', kind: 'firestore' };
/** Where the documents of an export are. */
const part = 'all_namespaces/all_kinds';
const daily = '{backup="database",tier="daily"}';

describeWithTool(
  'ministack and a Pushgateway',
  () => hasS3Emulator() && hasPushgateway(),
  () => {
    const emulator = new S3Emulator();
    const pushgateway = new PushgatewayServer();
    const proxy = new StoreProxy(emulator);
    let buckets = 0;

    beforeAll(async () => {
      await Promise.all([emulator.start(), pushgateway.start()]);
      await proxy.start();
    });
    afterAll(async () => {
      proxy.stop();
      await Promise.all([emulator.stop(), pushgateway.stop()]);
    });

    async function emptyBucket(): Promise<string> {
      buckets += 1;
      const bucket = `watched-${buckets}`;
      await emulator.makeBucket(bucket);
      return bucket;
    }

    async function emptyStore(): Promise<WatchedStore> {
      await pushgateway.wipe();
      proxy.calls.length = 0;
      proxy.judge = () => 'pass';
      return new WatchedStore(emulator, pushgateway, await emptyBucket());
    }

    const throughProxy = (): Record<string, string> => ({ AWS_ENDPOINT_URL: proxy.url });

    it('asks for a short lock on the last good copy, and never for an encryption of its own', async () => {
      const store = await emptyStore();
      const key = await store.copy(ago(10), body, {}, 'bin');
      await store.look([watched], { ...throughProxy(), LOCK_DAYS: '7' });
      const [copied] = proxy.calls.filter(({ method, key }) => method === 'PUT' && key.includes('last-good/database'));
      const until = Date.parse(String(copied?.headers['x-amz-object-lock-retain-until-date']));
      expect(Math.round((until - Date.now()) / 86_400_000)).toBe(7);
      expect(copied?.headers).toMatchObject({ 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-copy-source': `${store.bucket}/${key}` });
      expect(proxy.calls.flatMap(({ headers }) => Object.keys(headers)).filter((name) => name.includes('encryption'))).toEqual([]);
    });

    it('shows the others when one bucket cannot be looked at, without a heartbeat and without success', async () => {
      const store = await emptyStore();
      await store.copy(ago(10), body, {}, 'bin');
      const closed = await emptyBucket();
      proxy.judge = ({ bucket }) => (bucket === closed ? accessDenied : 'pass');
      const { status, series, told, output } = await store.look([{ ...watched, name: 'files', bucket: closed }, watched], throughProxy());
      expect(status).toBe(5);
      expect(told('not_looked_at').map((line) => line['what'])).toContain('files, daily');
      expect(output).toMatch(/AccessDenied/);
      expect(series).toMatchObject({ [`bytes${daily}`]: 5000, [`last_attempt_failed${daily}`]: 0 });
      expect(Object.keys(series).filter((name) => name.includes('files') || name.includes('heartbeat'))).toEqual([]);
    });

    it('tells nothing of a copy that it may not read, and asks for a person', async () => {
      const store = await emptyStore();
      const key = await store.copy(ago(10), body, {}, 'bin');
      proxy.judge = ({ operation, ...asked }) => (operation === 'GetObject' && asked.key === key ? accessDenied : 'pass');
      const { status, told, series } = await store.look([watched], throughProxy());
      expect([status, told('not_read_back').map((line) => line['key'])]).toEqual([5, [key]]);
      expect(told('copy_rejected')).toEqual([]);
      expect(series[`last_attempt_failed${daily}`]).toBe(0);
      expect(series['watcher_heartbeat']).toBeUndefined();
      const after = await store.look([watched]);
      expect([after.status, after.series[`bytes${daily}`]]).toEqual([0, 5000]);
    });

    it('ends in its time when a copy takes too long to read, after the others were read and all gauges are published', async () => {
      const store = await emptyStore();
      const slow = await store.copy(ago(10), body, {}, 'bin');
      const configuration: WatchedBackup = {
        ...watched,
        name: 'configuration',
        objectName: 'config',
        tiers: [{ name: 'config', prefix: 'config/', keepSeconds: 1 }],
      };
      await store.put('config/config_20261121_020000.bin', 'x'.repeat(4000));
      await store.put('config/config_20261121_020000.bin.manifest.json', JSON.stringify(manifestOfConfiguration));
      proxy.judge = ({ operation, key }) => (operation === 'GetObject' && key === slow ? 'endless-answer' : 'pass');
      const { status, told, series } = await store.look([watched, configuration], { ...throughProxy(), TIME_LIMIT_SECONDS: '10' });
      expect([status, told('read_back_unfinished').map((line) => line['key'])]).toEqual([124, [slow]]);
      expect(told('copy_rejected')).toEqual([]);
      expect(series).toMatchObject({
        [`last_attempt_failed${daily}`]: 0,
        'bytes{backup="configuration",tier="config"}': 4000,
        watcher_heartbeat: 1,
      });
    });

    it('leaves a copy to the look that is reading it, until that must have ended', async () => {
      const store = await emptyStore();
      await store.copy(ago(70), body, {}, 'bin');
      const key = await store.copy(ago(10), body, {}, 'bin');
      const mark = readingKey('database', key, ago(-10));
      await store.put(mark, '{}');
      const meanwhile = await store.look([watched]);
      expect([meanwhile.status, meanwhile.told('copy_verified'), meanwhile.series['watcher_heartbeat']]).toEqual([0, [], 1]);
      await store.remove(mark);
      await store.put(readingKey('database', key, ago(10)), '{}');
      expect((await store.look([watched])).told('copy_verified').map((line) => line['key'])).toEqual([key]);
    });

    it('tells how drills went and when routines last succeeded', async () => {
      const store = await emptyStore();
      const drill = (minutes: number, ok: boolean) => ({
        format: 1 as const,
        backup: 'database',
        drill: 'weekly-restore',
        started: ago(minutes + 5).toISOString(),
        finished: ago(minutes).toISOString(),
        durationSeconds: 300,
        ok,
        failures: ok ? [] : ['rows are missing'],
      });
      for (const [minutes, ok] of [
        [600, true],
        [60, false],
      ] as const) {
        await store.put(drillResultKey('database', 'weekly-restore', ago(minutes + 5)), drillResultText(drill(minutes, ok)));
        await new Promise((resolve) => setTimeout(resolve, 1100));
      }
      await store.put(`${routinesOf('integrity-check')}20261121_020000`, '{}');
      const { series } = await store.look([{ ...watched, drills: ['weekly-restore'] }], { ROUTINES: '["integrity-check"]' });
      const labels = '{backup="database",drill="weekly-restore"}';
      expect([series[`drill_failed${labels}`], series[`drill_duration_seconds${labels}`]]).toEqual([1, 300]);
      expect(Math.round((series[`drill_age_seconds${labels}`] ?? 0) / 60)).toBe(600);
      expect(series['routine_age_seconds{routine="integrity-check"}']).toBeLessThan(60);
    });

    it('judges an export of Firestore by what an import needs', async () => {
      const store = await emptyStore();
      await store.put('attempts/firestore/daily_20261121T0200.json', '{}');
      await store.put(`daily/20261121/${part}/all_namespaces_all_kinds.export_metadata`, 'metadata of a part');
      await store.put(`daily/20261121/${part}/output-0`, body);
      const unfinished = await store.look([exports]);
      expect([unfinished.status, unfinished.told('copy_verified')]).toEqual([0, []]);
      await store.put('daily/20261121/20261121.overall_export_metadata', 'metadata');
      const { status, series } = await store.look([exports]);
      expect([status, series['bytes{backup="firestore",tier="daily"}']]).toEqual([0, 5026]);
      await store.put('daily/20261122/20261122.overall_export_metadata', '');
      await store.put(`daily/20261122/${part}/output-0`, body);
      const empty = await store.look([exports]);
      expect([empty.status, empty.told('copy_rejected')[0]?.['reason']]).toEqual([
        6,
        'daily/20261122/20261122.overall_export_metadata is empty',
      ]);
      expect(empty.series['last_attempt_failed{backup="firestore",tier="daily"}']).toBe(1);
    });

    it('keeps the newest good export in a folder of its own name, whole, and none that is older', async () => {
      const store = await emptyStore();
      for (const [day, parts] of [
        ['20261121', 2],
        ['20261122', 1],
      ] as const) {
        for (let index = 0; index < parts; index += 1) await store.put(`daily/${day}/${part}/output-${index}`, body);
        await store.put(`daily/${day}/${day}.overall_export_metadata`, 'metadata');
        expect((await store.look([exports])).status).toBe(0);
      }
      expect(await store.keys('last-good/')).toEqual([
        'last-good/firestore/20261122/20261122.overall_export_metadata',
        `last-good/firestore/20261122/${part}/output-0`,
      ]);
      expect(await store.keys('verified/firestore/')).toEqual([
        verifiedKey('firestore', 'daily/20261121'),
        verifiedKey('firestore', 'daily/20261122'),
      ]);
    });

    it('says so when a lock keeps what a newer export replaces, and has the newer one whole', async () => {
      const store = await emptyStore();
      for (const day of ['20261121', '20261122']) {
        await store.put(`daily/${day}/${part}/output-0`, body);
        await store.put(`daily/${day}/${day}.overall_export_metadata`, 'metadata');
        if (day === '20261121') expect((await store.look([exports])).status).toBe(0);
      }
      // Where a bucket keeps versions, such a delete only hides the object; a locked object without versions refuses it.
      proxy.judge = ({ operation }) => (operation === 'DeleteObject' ? accessDenied : 'pass');
      const { status, told, series } = await store.look([exports], throughProxy());
      expect([status, told('not_looked_at').map((line) => line['what'])]).toEqual([5, ['last good copy of firestore']]);
      expect(series['watcher_heartbeat']).toBeUndefined();
      expect(series['last_attempt_failed{backup="firestore",tier="daily"}']).toBe(0);
      expect(await store.keys('last-good/')).toEqual(
        ['20261121', '20261122'].flatMap((day) => [
          `last-good/firestore/${day}/${day}.overall_export_metadata`,
          `last-good/firestore/${day}/${part}/output-0`,
        ]),
      );
    });

    it.each([7200, -7200])('tells ages by the clock of the store, though its own is off by %i s', async (shift) => {
      const store = await emptyStore();
      await store.copy(ago(10), body, {}, 'bin');
      const { status, series } = await store.look([watched], {
        NODE_OPTIONS: `--require=${join(projectRoot, '__tests__', 'support', 'shifted-clock.cjs')}`,
        CLOCK_SHIFT_SECONDS: String(shift),
      });
      expect(status).toBe(0);
      const age = series[`age_seconds${daily}`] ?? 0;
      expect(Math.abs(age - 600)).toBeLessThan(60);
    });

    it('sees the base backups of an archive that are still there with all that they build on', async () => {
      const store = await emptyStore();
      const archive: WatchedArchive = {
        name: 'database-archive',
        kind: 'wal-archive',
        bucket: store.bucket,
        folder: '/pgbackrest',
        stanza: 'database',
        minimumBytes: 1,
        longestRunSeconds: 3600,
        tiers: [
          { name: 'base', type: 'full', attempt: 'attempts/database-archive/base' },
          { name: 'incremental', type: 'incr', attempt: 'attempts/database-archive/incremental' },
        ],
        drills: [],
      };
      const folder = 'pgbackrest/backup/database';
      const [full, incremental] = ['20261121-062634F', '20261121-062634F_20261121-062640I'].map(
        (label) => `${folder}/${label}/backup.manifest`,
      );
      const seconds = async (overrun = 3600): Promise<Record<string, number | undefined>> => {
        const { status, series } = await store.look([{ ...archive, longestRunSeconds: overrun }]);
        expect(status).toBe(0);
        const of = (gauge: string, tier: string) => series[`${gauge}{backup="database-archive",tier="${tier}"}`];
        return {
          base: of('duration_seconds', 'base'),
          incremental: of('duration_seconds', 'incremental'),
          bytes: of('bytes', 'base'),
          failed: of('last_attempt_failed', 'base'),
        };
      };
      expect(await seconds()).toEqual({ failed: 0 });
      await store.put('attempts/database-archive/base', '{}');
      // The store tells times to the second: an attempt of this second has not yet run for longer than none.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(await seconds(0)).toEqual({ failed: 1 });
      await store.put(`${folder}/backup.info`, twoBaseBackups);
      for (const key of [full, incremental]) await store.put(String(key), 'manifest');
      expect(await seconds(0)).toEqual({ base: 5, incremental: 2, bytes: 22_992_664, failed: 0 });
      await store.remove(String(incremental));
      expect((await seconds())['incremental']).toBe(5);
      await store.put(String(incremental), 'manifest');
      await store.remove(String(full));
      expect(await seconds(0)).toEqual({ failed: 1 });
      await store.put(`${folder}/backup.info`, twoBaseBackups.slice(0, 500));
      const broken = await store.look([archive]);
      expect([broken.status, broken.series['watcher_heartbeat']]).toEqual([5, undefined]);
      expect(broken.output).toContain('backup.info lists a base backup that cannot be read');
    });

    it('ends at once when it is told to stop, without a verdict and without publishing', async () => {
      const store = await emptyStore();
      const key = await store.copy(ago(10), body, {}, 'bin');
      proxy.judge = ({ operation, ...asked }) => (operation === 'GetObject' && asked.key === key ? 'endless-answer' : 'pass');
      const look = store.begin([watched], throughProxy());
      await until('the copy is read', () => proxy.calls.some(({ operation, ...asked }) => operation === 'GetObject' && asked.key === key));
      await pushgateway.wipe();
      look.stop();
      const { code, lines } = await look.ended;
      expect([code, lines.at(-1)?.['reason']]).toEqual([143, 'interrupted']);
      expect(await store.keys('verified/database/')).toEqual([]);
      expect(await store.keys('verified/rejected/')).toEqual([]);
      expect(await pushgateway.series()).toEqual({});
    });

    it.each([
      ['lists copies', ({ operation }: StoreCall) => operation === 'ListObjectsV2', false],
      ['puts its verdict', ({ method, key }: StoreCall) => method === 'PUT' && key.startsWith('verified/database/'), false],
      ['renews the last good copy', ({ operation }: StoreCall) => operation === 'CopyObject', true],
    ] as const)('ends when it is told to stop while it %s, and leaves every copy as it was', async (_phase, where, verdict) => {
      const store = await emptyStore();
      const key = await store.copy(ago(10), body, {}, 'bin');
      const before = await emulator.versions(store.bucket);
      proxy.judge = (call) => (where(call) ? 'hang' : 'pass');
      const look = store.begin([watched], throughProxy());
      await until('the phase', () => proxy.calls.some(where));
      look.stop();
      const { code, lines } = await look.ended;
      expect([code, lines.at(-1)?.['reason']]).toEqual([143, 'interrupted']);
      expect(await store.keys('verified/database/')).toEqual(verdict ? [verifiedKey('database', key)] : []);
      expect(await store.keys('last-good/')).toEqual([]);
      expect(await emulator.versions(store.bucket)).toEqual(expect.arrayContaining([...before]));
    });

    it('ends when it is told to stop while a place of metrics keeps it waiting', async () => {
      const store = await emptyStore();
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const connected = once(silent, 'connection');
      const look = store.begin([watched], { PUSH_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
      await connected;
      look.stop();
      const { code, lines } = await look.ended;
      silent.close();
      expect([code, lines.at(-1)?.['reason']]).toEqual([143, 'interrupted']);
    });

    it('comes to one verdict when two looks meet', async () => {
      const store = await emptyStore();
      const key = await store.copy(ago(10), body, {}, 'bin');
      const looks = await Promise.all([store.look([watched]), store.look([watched])]);
      expect(looks.map(({ status }) => status)).toEqual([0, 0]);
      expect(await store.keys('verified/database/')).toEqual([verifiedKey('database', key)]);
      expect(Buffer.from(await emulator.bytes(store.bucket, 'last-good/database'))).toEqual(body);
    });

    it('publishes to CloudWatch too, under the dimensions that alarms name', async () => {
      const store = await emptyStore();
      await store.copy(ago(10), body, {}, 'bin');
      const { status } = await store.look([watched], { METRIC_NAMESPACE: 'opskeep/test' });
      expect(status).toBe(0);
      const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = '' } = emulator.environment;
      const client = new CloudWatchClient({ endpoint, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
      const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: 'opskeep/test' }));
      const scope = [
        { Name: 'product', Value: 'shop' },
        { Name: 'environment', Value: 'production' },
      ];
      const own = [...scope, { Name: 'backup', Value: 'database' }, { Name: 'tier', Value: 'daily' }];
      const byName = Object.fromEntries(Metrics.map(({ MetricName, Dimensions }) => [MetricName, Dimensions]));
      expect(byName).toEqual({
        age_seconds: own,
        bytes: own,
        bytes_ratio: own,
        duration_seconds: own,
        last_attempt_failed: own,
        watcher_heartbeat: scope,
      });
      const { MetricDataResults = [] } = await client.send(
        new GetMetricDataCommand({
          StartTime: ago(5),
          EndTime: ago(-5),
          MetricDataQueries: [
            {
              Id: 'q',
              MetricStat: { Metric: { Namespace: 'opskeep/test', MetricName: 'bytes', Dimensions: own }, Period: 3600, Stat: 'Maximum' },
            },
          ],
        }),
      );
      expect(MetricDataResults[0]?.Values).toEqual([5000]);
    });

    it('replaces its group as a whole, so that what is watched no longer does not stay', async () => {
      const store = await emptyStore();
      await store.look([watched, { ...watched, name: 'files' }]);
      const { series } = await store.look([watched]);
      expect(Object.keys(series).filter((name) => name.includes('files'))).toEqual([]);
      expect(await pushgateway.groups()).toEqual([{ environment: 'production', job: 'opskeep-store-watcher', product: 'shop' }]);
    });

    it('looks and keeps what it saw when nobody takes its gauges, and does not call that a success', async () => {
      const store = await emptyStore();
      const key = await store.copy(ago(10), body, {}, 'bin');
      const { status, told } = await store.look([watched], { PUSH_URL: 'http://127.0.0.1:9' });
      expect([status, told('not_published')[0]?.['to']]).toEqual([9, 'Pushgateway']);
      expect(await emulator.keys(store.bucket)).toContain(verifiedKey('database', key));
    });

    it('says what is missing before it looks', async () => {
      const store = await emptyStore();
      const { status, output } = await store.look([], { BUCKET: '', WATCH: 'no list', TIME_LIMIT_SECONDS: 'soon', LOCK_DAYS: '-1' });
      expect(status).toBe(2);
      for (const name of ['BUCKET', 'WATCH', 'TIME_LIMIT_SECONDS', 'LOCK_DAYS']) expect(output).toContain(name);
    });
  },
);

const manifestOfConfiguration = {
  format: 1,
  kind: 'configuration',
  backup: 'configuration',
  tier: 'config',
  key: 'config/config_20261121_020000.bin',
  bytes: 4000,
  sha256: '91c9568c40c8d8d1f7a1bd029d124994b3c2a8750c4e4b328ee9b1cf81151d85',
  startedAt: '2026-11-21T02:00:00.000Z',
  finishedAt: '2026-11-21T02:00:05.000Z',
  durationSeconds: 5,
  tools: {},
};
