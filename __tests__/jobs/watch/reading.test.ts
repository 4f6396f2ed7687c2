import { isBeingRead, readingUntil } from '../../../jobs/watch/reading';
import { readingKey } from '../../../model/store-layout';

const now = new Date('2026-11-21T12:00:00Z');
const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const copy = { key: 'daily/shop_backup_20261121_020000.dump' };
const mark = (until: Date, put = now, key = copy.key) => ({ key: readingKey('database', key, until), bytes: 3, modified: put });
const held = (...marks: readonly ReturnType<typeof mark>[]): boolean => isBeingRead('database', copy, marks, now);

describe('reading a copy back', () => {
  it('is marked where it outlasts a look, for as long as it may take', () => {
    expect([1e9, 30e9, 1e15].map((bytes) => readingUntil(bytes, now))).toEqual([undefined, after(20), after(60)]);
  });

  it('keeps others away until then', () => {
    expect([held(), held(mark(after(1))), held(mark(after(-1))), held(mark(after(-1)), mark(after(1)))]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('keeps nobody away from another copy, or one whose name is longer', () => {
    expect(held(mark(after(1), now, 'daily/shop_backup_20261122_020000.dump'))).toBe(false);
    expect(held(mark(after(1), now, `${copy.key}_x`))).toBe(false);
  });

  it('keeps nobody away for longer than a look may take, whatever the mark says', () => {
    expect(held(mark(after(9999), after(-61)))).toBe(false);
  });
});
