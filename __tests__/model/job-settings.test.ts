import {
  backupPrograms,
  jobCommand,
  jobContainer,
  jobSettings,
  pgbackrestOptions,
  watchedArchive,
  watchedBackup,
} from '../../model/job-settings';
import { daily, databaseArchive, databaseBackup } from '../support/sample-product';

describe('job settings', () => {
  it('give each setting a variable of its own', () => {
    const names = [...Object.values(jobSettings), ...Object.values(pgbackrestOptions)];
    expect(new Set(names).size).toBe(names.length);
  });

  it('start the program of what is copied, in the container that overrides name', () => {
    expect(backupPrograms).toEqual({
      postgres: 'postgres-backup',
      files: 'files-backup',
      'full-system': 'full-system-backup',
      firestore: 'firestore-backup',
      'firebase-auth': 'firebase-auth-backup',
      configuration: 'configuration-backup',
      'code-bundle': 'code-bundle-backup',
    });
    expect(jobCommand('store-watcher')).toEqual(['opskeep', 'store-watcher']);
    expect(jobContainer).toBe('job');
  });

  it('tell the watcher all of a backup and of an archive, with the mark of each kind of base backup', () => {
    expect(watchedBackup(databaseBackup)).toEqual({
      name: 'database',
      kind: 'postgres',
      objectName: 'shop_backup',
      minimumBytes: 1_000_000,
      longestRunSeconds: 2700,
      tiers: [{ name: 'daily', prefix: 'daily/', keepSeconds: 2_592_000 }],
      drills: ['weekly-restore'],
    });
    expect(watchedArchive(databaseArchive, 'shop-production-database-wal')).toEqual({
      name: 'database-archive',
      kind: 'wal-archive',
      bucket: 'shop-production-database-wal',
      folder: '/pgbackrest',
      stanza: 'database',
      minimumBytes: 20_000_000,
      longestRunSeconds: 2700,
      tiers: [
        { name: 'base', type: 'full', attempt: 'attempts/database-archive/base' },
        { name: 'incremental', type: 'incr', attempt: 'attempts/database-archive/incremental' },
      ],
      drills: ['physical-restore'],
    });
  });

  it('watch a tier once, however many runs and people fill it', () => {
    const [run] = databaseBackup.runs;
    const watched = watchedBackup({ ...databaseBackup, runs: [run, run], onDemand: daily });
    expect(watched.tiers).toEqual([{ name: 'daily', prefix: 'daily/', keepSeconds: 2_592_000 }]);
  });

  it('watch the tier that only people fill', () => {
    const watched = watchedBackup({ ...databaseBackup, onDemand: { ...daily, name: 'manual', prefix: 'manual/' } });
    expect(watched.tiers.map(({ name }) => name)).toEqual(['daily', 'manual']);
  });
});
