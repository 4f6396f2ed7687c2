import fc from 'fast-check';
import type { StoredObject } from '../../../jobs/store/object-store';
import { finishedCopies, finishedExports, judged, toReadBack } from '../../../jobs/watch/copies';
import { copyKey, manifestOf, rejectedKey, verifiedKey } from '../../../model/store-layout';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 21, hour));
const object = (key: string, hour: number, bytes = 10): StoredObject => ({ key, bytes, modified: at(hour) });
const key = (hour: number, name = 'shop_backup'): string => copyKey('daily/', name, at(hour), 'dump');
const copyWithManifest = (hour: number, name?: string): StoredObject[] => [
  object(key(hour, name), hour, 100),
  object(manifestOf(key(hour, name)), hour + 1),
];
const keys = (copies: readonly { readonly key: string }[]): readonly string[] => copies.map((copy) => copy.key);
const none = { verified: [], rejected: [] };

describe('finished copies', () => {
  it('have a manifest, which says when they were whole', () => {
    const [copy] = finishedCopies(copyWithManifest(2), 'daily/', 'shop_backup');
    expect(copy).toEqual({ key: key(2), objects: [object(key(2), 2, 100)], bytes: 100, finished: at(3) });
  });

  it.each([
    ['without a manifest', [object(key(2), 2)]],
    ['whose object is gone', [object(manifestOf(key(2)), 3)]],
    ['of another backup in the same tier', copyWithManifest(2, 'shop_backup_full')],
    ['without a time in its name', [object('daily/shop_backup_x.dump', 2), object('daily/shop_backup_x.dump.manifest.json', 3)]],
    ['that is the manifest of a manifest', [object(manifestOf(key(2)), 2), object(manifestOf(manifestOf(key(2))), 3)]],
  ])('are none %s', (_why, objects) => {
    expect(finishedCopies(objects, 'daily/', 'shop_backup')).toEqual([]);
  });
});

describe('finished exports of Firestore', () => {
  const metadata = object('daily/20261121/20261121.overall_export_metadata', 3, 5);
  const parts = [
    object('daily/20261121/all_namespaces/all_kinds/all_namespaces_all_kinds.export_metadata', 2),
    object('daily/20261121/all_namespaces/all_kinds/output-0', 2, 1000),
  ];
  it('are all that stands in their folder', () => {
    expect(finishedExports([...parts, metadata], 'daily/')).toEqual([
      { key: 'daily/20261121', objects: [...parts, metadata], bytes: 1015, finished: at(3) },
    ]);
  });
  it('are none before the last object is there', () => expect(finishedExports(parts, 'daily/')).toEqual([]));
  it('are none by the metadata of another folder', () => {
    expect(finishedExports([...parts, object('daily/20261121/20261120.overall_export_metadata', 3)], 'daily/')).toEqual([]);
  });
});

describe('the verdict on copies', () => {
  const copies = finishedCopies([...copyWithManifest(2), ...copyWithManifest(5), ...copyWithManifest(8)], 'daily/', 'shop_backup');

  it('is what the records say, each list newest first', () => {
    const found = judged('database', copies, {
      verified: [object(verifiedKey('database', key(2)), 4), object(verifiedKey('database', key(5)), 7)],
      rejected: [object(rejectedKey('database', key(8)), 10)],
    });
    expect([keys(found.verified), keys(found.rejected), keys(found.unread)]).toEqual([[key(5), key(2)], [key(8)], []]);
  });

  it('is not that of another backup', () => {
    const found = judged('other', copies, { verified: [object(verifiedKey('database', key(2)), 4)], rejected: [] });
    expect(found.verified).toEqual([]);
  });

  it.each(['verified', 'rejected'] as const)('holds no longer when what was %s has been replaced since', (kind) => {
    const record = object((kind === 'verified' ? verifiedKey : rejectedKey)('database', key(8)), 8);
    expect(keys(judged('database', copies, { ...none, [kind]: [record] }).unread)).toContain(key(8));
  });

  it('is nothing for a copy that is gone', () => {
    expect(judged('database', [], { verified: [object(verifiedKey('database', key(2)), 4)], rejected: [] })).toEqual({
      verified: [],
      rejected: [],
      unread: [],
    });
  });
});

describe('what is read back', () => {
  const hours = fc.uniqueArray(fc.integer({ min: 0, max: 2000 }), { maxLength: 8 });
  it('is each copy at most once, newest first, and never one that is older than the newest good one', () => {
    fc.assert(
      fc.property(hours, hours, hours, (all, good, bad) => {
        const objects = all.flatMap((hour) => copyWithManifest(hour));
        const records = {
          verified: good.map((hour) => object(verifiedKey('database', key(hour)), hour + 2)),
          rejected: bad.map((hour) => object(rejectedKey('database', key(hour)), hour + 2)),
        };
        const found = judged('database', finishedCopies(objects, 'daily/', 'shop_backup'), records);
        const expected = all
          .filter((hour) => !good.includes(hour) && !bad.includes(hour))
          .filter((hour) => all.every((other) => !good.includes(other) || other < hour))
          .sort((a, b) => b - a);
        expect(keys(toReadBack(found))).toEqual(expected.map((hour) => key(hour)));
        expect([...found.verified, ...found.rejected, ...found.unread]).toHaveLength(all.length);
      }),
    );
  });
});
