import { parseBackupInfo } from '../../../jobs/watch/backup-info';

const entry = (changes: object = {}): string =>
  JSON.stringify({
    'backrest-format': 5,
    'backup-archive-start': '000000010000000000000002',
    'backup-error': false,
    'backup-info-repo-size': 2_900_000,
    'backup-info-size': 23_000_000,
    'backup-timestamp-start': 1_795_226_400,
    'backup-timestamp-stop': 1_795_227_000,
    'backup-type': 'full',
    ...changes,
  });
const info = (...lines: readonly string[]): string =>
  ['[backrest]', 'backrest-format=5', 'backrest-version="2.45"', '', '[backup:current]', ...lines, '', '[db]', 'db-id=1', ''].join('\n');

const full = `20261121-020000F=${entry()}`;
const incremental = `20261121-020000F_20261122-020000I=${entry({ 'backup-type': 'incr', 'backup-timestamp-start': 1_795_312_800, 'backup-timestamp-stop': 1_795_312_860, 'backup-error': true })}`;

describe('backup.info of pgBackRest', () => {
  it('lists base backups, newest first, with the size of the data directory', () => {
    expect(parseBackupInfo('backup.info', info(full, incremental))).toEqual([
      {
        label: '20261121-020000F_20261122-020000I',
        type: 'incr',
        began: new Date(1_795_312_800_000),
        stopped: new Date(1_795_312_860_000),
        bytes: 23_000_000,
        damaged: true,
      },
      {
        label: '20261121-020000F',
        type: 'full',
        began: new Date(1_795_226_400_000),
        stopped: new Date(1_795_227_000_000),
        bytes: 23_000_000,
        damaged: false,
      },
    ]);
  });

  it('lists nothing before the first base backup', () => {
    expect(parseBackupInfo('backup.info', '[backrest]\nbackrest-format=5\n\n[db]\ndb-id=1\n')).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['something else', 'hello'],
    ['cut off', info(full).slice(0, -150)],
    ['of a type that nobody knows', info(`20261121-020000F=${entry({ 'backup-type': 'half' })}`)],
  ])('is refused when it is %s', (_why, text) => {
    expect(() => parseBackupInfo('backup.info', text)).toThrow(/backup\.info/);
  });
});
