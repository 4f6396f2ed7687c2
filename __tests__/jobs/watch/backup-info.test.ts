import { parseBackupInfo } from '../../../jobs/watch/backup-info';
import { twoBaseBackups } from '../../support/backup-info';

describe('backup.info of pgBackRest', () => {
  it('lists base backups, newest first, with the size of the data directory and what they build on', () => {
    expect(parseBackupInfo('backup.info', twoBaseBackups)).toEqual([
      {
        label: '20261121-062634F_20261121-062640I',
        type: 'incr',
        began: new Date('2026-11-21T06:26:40Z'),
        stopped: new Date('2026-11-21T06:26:42Z'),
        bytes: 22_992_664,
        references: ['20261121-062634F'],
        damaged: false,
      },
      {
        label: '20261121-062634F',
        type: 'full',
        began: new Date('2026-11-21T06:26:34Z'),
        stopped: new Date('2026-11-21T06:26:39Z'),
        bytes: 22_992_664,
        references: [],
        damaged: false,
      },
    ]);
  });

  it('says which base backups hold damaged pages', () => {
    const text = twoBaseBackups.replace('"backup-error":false', '"backup-error":true');
    expect(parseBackupInfo('backup.info', text).map(({ damaged }) => damaged)).toEqual([false, true]);
  });

  it('lists nothing before the first base backup', () => {
    const [head = '', , tail = ''] = twoBaseBackups.split(/\[backup:current\]|(?=\[db\]\n)/);
    expect(parseBackupInfo('backup.info', `${head}${tail}`)).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['something else', 'hello'],
    ['cut off', twoBaseBackups.slice(0, 500)],
    ['of a type that nobody knows', twoBaseBackups.replace('"backup-type":"full"', '"backup-type":"half"')],
    ['without a size', twoBaseBackups.replace('"backup-info-size":', '"backup-info-length":')],
  ])('is refused when it is %s', (_why, text) => {
    expect(() => parseBackupInfo('backup.info', text)).toThrow(/^backup\.info /);
  });
});
