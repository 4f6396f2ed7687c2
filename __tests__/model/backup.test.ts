import { databaseOf } from '../../model/backup';
import { databaseBackup } from '../support/sample-product';

describe('the database of a product', () => {
  it('is the PostgreSQL that one of its backups copies', () => {
    const files = { ...databaseBackup, name: 'files', source: { kind: 'files', contents: [] } } as const;
    expect(databaseOf([files, databaseBackup])).toBe(databaseBackup.source);
    expect(databaseOf([files])).toBeUndefined();
  });
});
