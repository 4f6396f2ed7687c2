import { Duration } from '../../../model/duration';
import { checkDashboardUids, checkEnvironmentNames, checkProductNames } from '../../../model/proofs/names';
import { daily, databaseBackup, sampleEnvironment, sampleProduct, sundayNight } from '../../support/sample-product';

const rules = (findings: readonly { rule: string }[]) => findings.map((finding) => finding.rule);

describe('the proofs of names', () => {
  it('refuses two things of one kind with the same name', () => {
    expect(checkProductNames(sampleProduct())).toEqual([]);
    expect(rules(checkProductNames(sampleProduct({ backups: [databaseBackup, databaseBackup] })))).toEqual(['duplicate-name']);
  });

  it('tells of which kind two things of one name are', () => {
    const dashboard = { name: 'main', title: 'Main', rows: [], links: [], meets: [] };
    const probe = { name: 'home', component: 'api', host: 'shop.example', path: '/', port: 443, tls: true, status: 200, meets: [] };
    const { components, stores, objectives } = sampleProduct();
    const twice = <Thing>(things: readonly Thing[]): Thing[] => [...things, ...things];
    const input = { name: 'domain', meaning: 'domain', pattern: '.', example: 'shop.example', meets: [] };
    const product = sampleProduct({
      environments: ['production', 'production'],
      components: twice(components),
      stores: twice(stores),
      probes: twice([{ ...probe, interval: Duration.minutes(1) }]),
      dashboards: twice([dashboard]),
      tiers: twice([daily]),
      objectives: twice(objectives),
      maintenance: twice([sundayNight]),
      inputs: twice([input]),
    });
    expect(checkProductNames(product).map(({ where, what, given }) => `${where}: ${what}: ${given}`)).toEqual([
      'shop: two things are called the same environment: "production" twice',
      'shop: two things are called the same component: "api" twice',
      'shop: two things are called the same store: "database" twice',
      'shop: two things are called the same probe: "home" twice',
      'shop: two things are called the same dashboard: "main" twice',
      'shop: two things are called the same retention tier: "daily" twice',
      'shop: two things are called the same objective: "database" twice',
      'shop: two things are called the same maintenance window: "sunday" twice',
      'shop: two things are called the same input: "domain" twice',
    ]);
  });

  it('holds the names of schedulers and roles against the limits of the cloud: 64 characters', () => {
    const named = (length: number) => sampleEnvironment({ backups: [{ ...databaseBackup, name: 'b'.repeat(length) }] });
    const judged = (length: number) =>
      checkEnvironmentNames(named(length)).map(({ where, given }) => `${where.length} characters of a place: ${given.slice(-15)}`);
    // `shop-production-` before the name, `-scheduler` after it for a role and `-daily` for a schedule.
    expect(judged(38)).toEqual([]);
    expect(judged(39)).toEqual([`${20 + 39} characters of a place: (65 characters)`]);
    expect(judged(43)).toEqual([`${20 + 43} characters of a place: (69 characters)`, `${20 + 43} characters of a place: (65 characters)`]);
  });

  it('accepts in a bucket name the name of the product or its shorter id, and says both', () => {
    const environment = (bucketName: string) => sampleEnvironment({ id: 'sh', bucketName });
    expect(checkEnvironmentNames(environment('acme-sh-backups'))).toEqual([]);
    expect(checkEnvironmentNames(environment('acme-backups'))).toMatchObject([{ allowed: expect.stringContaining('shop or sh') }]);
  });

  it('holds a bucket against the limits of its own cloud, at the place of the bucket', () => {
    const long = `shop-${'b'.repeat(59)}`;
    const of = (cloud: 'aws' | 'google') =>
      checkEnvironmentNames(sampleEnvironment({ cloud, backups: [], bucketName: long })).map(
        ({ where, allowed }) => `${where}: ${allowed}`,
      );
    expect(of('aws')).toEqual([expect.stringMatching(/^shop \/ production \/ bucket: 63 characters \(.*S3/)]);
    expect(of('google')).toEqual([expect.stringMatching(/^shop \/ production \/ bucket: 63 characters \(.*Cloud Storage/)]);
  });

  it('refuses a bucket name that says nothing of the product, since names are unique in the world', () => {
    expect(checkEnvironmentNames(sampleEnvironment({ bucketName: 'acme-shop' }))).toEqual([]);
    expect(checkEnvironmentNames(sampleEnvironment({ bucketName: 'backups' }))).toMatchObject([
      { rule: 'common-bucket-name', where: 'shop / production / bucket', given: '"backups"' },
    ]);
  });

  it('refuses two dashboards with one uid, in whatever product or environment', () => {
    const at = (place: string, uid: string) => ({ place, uid });
    expect(checkDashboardUids([at('a', 'main'), at('b', 'b-main')])).toEqual([]);
    expect(checkDashboardUids([at('a', 'main'), at('b', 'main'), at('c', 'main')]).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'b: two things are called the same dashboard uid',
      'c: two things are called the same dashboard uid',
    ]);
  });

  it('refuses a uid of a dashboard of 41 characters and accepts one of 40', () => {
    const judged = (length: number) =>
      checkDashboardUids([{ place: 'a', uid: 'u'.repeat(length) }]).map(({ rule, where }) => `${rule}: ${where}`);
    expect(judged(40)).toEqual([]);
    expect(judged(41)).toEqual(['name-too-long: a']);
  });

  it('refuses a bucket name of 64 characters and accepts one of 63', () => {
    expect(checkEnvironmentNames(sampleEnvironment({ bucketName: `shop-${'b'.repeat(58)}` }))).toEqual([]);
    expect(rules(checkEnvironmentNames(sampleEnvironment({ bucketName: `shop-${'b'.repeat(59)}` })))).toEqual(['name-too-long']);
  });
});
