import { type DrillResult, drillResultOf, drillResultText, newestMeasured, parseDrillResult } from '../../model/drill-result';
import { drillResultKey } from '../../model/store-layout';

const good: DrillResult = {
  format: 1,
  backup: 'database',
  drill: 'weekly-restore',
  tier: 'daily',
  key: 'daily/backup_20261121_020000.dump',
  copyTime: '2026-11-21T02:00:00.000Z',
  started: '2026-11-21T18:00:00.000Z',
  finished: '2026-11-21T18:12:30.000Z',
  durationSeconds: 750,
  restoredBytes: 1_000_000,
  bytesPerSecond: 2000,
  ok: true,
  failures: [],
};

const changed = (change: object): string => JSON.stringify({ ...good, ...change });

describe('the result of a drill', () => {
  it('is read as it was written', () => {
    expect(parseDrillResult(drillResultText(good))).toEqual(good);
  });

  it('needs neither copy nor bytes when the drill failed before it found one', () => {
    const { tier: _tier, key: _key, copyTime: _time, restoredBytes: _bytes, bytesPerSecond: _rate, ...rest } = good;
    const failed: DrillResult = { ...rest, ok: false, failures: ['there is no verified copy'] };
    expect(parseDrillResult(drillResultText(failed))).toEqual(failed);
  });

  it('tells which checks could not be made', () => {
    const partly: DrillResult = { ...good, unchecked: ['/health was not asked: no application is started on the restored copy'] };
    expect(parseDrillResult(drillResultText(partly))).toEqual(partly);
  });

  it('tells how many rows of a table came back', () => {
    const counted: DrillResult = { ...good, rows: { phones: 1200 } };
    expect(parseDrillResult(drillResultText(counted))).toEqual(counted);
  });

  it.each([
    ['cut off', drillResultText(good).slice(0, -10)],
    ['empty', ''],
    ['no object', 'null'],
    ['of another format', changed({ format: 2 })],
    ['without a drill', changed({ drill: '' })],
    ['without a backup', changed({ backup: undefined })],
    ['of a drill that is no text', changed({ drill: 7 })],
    ['of a tier that is no text', changed({ tier: 7 })],
    ['of a copy that is no text', changed({ key: null })],
    ['with a time that is no text', changed({ started: 2026 })],
    ['with a time that is none', changed({ finished: 'yesterday' })],
    ['without a duration', changed({ durationSeconds: undefined })],
    ['with a negative rate', changed({ bytesPerSecond: -1 })],
    ['good in spite of a failure', changed({ failures: ['rows are missing'] })],
    ['with rows that are no count', changed({ rows: { phones: -1 } })],
    ['with checks left out that are no text', changed({ unchecked: [1] })],
    ['failed without saying why', changed({ ok: false })],
  ])('is not taken when it is %s', (_why, text) => {
    expect(parseDrillResult(text)).toBeUndefined();
  });

  it('stands under its backup, its drill and the moment at which it started', () => {
    expect(drillResultKey('database', 'weekly-restore', new Date(good.started))).toBe(
      'verified/drills/database/weekly-restore_20261121_180000.json',
    );
  });

  it.each([['text'], [7], [null], [undefined]])('is not %j', (value) => {
    expect(drillResultOf(value)).toBeUndefined();
  });

  it('counts for the rate of a restore where it is the newest good one of its drill that has measured it', () => {
    const older = { ...good, finished: '2026-11-14T18:12:30.000Z' };
    const { bytesPerSecond: _rate, ...unmeasured } = { ...good, finished: '2026-11-28T18:00:00.000Z' };
    const failed = { ...good, ok: false, finished: '2026-11-28T18:00:00.000Z' };
    const others = [
      { ...good, backup: 'files', finished: '2026-11-28T18:00:00.000Z' },
      { ...good, drill: 'monthly', finished: '2026-11-28T18:00:00.000Z' },
    ];
    expect(newestMeasured([older, good, unmeasured, failed, ...others], 'database', 'weekly-restore')).toBe(good);
    expect(newestMeasured([unmeasured, failed, ...others], 'database', 'weekly-restore')).toBeUndefined();
  });
});
