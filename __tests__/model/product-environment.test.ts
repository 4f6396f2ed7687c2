import { Duration } from '../../model/duration';
import { tiersIn } from '../../model/product-environment';
import { Retention } from '../../model/retention';
import { daily, databaseBackup, sampleEnvironment } from '../support/sample-product';

describe('the tiers of a bucket', () => {
  it('are those that runs and people fill in it, in the order of their declaration', () => {
    const manual = Retention.tier('manual', Duration.days(30));
    const elsewhere = Retention.tier('elsewhere', Duration.days(60));
    const run = { ...databaseBackup.runs[0], tier: elsewhere };
    const environment = sampleEnvironment({
      tiers: [manual, elsewhere, daily],
      backups: [
        { ...databaseBackup, onDemand: manual },
        { ...databaseBackup, name: 'off-project', target: 'foreign-bucket', runs: [run] },
      ],
    });
    expect(tiersIn(environment, 'bucket').map(({ name }) => name)).toEqual(['manual', 'daily']);
    expect(tiersIn(environment, 'foreign-bucket').map(({ name }) => name)).toEqual(['elsewhere']);
  });
});
