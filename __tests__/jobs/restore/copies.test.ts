import { Readable } from 'node:stream';
import { findCopy } from '../../../jobs/restore/copies';
import type { ObjectStore } from '../../../jobs/store/object-store';
import { verifiedKey } from '../../../model/store-layout';

/** Verified manifests by the day of November that their copy shows; the verifier saw them in reverse. */
function recordsOf(copies: readonly (readonly [number, string])[]): ObjectStore & { readonly read: jest.Mock } {
  const texts = new Map(
    copies.map(([day, tier]) => {
      const key = `${tier}/shop_202611${day}_020000.dump`;
      const time = `2026-11-${day}T02:00:00.000Z`;
      const manifest = { format: 1, backup: 'database', tier, key, bytes: 1, startedAt: time, finishedAt: time };
      return [verifiedKey('database', key), JSON.stringify(manifest)];
    }),
  );
  return {
    bucket: 'records',
    list: async (prefix: string) =>
      [...texts.keys()].filter((key) => key.startsWith(prefix)).map((key, index) => ({ key, bytes: 1, modified: new Date(-index) })),
    read: jest.fn(async (key: string) => Readable.from([Buffer.from(texts.get(key) ?? '')])),
  } as unknown as ObjectStore & { readonly read: jest.Mock };
}

describe('the copy that is restored', () => {
  const { signal } = new AbortController();
  const records = recordsOf([
    [20, 'daily'],
    [15, 'weekly'],
    [18, 'daily'],
    [19, 'daily'],
  ]);
  const keyOf = async (wanted: object): Promise<string> =>
    (await findCopy(records, { backup: 'database', ...wanted }, signal)).manifest.key;

  it.each([
    ['the newest by the moment that it shows', {}, 'daily/shop_20261120_020000.dump'],
    ['the newest of its tier', { tier: 'weekly' }, 'weekly/shop_20261115_020000.dump'],
    ['the newest until a moment, this one included', { at: new Date('2026-11-19T02:00:00Z') }, 'daily/shop_20261119_020000.dump'],
    ['the newest until a moment, of any tier', { at: new Date('2026-11-17T00:00:00Z') }, 'weekly/shop_20261115_020000.dump'],
  ])('is %s', async (_what, wanted, key) => {
    expect(await keyOf(wanted)).toBe(key);
  });

  it('is missed in the words of what was wanted', async () => {
    await expect(keyOf({ tier: 'daily', at: new Date('2026-11-17T00:00:00Z') })).rejects.toMatchObject({
      reason: 'notCredible',
      message:
        'there is no verified copy of "database" in tier "daily" made until 2026-11-17T00:00:00.000Z below records/verified/database/',
    });
  });

  it('is found without reading every manifest', async () => {
    records.read.mockClear();
    await keyOf({ tier: 'daily' });
    expect(records.read).toHaveBeenCalledTimes(1);
  });
});
