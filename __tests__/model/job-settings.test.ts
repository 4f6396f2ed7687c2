import { jobSettings, pgbackrestOptions, watchedBackup } from '../../model/job-settings';
import { daily, databaseBackup } from '../support/sample-product';

describe('job settings', () => {
  it('give each setting a variable of its own', () => {
    const names = [...Object.values(jobSettings), ...Object.values(pgbackrestOptions)];
    expect(new Set(names).size).toBe(names.length);
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
