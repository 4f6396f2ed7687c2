import { exitCodes } from '../../jobs/exit';
import { type JobProcess, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { PostgresBackupScene } from '../support/postgres-backup-scene';
import { hasPostgres } from '../support/postgres-server';
import { hasPushgateway, PushgatewayServer } from '../support/pushgateway';
import { hasS3Emulator } from '../support/s3-emulator';
import { accessDenied, type StoreCall, type Verdict } from '../support/store-proxy';
import { type LookResult, WatchedStore, watchedDatabase } from '../support/watched-store';

/** From a run that fails to the gauge that pages: what one program leaves in the store is what the other one reads there. */
describeWithTool(
  'PostgreSQL, ministack and the Pushgateway',
  () => hasPostgres() && hasS3Emulator() && hasPushgateway(),
  () => {
    const scene = new PostgresBackupScene();
    const pushgateway = new PushgatewayServer();
    const failed = 'last_attempt_failed{backup="database",tier="daily"}';
    const bytes = 'bytes{backup="database",tier="daily"}';
    let good: LookResult;

    beforeAll(async () => {
      await Promise.all([scene.start(), pushgateway.start()]);
    });
    beforeEach(async () => {
      scene.proxy.judge = () => 'pass';
      expect((await scene.run().ended).code).toBe(0);
      good = await look();
      expect([good.status, good.series[failed]]).toEqual([0, 0]);
    });
    afterAll(() => Promise.all([pushgateway.stop(), scene.stop()]));

    /** A look at which every run that has not ended well is over. The store tells times to the second. */
    async function look(): Promise<LookResult> {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const store = new WatchedStore(scene.store, pushgateway, scene.bucket);
      return await store.look([{ ...watchedDatabase, drills: [], longestRunSeconds: 0 }], { PATH: scene.environment()['PATH'] ?? '' });
    }

    const isManifest = ({ key }: StoreCall): boolean => key.endsWith('.manifest.json');
    const answers = (where: (call: StoreCall) => boolean, verdict: Verdict) => (call: StoreCall) => (where(call) ? verdict : 'pass');
    const completes = ({ operation }: StoreCall): boolean => operation === 'CompleteMultipartUpload';
    const otherChecksum = { alter: (answer: string) => answer.replace(/(<ChecksumSHA256>)[^<]{4}/, '$1AAAA') };

    it.each<[string, keyof typeof exitCodes, Readonly<Record<string, string>>, (call: StoreCall) => Verdict]>([
      ['cannot log in', 'source', { PGPASSWORD: 'not the password' }, () => 'pass'],
      ['may not copy', 'refused', { POSTGRES_MAJOR: '16' }, () => 'pass'],
      ['made too small a dump', 'notCredible', { MINIMUM_BYTES: '1000000000' }, () => 'pass'],
      ['is denied the manifest', 'store', {}, answers(isManifest, accessDenied)],
      ['is confirmed another checksum', 'notCredible', {}, answers(completes, otherChecksum)],
      ['has no time left', 'timeLimit', { TIME_LIMIT_SECONDS: '5' }, answers(completes, 'hang')],
    ])('a run that %s ends with the code of "%s" and is seen to have failed', async (_what, reason, changes, judge) => {
      scene.proxy.judge = judge;
      const { code, lines } = await scene.run(changes).ended;
      expect(code).toBe(exitCodes[reason]);
      expect(lines.at(-1)).toMatchObject({
        level: 'error',
        event: 'failed',
        program: 'postgres-backup',
        backup: 'database',
        tier: 'daily',
        reason,
        exit: exitCodes[reason],
        duration_seconds: expect.any(Number),
      });
      const { status, series, told } = await look();
      expect([status, series[failed], told('copy_verified')]).toEqual([0, 1, []]);
      expect(series[bytes]).toBe(good.series[bytes]);
    });

    it.each([
      ['uploads', ({ operation }: StoreCall): boolean => operation === 'UploadPart'],
      ['puts its manifest', isManifest],
    ] as const)('a run that is killed while it %s says nothing more, and is seen to have failed', async (_what, where) => {
      scene.proxy.calls.length = 0;
      scene.proxy.judge = answers(where, 'hang');
      const run: JobProcess = scene.run();
      await until('the phase', () => scene.proxy.calls.some(where));
      run.stop('SIGKILL');
      const { code, lines } = await run.ended;
      expect([code, lines.at(-1)?.['event']]).not.toContain('finished');
      const { status, series } = await look();
      expect([status, series[failed], series[bytes]]).toEqual([0, 1, good.series[bytes]]);
    });
  },
);
