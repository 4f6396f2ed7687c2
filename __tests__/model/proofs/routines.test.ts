import { Duration } from '../../../model/duration';
import type { ProductDeclaration } from '../../../model/product';
import { checkProductNames } from '../../../model/proofs/names';
import { checkRoutines } from '../../../model/proofs/routines';
import type { Routine } from '../../../model/routine';
import { Schedule } from '../../../model/schedule';
import { UTC } from '../../../model/time-zone';
import { sampleProduct } from '../../support/sample-product';

const check: Routine = {
  name: 'integrity-check',
  title: 'Data integrity check',
  schedule: Schedule.daily('05:00', UTC),
  command: ['opskeep', 'integrity-check'],
  readsDatabase: true,
  longestRun: Duration.minutes(30),
  missedAfter: Duration.hours(26),
  owner: 'lead',
  meets: [],
};
const found = (changes: Partial<ProductDeclaration>): readonly string[] =>
  checkRoutines(sampleProduct({ routines: [check], ...changes })).map(({ rule, where }) => `${rule}: ${where}`);

describe('a routine', () => {
  it('reads the database that the product backs up', () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    ['where no database is backed up', { backups: [] }],
    ['on Google Cloud, whose jobs reach no PostgreSQL', { cloud: 'google' as const }],
  ])('that reads a database %s is an error', (_, changes) => {
    expect(found(changes)).toEqual(['routine-without-database: shop / integrity-check']);
    expect(found({ ...changes, routines: [{ ...check, readsDatabase: false }] })).toEqual([]);
  });

  it('has another name than every backup, since both are tasks', () => {
    const names = checkProductNames(sampleProduct({ routines: [{ ...check, name: 'database' }] }));
    expect(names.map(({ what, given }) => `${what}: ${given}`)).toEqual([expect.stringContaining('backup, routine or duty')]);
  });
});
