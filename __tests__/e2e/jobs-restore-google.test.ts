import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, manifestText } from '../../jobs/manifest';
import { copyKey, manifestOf, verifiedKey } from '../../model/store-layout';
import { putObject } from '../support/google-job';
import { GoogleStorageEmulator, hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { JobProcess, jobScratch } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';

const copies = 'clinic-backups';
const records = 'clinic-backups-records';
const day = (date: number): Date => new Date(Date.UTC(2026, 10, date, 2));

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const emulator = new GoogleStorageEmulator();
  const { folder, remove } = jobScratch();
  const accounts = randomBytes(300_000);

  beforeAll(async () => {
    await emulator.start();
    for (const bucket of [copies, records]) await emulator.makeBucket(bucket);
    Object.assign(process.env, emulator.environment);
    for (const date of [19, 20]) await putAccounts(day(date), accounts);
    await putAccounts(day(21), accounts, { verified: false });
    await putAccounts(day(18), Buffer.concat([accounts, Buffer.from('x')]), { said: accounts });
    // The verifier saw the older export first, and its name comes first as well.
    for (const date of [19, 20]) await putExport(date);
  });
  afterAll(async () => {
    remove();
    await emulator.stop();
  });

  function manifestOfCopy(key: string, moment: Date, more: Partial<Manifest>): string {
    const time = moment.toISOString();
    const common = { format: 1, backup: 'auth', tier: 'daily', kind: 'firebase-auth', durationSeconds: 1, tools: {} } as const;
    return manifestText({ ...common, key, bytes: 0, startedAt: time, finishedAt: time, ...more });
  }

  async function putAccounts(moment: Date, stored: Buffer, { verified = true, said = stored } = {}): Promise<void> {
    const key = copyKey('daily/', 'auth', moment, 'json');
    const text = manifestOfCopy(key, moment, { bytes: said.length, sha256: createHash('sha256').update(said).digest('hex') });
    await putObject(copies, key, stored);
    await putObject(copies, manifestOf(key), text);
    if (verified) await putObject(records, verifiedKey('auth', key), text);
  }

  async function putExport(date: number): Promise<void> {
    const key = `daily/202611${date}`;
    await putObject(copies, `${key}/all_namespaces/all_kinds/output-0`, 'documents');
    await putObject(
      records,
      verifiedKey('firestore', key),
      manifestOfCopy(key, day(date), { backup: 'firestore', kind: 'firestore', bytes: 9 }),
    );
  }

  /** A person on a host of their own, who says where the copies are. */
  async function said(...words: readonly string[]): Promise<readonly [number | null, string]> {
    const place = [`--bucket=${copies}`, `--records=${records}`, '--project=clinic'];
    const { code, output } = await new JobProcess(['restore', ...words, ...place], emulator.environment).ended;
    return [code, output.trimEnd()];
  }
  const told = (output: string): readonly (readonly string[])[] =>
    output.split('\n').map((line) => [0, 3, 4].map((cell) => line.split(/ {2,}/)[cell] ?? ''));

  it('lists copies of one bucket with what the records in another know of them', async () => {
    const [code, output] = await said('list', '--backup=auth');
    expect(code).toBe(0);
    expect(told(output)).toEqual([
      ['MADE AT', 'STATE', 'KEY'],
      ['2026-11-21T02:00:00Z', 'not verified', 'daily/auth_20261121_020000.json'],
      ['2026-11-20T02:00:00Z', 'verified', 'daily/auth_20261120_020000.json'],
      ['2026-11-19T02:00:00Z', 'verified', 'daily/auth_20261119_020000.json'],
      ['2026-11-18T02:00:00Z', 'verified', 'daily/auth_20261118_020000.json'],
    ]);
  });

  it('lists the newest export first, whose name tells no time', async () => {
    const [code, output] = await said('list', '--backup=firestore', '--limit=1');
    expect(code).toBe(0);
    expect(told(output).slice(1)).toEqual([['2026-11-20T02:00:00Z', 'verified', 'daily/20261120']]);
  });

  it.each([
    ['the newest', [], 'daily/20261120'],
    ['the newest that is not younger than a time', ['--at=2026-11-20T01:59Z'], 'daily/20261119'],
  ])('finds %s export for an import', async (_which, words, key) => {
    const [code, output] = await said('inspect', '--backup=firestore', ...words);
    expect(code).toBe(0);
    expect((JSON.parse(output) as Manifest).key).toBe(key);
  });

  it('fetches the newest verified copy as it was stored', async () => {
    const file = join(folder, 'auth.copy');
    const [code, output] = await said('fetch', '--backup=auth', `--to=${file}`);
    expect([code, output]).toEqual([0, `fetching daily/auth_20261120_020000.json of 2026-11-20T02:00:00Z\n${file}`]);
    expect(readFileSync(file).equals(accounts)).toBe(true);
  });

  it('leaves no file where the copy is not what its manifest says', async () => {
    const before = readdirSync(folder);
    const [code, output] = await said('fetch', '--backup=auth', '--at=2026-11-18T12:00Z', `--to=${join(folder, 'changed')}`);
    expect([code, output.split('\n').at(-1)]).toEqual([6, 'daily/auth_20261118_020000.json has 300001 bytes, its manifest says 300000']);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('fetches no export into a file, and says so', async () => {
    const [code, output] = await said('fetch', '--backup=firestore', `--to=${join(folder, 'export')}`);
    expect([code, output.split('\n').at(-1)]).toEqual([4, 'daily/20261120 is no single object: it cannot be fetched into a file']);
  });

  it('says which bucket it could not list, without a stack trace', async () => {
    const words = ['restore', 'list', '--bucket=nobodys', '--project=clinic', '--backup=auth'];
    const { code, output } = await new JobProcess(words, emulator.environment).ended;
    expect(code).toBe(5);
    expect(output).toMatch(/^cannot list gs:\/\/nobodys\/: 404: [^\n]+\n$/);
  });
});
