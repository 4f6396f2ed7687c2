import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { jobLog } from '../../jobs/log';
import { type Manifest, manifestText } from '../../jobs/manifest';
import { GoogleStore } from '../../jobs/store/google-store';
import { renew } from '../../jobs/watch/last-good';
import { look } from '../../jobs/watch/look';
import type { Seen } from '../../jobs/watch/seen';
import { Survey } from '../../jobs/watch/survey';
import { type Verified, verify } from '../../jobs/watch/verify';
import type { WatchedBackup } from '../../model/job-settings';
import { attemptKey, copyKey, manifestOf, rejectedKey, verifiedKey } from '../../model/store-layout';
import { GoogleStorageEmulator, hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';
import { StoreProxy } from '../support/store-proxy';

const watchedAccounts: WatchedBackup = {
  name: 'auth',
  kind: 'firebase-auth',
  bucket: 'copies',
  objectName: 'accounts',
  minimumBytes: 10,
  longestRunSeconds: 900,
  tiers: [{ name: 'daily', prefix: 'user-data/', keepSeconds: 2_592_000 }],
  drills: [],
};
const watchedExports: WatchedBackup = {
  ...watchedAccounts,
  name: 'firestore',
  kind: 'firestore',
  tiers: [{ name: 'daily', prefix: 'daily/', keepSeconds: 2_592_000 }],
};
const part = 'all_namespaces/all_kinds';

/** What the watcher does between its settings and its places of metrics, on the store of the other cloud. */
describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const emulator = new GoogleStorageEmulator();
  const { signal } = new AbortController();
  const log = jobLog(
    () => undefined,
    (text) => text,
    {},
  );
  let copies: GoogleStore;
  let records: GoogleStore;

  beforeAll(async () => {
    await emulator.start();
    for (const bucket of ['copies', 'records']) await emulator.makeBucket(bucket);
    Object.assign(process.env, emulator.environment);
    copies = new GoogleStore('copies', 'test');
    records = new GoogleStore('records', 'test');
  });
  afterAll(() => emulator.stop());

  async function watch(into = records): Promise<{ readonly verified: Verified; readonly seen: Seen }> {
    const stores = { records: into, named: () => copies };
    const survey = new Survey(log, signal);
    const watched = { copies: [watchedAccounts, watchedExports], routines: [] };
    const first = await look(watched, stores, survey);
    const verified = await verify(first.unread, { environment: {}, signal, log, records: into, timeOver: signal });
    const seen = await look(watched, stores, survey);
    for (const renewal of seen.renewals) await renew(renewal, into, { signal });
    expect(survey.problems).toEqual([]);
    return { verified, seen };
  }

  const values = ({ gauges }: Seen, backup: string): Record<string, number> =>
    Object.fromEntries(gauges.filter(({ labels }) => labels['backup'] === backup).map(({ metric, value }) => [metric, value]));
  const keys = async (store: GoogleStore, prefix: string): Promise<readonly string[]> =>
    (await store.list(prefix, signal)).map(({ key }) => key);

  const content = async (key: string): Promise<string> => await text(await records.read(key, signal));
  let bad = 0;

  async function putExport(day: string): Promise<void> {
    await copies.put(`daily/${day}/${part}/output-0`, 'documents of a day', { signal });
    await copies.put(`daily/${day}/${day}.overall_export_metadata`, 'metadata', { signal });
  }

  const body = '{"users": []}';

  async function putAccounts(moment: Date, stored = body): Promise<string> {
    const key = copyKey('user-data/', 'accounts', moment, 'json');
    const manifest: Manifest = {
      format: 1,
      kind: 'firebase-auth',
      backup: 'auth',
      tier: 'daily',
      key,
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      startedAt: moment.toISOString(),
      finishedAt: moment.toISOString(),
      durationSeconds: 1,
      tools: {},
    };
    await records.put(attemptKey('auth', 'daily', moment), '{}', { signal });
    await copies.put(key, stored, { signal });
    await copies.put(manifestOf(key), manifestText(manifest), { signal });
    return key;
  }

  it('is quiet while there is nothing, with records in a bucket of their own', async () => {
    const { verified, seen } = await watch();
    expect(verified).toEqual({ good: 0, bad: [], unfinished: [], problems: [] });
    expect(values(seen, 'auth')).toEqual({ age_seconds: expect.any(Number), last_attempt_failed: 0 });
    expect(await keys(records, 'verified/enrolments/')).toHaveLength(1);
    expect(await keys(copies, '')).toEqual([]);
  });

  it('reads copies and exports back, and keeps the newest good ones in the bucket of records', async () => {
    const key = await putAccounts(new Date('2026-11-21T02:00:00Z'));
    await putExport('20261121');
    const { verified, seen } = await watch();
    expect(verified).toEqual({ good: 2, bad: [], unfinished: [], problems: [] });
    expect(values(seen, 'auth')).toMatchObject({ bytes: body.length, bytes_ratio: 1, duration_seconds: 1, last_attempt_failed: 0 });
    expect(values(seen, 'firestore')).toMatchObject({ bytes: 26, bytes_ratio: 1, last_attempt_failed: 0 });
    expect(await keys(records, 'last-good/')).toEqual([
      'last-good/auth',
      'last-good/firestore/20261121/20261121.overall_export_metadata',
      `last-good/firestore/20261121/${part}/output-0`,
    ]);
    expect(await keys(records, verifiedKey('auth', key))).toHaveLength(1);
    expect((await watch()).verified.good).toBe(0);
  });

  it('may look twice at once: what one look has marked is marked for the other', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await putAccounts(new Date('2026-11-22T02:00:00Z'));
    await putExport('20261122');
    const before = await keys(records, 'verified/');
    // The emulator knows neither conditions nor rights: whoever creates below verified/ may not overwrite.
    const there = new Set(before);
    let refused = 0;
    const proxy = new StoreProxy(emulator, ({ query }) => {
      const name = query.get('name') ?? '';
      if (query.get('uploadType') !== 'multipart' || !name.startsWith('verified/')) return 'pass';
      if (!there.has(name)) {
        there.add(name);
        return 'pass';
      }
      refused += 1;
      return query.get('ifGenerationMatch') === '0' ? { status: 412, code: 'conditionNotMet' } : { status: 403, code: 'forbidden' };
    });
    await proxy.start();
    process.env['STORAGE_EMULATOR_HOST'] = proxy.url;
    const twice = new GoogleStore('records', 'test');
    Object.assign(process.env, emulator.environment);
    const looks = await Promise.all([watch(twice), watch(twice)]);
    proxy.stop();
    expect(looks.map(({ verified }) => verified)).toEqual(looks.map(() => ({ good: 2, bad: [], unfinished: [], problems: [] })));
    expect(refused).toBeGreaterThanOrEqual(2);
    expect(await keys(records, 'verified/')).toHaveLength(before.length + 2);
    expect(await keys(records, 'last-good/')).toEqual([
      'last-good/auth',
      'last-good/firestore/20261122/20261122.overall_export_metadata',
      `last-good/firestore/20261122/${part}/output-0`,
    ]);
  });

  it('puts the newer export in the place of the older one', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await putExport('20261123');
    expect((await watch()).verified.good).toBe(1);
    expect(await keys(records, 'last-good/firestore/')).toEqual([
      'last-good/firestore/20261123/20261123.overall_export_metadata',
      `last-good/firestore/20261123/${part}/output-0`,
    ]);
  });

  it.each([
    ['corrupted', '{"users": [1}', /^its SHA-256 is/],
    ['truncated', '{"users": [', /^it has 11 bytes, its manifest says 13$/],
    ['empty', '', /^0 bytes are fewer than the least credible size of 10$/],
  ])('never marks a copy that is %s, keeps the last good one and tells the failure', async (_how, stored, why) => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const good = await content('last-good/auth');
    const key = await putAccounts(new Date(`2026-11-2${4 + bad}T02:00:00Z`), stored);
    bad += 1;
    const { verified, seen } = await watch();
    expect(verified).toEqual({ good: 0, bad: [key], unfinished: [], problems: [] });
    expect(JSON.parse(await content(rejectedKey('auth', key)))).toMatchObject({ key, reason: expect.stringMatching(why) });
    expect(await keys(records, verifiedKey('auth', key))).toEqual([]);
    expect(values(seen, 'auth')).toMatchObject({ bytes: body.length, last_attempt_failed: 1 });
    expect(await content('last-good/auth')).toBe(good);
    expect((await watch()).verified.bad).toEqual([]);
  });

  it('sees that verified copies are gone, whoever deleted them, and keeps the last good one', async () => {
    for (const { key } of await copies.list('user-data/', signal)) await copies.remove(key, signal);
    const { seen } = await watch();
    expect(values(seen, 'auth')).not.toHaveProperty('bytes');
    expect(await content('last-good/auth')).toBe(body);
  });
});
