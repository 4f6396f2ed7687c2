import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Settings } from '../../settings/settings';

const products = [{ name: 'shop', environments: ['production', 'staging'], inputs: ['domain'] }];
const findingsOf = (parsed: unknown) => Settings.check(parsed, products).findings;

describe('settings', () => {
  it('takes the value that stands nearest to the environment', () => {
    const { settings, findings } = Settings.check(
      {
        defaults: { aws: { region: 'eu-west-1', accountId: '111111111111' } },
        products: {
          shop: { all: { aws: { region: 'eu-west-2' } }, production: { aws: { region: 'eu-west-3' }, inputs: { domain: 'shop.example' } } },
        },
      },
      products,
    );
    expect(findings).toEqual([]);
    expect(settings.environment('shop', 'production', 'aws.region')).toBe('eu-west-3');
    expect(settings.environment('shop', 'staging', 'aws.region')).toBe('eu-west-2');
    expect(settings.environment('shop', 'staging', 'aws.accountId')).toBe('111111111111');
    expect(settings.free('shop', 'production', 'inputs', 'domain')).toBe('shop.example');
    expect(settings.environment('shop', 'staging', 'aws.copyRegion')).toBeUndefined();
  });

  it('takes a switch from the nearest place, and gives it as no text', () => {
    const { settings, findings } = Settings.check(
      { defaults: { watcher: { enrolled: true } }, products: { shop: { staging: { watcher: { enrolled: false } } } } },
      products,
    );
    expect(findings).toEqual([]);
    expect(['production', 'staging'].map((environment) => settings.flag('shop', environment, 'watcher.enrolled'))).toEqual([true, false]);
    expect(settings.environment('shop', 'production', 'watcher.enrolled')).toBeUndefined();
    expect(settings.flag('shop', 'production', 'heartbeat.enrolled')).toBeUndefined();
  });

  it('keeps the state in a local file unless told otherwise', () => {
    expect(Settings.check({}, products).settings.state).toEqual({ backend: 'local' });
    const s3 = { backend: 's3', bucket: 'acme-state', region: 'eu-west-1', accountId: '111111111111' };
    expect(Settings.check({ state: s3 }, products)).toMatchObject({ settings: { state: s3 }, findings: [] });
  });

  it.each([
    ['an unknown product', { products: { shpo: {} } }, 'unknown-product', /did you mean "shop"\?/],
    ['an unknown environment', { products: { shop: { prodution: {} } } }, 'unknown-environment', /did you mean "production"\?/],
    ['an unknown group', { defaults: { asw: {} } }, 'unknown-setting', /did you mean "aws"\?/],
    ['an unknown key', { defaults: { aws: { acountId: '1' } } }, 'unknown-setting', /did you mean "accountId"\?/],
    [
      'an input that the product does not have',
      { products: { shop: { production: { inputs: { domian: 'x' } } } } },
      'unknown-setting',
      /did you mean "domain"\?/,
    ],
    ['a value that does not match', { defaults: { aws: { accountId: '123' } } }, 'bad-setting', /correct the value/],
    ['a number in the place of text', { defaults: { aws: { accountId: 123456789012 } } }, 'bad-setting', /correct the value/],
    ['text in the place of a list', { defaults: { aws: { subnetIds: 'subnet-1' } } }, 'bad-setting', /correct the value/],
    ['text in the place of a switch', { defaults: { watcher: { enrolled: 'true' } } }, 'bad-setting', /correct the value/],
    ['an empty list', { defaults: { aws: { subnetIds: [] } } }, 'bad-setting', /correct the value/],
    ['a list in the place of the whole', [], 'bad-setting', /correct the value/],
    ['an unknown backend', { state: { backend: 'ftp' } }, 'bad-setting', /correct the value/],
    ['a backend without its bucket', { state: { backend: 'gcs' } }, 'bad-setting', /correct the value/],
    ['an address without https', { grafana: { url: 'http://grafana.example.com' } }, 'bad-setting', /correct the value/],
  ])('refuses %s in one clear finding', (_, parsed, rule, mend) => {
    const findings = findingsOf(parsed);
    expect(findings.map((finding) => [finding.level, finding.rule])).toEqual([['error', rule]]);
    expect(findings[0]?.mend).toMatch(mend);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['the state', { state: 'local' }, ['settings.json / state: string "local"']],
    ['adoptions', { adopt: ['bucket'] }, ['settings.json / adopt: a list']],
    ['an adopted id', { adopt: { a: 1, b: ' ' } }, ['settings.json / adopt.a: number 1', 'settings.json / adopt.b: string " "']],
    ['the products', { products: [] }, ['settings.json / products: a list']],
    ['a product', { products: { shop: null } }, ['settings.json / products.shop: null']],
    ['an environment', { products: { shop: { production: true } } }, ['settings.json / products.shop.production: boolean true']],
    ['the defaults', { defaults: 1 }, ['settings.json / defaults: number 1']],
    ['a group', { defaults: { aws: 'eu-west-1' } }, ['settings.json / defaults.aws: string "eu-west-1"']],
    ['a global group', { grafana: [] }, ['settings.json / grafana: a list']],
    ['a free group', { defaults: { inputs: 'x' } }, ['settings.json / defaults.inputs: string "x"']],
    [
      'a free entry',
      { products: { shop: { staging: { inputs: { domain: 1 } } } } },
      ['settings.json / products.shop.staging.inputs.domain: number 1'],
    ],
  ])('tells where %s is of another kind than its place', (_, parsed, told) => {
    expect(findingsOf(parsed).map(({ rule, where, given }) => [rule, `${where}: ${given}`])).toEqual(
      told.map((text) => ['bad-setting', text]),
    );
  });

  it('reports all mistakes at once', () => {
    expect(findingsOf({ defaults: { aws: { accountId: 'x', region: 'y' } }, grafana: { url: 'z' }, prodcuts: {} })).toHaveLength(4);
  });

  it('tells where the syntax of the file is wrong instead of a stack trace', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'settings.json');
    writeFileSync(file, '{ "state": ');
    expect(Settings.read(file, products).findings).toMatchObject([{ rule: 'settings-not-json', where: file }]);
  });

  it('means no settings when there is no file', () => {
    expect(Settings.read('/nonexistent/settings.json', products)).toEqual({ settings: Settings.none, findings: [] });
  });
});
