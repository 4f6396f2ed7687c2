import type { DrillCheck } from '../../../model/backup';
import { Duration } from '../../../model/duration';
import type { ProductDeclaration } from '../../../model/product';
import { checkDrillChecks } from '../../../model/proofs/drill-checks';
import { answers, recordedDrill, rowsIn, succeeds } from '../../../model/vocabulary';
import { databaseBackup, sampleProduct } from '../../support/sample-product';

const health = answers('/health', 'A');
const test = succeeds(['npm', 'test'], 'A');

function found(machine: readonly DrillCheck[], people: readonly DrillCheck[], more: Partial<ProductDeclaration> = {}): readonly string[] {
  const [scheduled] = databaseBackup.drills;
  const recorded = recordedDrill('rehearsal', {
    title: 'Rehearsal',
    tier: scheduled.tier,
    overdueAfter: Duration.days(35),
    checks: people,
    meets: [],
  });
  const backup = { ...databaseBackup, drills: [{ ...scheduled, checks: machine }, recorded] } as const;
  return checkDrillChecks(sampleProduct({ backups: [backup], ...more })).map(({ where, given }) => `${where}: ${given}`);
}

describe('a check of a drill', () => {
  it('is made by the machine, or by people who record it', () => {
    expect(found([rowsIn('orders', 1)], [])).toEqual([]);
    expect(found([health, test], [{ ...health, meets: ['B'] }, test])).toEqual([]);
  });

  it('that no task can make and no people record is an error', () => {
    expect(found([health, test], [answers('/ready')])).toEqual([
      'shop / weekly-restore: {"kind":"http","path":"/health","status":200}',
      'shop / weekly-restore: {"kind":"command","command":["npm","test"]}',
    ]);
  });

  it('is a command that jobs on Google Cloud run in a checkout', () => {
    expect(found([test], [], { cloud: 'google' })).toEqual([]);
  });
});
