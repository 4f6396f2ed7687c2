import { Settings } from '../../settings/settings';
import { checkEnvironment } from '../../stacks/proofs';
import { sampleEnvironment } from '../support/sample-product';

const known = [{ name: 'shop', environments: ['production', 'staging'], inputs: [] }];
const account = { accountId: '111122223333' };
const told = (
  production: unknown,
  environment = 'production',
  changes: Parameters<typeof sampleEnvironment>[0] = {},
): readonly string[] => {
  const { settings, findings } = Settings.check({ products: { shop: { [environment]: production } } }, known);
  expect(findings).toEqual([]);
  return checkEnvironment(sampleEnvironment(changes, environment), settings)
    .filter(({ rule }) => rule === 'not-enrolled')
    .map(({ level, what }) => `${level}: ${what}`);
};

describe('an alarm on silence that nobody has turned on', () => {
  it('is a warning from the first deployment on, until a person decides', () => {
    expect(told({ aws: account })).toEqual(['warning: nobody is told when the store watcher or alerting falls silent']);
    expect(told({ aws: account, watcher: { enrolled: true } })).toEqual(['warning: nobody is told when alerting falls silent']);
    expect(told({ aws: account, watcher: { enrolled: true }, heartbeat: { enrolled: false } })).toEqual([]);
  });

  it('is that of alerting alone on Google Cloud, where an absence begins with the first point', () => {
    expect(told({ aws: account }, 'production', { cloud: 'google' })).toEqual(['warning: nobody is told when alerting falls silent']);
    expect(told({ aws: account, heartbeat: { enrolled: true } }, 'production', { cloud: 'google' })).toEqual([]);
  });

  it("is that of the store watcher alone where a product has no dead-man's switch", () => {
    const changes = { withoutDeadManSwitch: 'a reason' };
    expect(told({ aws: account }, 'production', changes)).toEqual(['warning: nobody is told when the store watcher falls silent']);
    expect(told({ aws: account }, 'production', { ...changes, cloud: 'google' })).toEqual([]);
  });

  it('is no warning before an account is known, nor where nobody is paged', () => {
    expect(told({})).toEqual([]);
    expect(told({ aws: account }, 'staging')).toEqual([]);
  });
});
