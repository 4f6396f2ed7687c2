import {
  attemptKey,
  attemptsOf,
  copyKey,
  drillsOf,
  enrolmentKey,
  isManifest,
  lastGoodOf,
  manifestOf,
  markerKey,
  momentIn,
  readingKey,
  rejectedKey,
  reservedPrefixes,
  routinesOf,
  treePart,
  verifiedKey,
  verifiedOf,
} from '../../model/store-layout';

const moment = new Date('2026-11-21T02:30:05.900Z');
const copy = copyKey('daily/', 'shop_backup', moment, 'dump');

describe('store layout', () => {
  it('says where what is known of a copy stands', () => {
    expect([
      manifestOf(copy),
      verifiedKey('database', copy),
      rejectedKey('database', copy),
      enrolmentKey(moment),
      readingKey('database', copy, moment),
    ]).toEqual([
      'daily/shop_backup_20261121_023005.dump.manifest.json',
      'verified/database/daily/shop_backup_20261121_023005.dump.manifest.json',
      'verified/rejected/database/daily/shop_backup_20261121_023005.dump.json',
      'verified/enrolments/20261121_023005.json',
      'verified/readings/database/daily/shop_backup_20261121_023005.dump_20261121_023005.json',
    ]);
  });

  it('keeps what was found bad apart from what was found good', () => {
    expect(rejectedKey('database', copy).startsWith(verifiedOf('database'))).toBe(false);
  });

  it.each([
    ['a copy', copy],
    ['an attempt', attemptKey('database', 'daily', moment)],
    ['a manifest', manifestOf(copy)],
  ])('tells the moment in the name of %s, to the second', (_what, key) => {
    expect(momentIn(key)).toEqual(new Date('2026-11-21T02:30:05Z'));
  });

  it.each([
    'firestore/20261121',
    'attempts/firestore/daily_20261121T0200.json',
    'daily/shop_20261399_000000.dump',
    'a_20261121_020000.b/c',
  ])('tells no moment in %s', (key) => expect(momentIn(key)).toBeUndefined());

  it('lets no tier write where records stand', () => {
    expect(reservedPrefixes).toEqual(
      expect.arrayContaining(['attempts/', 'verified/', 'verified/rejected/', 'verified/enrolments/', 'last-good/', 'incident/']),
    );
  });

  it('has a place for the starts, the drills and the newest good copy of each backup, and for each routine', () => {
    expect([attemptsOf('database'), drillsOf('database'), lastGoodOf('database'), routinesOf('report')]).toEqual([
      'attempts/database/',
      'verified/drills/database/',
      'last-good/database',
      'verified/routines/report/',
    ]);
    expect(markerKey('report', moment)).toBe('verified/routines/report/report_20261121_023005.json');
  });

  it('tells a manifest by the end of its name', () => {
    expect([manifestOf(copy), copy, '.manifest.json/copy'].map(isManifest)).toEqual([true, false, false]);
  });

  it.each([
    ['compose file', 'compose-file'],
    ['Uploads', 'uploads'],
    [' (logs) & traces! ', 'logs-traces'],
    ['v2', 'v2'],
    ['a - b', 'a-b'],
  ])('names the part "%s" of a tree %s', (part, name) => expect(treePart(part)).toBe(name));
});
