import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import { parseDrillResult } from '../../model/drill-result';
import { blocksIn } from '../runbooks/markdown-links';
import { projectRoot } from '../support/command';
import { JobProcess } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { actionOf, isAllowed } from '../support/policy-judge';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { accessDenied, StoreProxy } from '../support/store-proxy';

describeWithTool('ministack', hasS3Emulator, () => {
  const emulator = new S3Emulator();
  let buckets = 0;
  let bucket: string;

  beforeAll(() => emulator.start());
  beforeEach(async () => {
    buckets += 1;
    bucket = `records-${buckets}`;
    await emulator.makeBucket(bucket);
  });
  afterAll(() => emulator.stop());

  /** As the store watcher of a product is told what it watches. */
  const record = (...words: readonly string[]) =>
    new JobProcess(['record', ...words], {
      ...emulator.environment,
      PRODUCT: 'clinic',
      ENVIRONMENT: 'production',
      BUCKET: bucket,
      LOCK_DAYS: '1',
      WATCH: JSON.stringify([
        { name: 'database', drills: ['weekly', 'full-test'] },
        { name: 'files', drills: ['full-test'] },
      ]),
      ROUTINES: JSON.stringify(['daily-report', 'secret-rotation']),
    }).ended;

  const resultAt = async (key: string) => parseDrillResult(Buffer.from(await emulator.bytes(bucket, key)).toString());

  it('records a duty as done now, which the store watcher then finds', async () => {
    const { code } = await record('secret-rotation');
    expect(code).toBe(0);
    expect(await emulator.keys(bucket)).toEqual([
      expect.stringMatching(/^verified\/routines\/secret-rotation\/secret-rotation_\d{8}_\d{6}\.json$/),
    ]);
  });

  it('records how a drill went for every backup that it restored', async () => {
    const { code } = await record('full-test', '--minutes=45');
    expect(code).toBe(0);
    const keys = await emulator.keys(bucket);
    expect(keys).toEqual([
      expect.stringMatching(/^verified\/drills\/database\/full-test_\d{8}_\d{6}\.json$/),
      expect.stringMatching(/^verified\/drills\/files\/full-test_\d{8}_\d{6}\.json$/),
    ]);
    const result = await resultAt(keys[0] ?? '');
    expect(result).toMatchObject({ backup: 'database', drill: 'full-test', durationSeconds: 2700, ok: true, failures: [] });
    expect(Date.parse(result?.finished ?? '') - Date.parse(result?.started ?? '')).toBe(2_700_000);
  });

  it('records a drill that failed, of one backup alone', async () => {
    expect((await record('full-test', '--minutes=90', '--backup=files', '--failed=the share could not be mounted')).code).toBe(0);
    const keys = await emulator.keys(bucket);
    expect(keys).toHaveLength(1);
    expect(await resultAt(keys[0] ?? '')).toMatchObject({ backup: 'files', ok: false, failures: ['the share could not be mounted'] });
  });

  it.each([
    [
      ['full-tset', '--minutes=1'],
      'nothing is called "full-tset"; known are daily-report, secret-rotation, weekly (of database), full-test (of database), full-test (of files)',
    ],
    [['weekly', '--minutes=1', '--backup=files'], 'nothing is called "weekly" of the backup "files"; '],
    [['full-test'], 'how long did "full-test" take? '],
    [['full-test', '--minutes=soon'], '--minutes is "soon". '],
    [['full-test', '--minutes=1', '--failed='], '--failed says nothing. '],
    [['full-test', '--minuts=1'], "Unknown option '--minuts'"],
    [['secret-rotation', '--failed=no time'], '"secret-rotation" is recorded when it is done; '],
    [[], 'Say `record <duty>`'],
  ])('records nothing for %j and says why', async (words, message) => {
    const { code, lines } = await record(...words);
    expect(code).toBe(2);
    expect(lines.at(-1)).toMatchObject({ event: 'failed', reason: 'settings', message: expect.stringContaining(message) });
    expect(await emulator.keys(bucket)).toEqual([]);
  });

  describe('from a pipeline, with the role of the guide', () => {
    const guide = readFileSync(join(projectRoot, 'docs', 'guide', 'operate.md'), 'utf8');
    const [policy = '{}'] = blocksIn(guide, 'json');
    const [command = ''] = blocksIn(guide, 'sh').filter((block) => block.startsWith('docker run'));
    const role = (): readonly PolicyStatement[] =>
      (JSON.parse(policy.replaceAll('reference-production-backups', bucket)) as { Statement: readonly PolicyStatement[] }).Statement;
    const settings = (): Record<string, string> =>
      Object.fromEntries(
        [...command.matchAll(/--env '?([A-Z_]+)=([^ ']*)/g)].map(([, name = '', value = '']) => [name, name === 'BUCKET' ? bucket : value]),
      );
    const proxy = new StoreProxy(emulator, async (call) => ((await isAllowed(call, { role: role(), bucket: [] })) ? 'pass' : accessDenied));

    beforeAll(async () => {
      await proxy.start();
    });
    afterAll(() => proxy.stop());

    const recordAs = (name: string, more: Readonly<Record<string, string>> = {}) =>
      new JobProcess(['record', name], { ...emulator.environment, AWS_ENDPOINT_URL: proxy.url, ...settings(), ...more }).ended;

    it('leaves a record of its duty, and needs no other right', async () => {
      expect((await recordAs('security-scan')).code).toBe(0);
      expect(await emulator.keys(bucket)).toEqual([
        expect.stringMatching(/^verified\/routines\/security-scan\/security-scan_\d{8}_\d{6}\.json$/),
      ]);
      expect([...new Set(proxy.calls.map(actionOf))]).toEqual(['s3:PutObject']);
    });

    it('leaves none of another duty', async () => {
      const { code, lines } = await recordAs('secret-rotation', { ROUTINES: '["secret-rotation"]' });
      expect(code).not.toBe(0);
      expect(lines.at(-1)).toMatchObject({ event: 'failed' });
      expect(await emulator.keys(bucket)).toEqual([]);
    });
  });
});
