import type { ProductDeclaration } from '../../../model/product';
import { checkProductNames } from '../../../model/proofs/names';
import { checkRoutines } from '../../../model/proofs/routines';
import { integrityCheck, sampleProduct } from '../../support/sample-product';

const found = (changes: Partial<ProductDeclaration>): readonly string[] =>
  checkRoutines(sampleProduct({ routines: [integrityCheck], ...changes })).map(({ rule, where }) => `${rule}: ${where}`);

describe('a routine', () => {
  it('reads the database that the product backs up', () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    ['where no database is backed up', { backups: [] }],
    ['on Google Cloud, whose jobs reach no PostgreSQL', { cloud: 'google' as const }],
  ])('that reads a database %s is an error', (_, changes) => {
    expect(found(changes)).toEqual(['routine-without-database: shop / integrity-check']);
    expect(found({ ...changes, routines: [{ ...integrityCheck, readsDatabase: false }] })).toEqual([]);
  });

  it('has another name than every backup, since both are tasks', () => {
    const names = checkProductNames(sampleProduct({ routines: [{ ...integrityCheck, name: 'database' }] }));
    expect(names.map(({ what, given }) => `${what}: ${given}`)).toEqual([expect.stringContaining('backup, routine or duty')]);
  });
});
