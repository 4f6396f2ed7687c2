import { checksLeftToPeople, checkText } from '../../model/drill-check';
import { answers, rowsIn, succeeds } from '../../model/vocabulary';
import { databaseArchive, databaseBackup, sampleProduct, weeklyRestore } from '../support/sample-product';

const checks = [rowsIn('orders', 1), answers('/health'), succeeds(['npm', 'test'])];
const [, asked, command] = checks;
const drill = { ...weeklyRestore, checks };
const { schedule: _none, ...recorded } = drill;
const files = { ...databaseBackup, name: 'files', store: 'files', source: { kind: 'files', contents: [] } } as const;

describe('the checks that a machine leaves to people', () => {
  const left = (changes: Parameters<typeof sampleProduct>[0]) =>
    checksLeftToPeople(sampleProduct(changes)).map(({ store, drill: name, check }) => [store, name, check]);

  it('are requests, and on AWS commands too, for whose programs its task has no place', () => {
    const backups = [{ ...databaseBackup, drills: [drill] as const }];
    expect(left({ backups })).toEqual([
      ['database', 'weekly-restore', asked],
      ['database', 'weekly-restore', command],
    ]);
    expect(left({ backups, cloud: 'google' })).toEqual([['database', 'weekly-restore', asked]]);
  });

  it('are no commands on restored files, which run where the files stand', () => {
    expect(left({ backups: [{ ...files, drills: [drill] }] })).toEqual([['files', 'weekly-restore', asked]]);
  });

  it('are none of a drill that people do from the start', () => {
    expect(left({ backups: [{ ...databaseBackup, drills: [recorded] }] })).toEqual([]);
  });

  it('are requests and commands of the drill of an archive, on any cloud', () => {
    const archives = [{ ...databaseArchive, drill: { ...databaseArchive.drill, checks } }];
    for (const cloud of ['aws', 'google'] as const) {
      expect(left({ backups: [], archives, cloud })).toEqual([
        ['database', 'physical-restore', asked],
        ['database', 'physical-restore', command],
      ]);
    }
  });

  it('are the same check whatever they meet', () => {
    expect(checkText(answers('/health', 'R-1'))).toBe(checkText(answers('/health')));
    expect(checkText(answers('/health'))).toBe('{"kind":"http","path":"/health","status":200}');
  });
});
