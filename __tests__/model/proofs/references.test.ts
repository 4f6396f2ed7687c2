import { Duration } from '../../../model/duration';
import type { ProductDeclaration } from '../../../model/product';
import { checkReferences } from '../../../model/proofs/references';
import { dashboard, probe, row } from '../../../model/vocabulary';
import { certificate, probe as outside } from '../../../signals';
import { databaseArchive, databaseBackup, integrityCheck, sampleProduct } from '../../support/sample-product';

const found = (changes: Partial<ProductDeclaration>): readonly string[] =>
  checkReferences(sampleProduct(changes)).map(({ level, rule, where, given, mend }) => `${level} ${rule}: ${where}: ${given}; ${mend}`);

const health = probe('health', { component: 'api', host: 'shop.example', path: '/health' });

describe('a probe that a signal looks at', () => {
  it('is declared', () => {
    const signals = [outside.failingRegions({ component: 'api', probe: 'health' }), outside.availability({ component: 'api' })];
    expect(found({ probes: [health], dashboards: [dashboard('overview', 'Overview', [row('Outside', ...signals)])] })).toEqual([]);
  });

  it.each([
    ['reachability', outside.failingRegions({ component: 'api', probe: 'helth' }), 'probe-failing-regions-helth'],
    ['a certificate', certificate.daysLeft({ component: 'api', probe: 'helth' }), 'certificate-days-left-helth'],
  ])('is an error when it is not: %s', (_, signal, id) => {
    const dashboards = [dashboard('overview', 'Overview', [row('Outside', signal)])];
    expect(found({ probes: [health], dashboards })).toEqual([
      `error unknown-probe: shop / ${id}: "helth"; did you mean "health"? use one of the names above`,
    ]);
  });

  it('is an error when an alert that is inherited as it is looks at one that is not declared', () => {
    const inherited = [outside.failingRegions({ component: 'api', probe: 'helth' })];
    expect(found({ probes: [health], baseline: { inherited, overridden: {}, notApplicable: {} } })).toEqual([
      'error unknown-probe: shop / probe-failing-regions-helth: "helth"; did you mean "health"? use one of the names above',
    ]);
  });

  it('is an error when an objective names one that is not declared', () => {
    const slo = { name: 'api', title: 'API', component: 'api', objective: 0.99, probe: 'helth', meets: [] };
    expect(found({ probes: [health], slos: [slo] })).toEqual([expect.stringContaining('unknown-probe: shop / objective api')]);
  });
});

describe('an owner', () => {
  it.each<[string, Partial<ProductDeclaration>, string]>([
    ['the product', { owner: 'leed' }, 'shop / owner'],
    ['a backup', { backups: [{ ...databaseBackup, owner: 'leed' }] }, 'shop / database'],
    ['an archive', { archives: [{ ...databaseArchive, owner: 'leed' }] }, 'shop / archive of database'],
    ['a routine', { routines: [{ ...integrityCheck, owner: 'leed' }] }, 'shop / integrity-check'],
    [
      'a duty',
      {
        duties: [
          { name: 'rotation', title: 'R', doneBy: 'people', owner: 'leed', overdueAfter: Duration.days(1), severity: 'info', meets: [] },
        ],
      },
      'shop / rotation',
    ],
    [
      'a channel',
      { channels: [{ name: 'info', owner: 'leed', receivers: [{ kind: 'pagerduty', meets: [] }], repeat: Duration.hours(4), meets: [] }] },
      'shop / channel info',
    ],
  ])('of %s is somebody whom the product declares', (_, changes, where) => {
    expect(found(changes)).toEqual([`error unknown-owner: ${where}: "leed"; did you mean "lead"? use one of the names above`]);
  });

  it.each(['engineer', 'primary', 'host'])('may be a person, a rota or a contact: %s', (owner) => {
    const contacts = [{ name: 'host', title: 'Host', address: 'support@host.example', meets: [] }];
    expect(found({ owner, contacts })).toEqual([]);
  });
});
