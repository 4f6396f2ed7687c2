import fc from 'fast-check';
import { dashboardUid, panelId, panelLinks, ruleUid, tierParts } from '../../model/monitoring-names';
import { nameLimits } from '../../model/names';
import { severities } from '../../model/severity';
import { above, signal } from '../../model/signal';
import { sampleEnvironment } from '../support/sample-product';

const uid = (product: string, environment: string, id: string, severity: (typeof severities)[number]): string => {
  const declared = signal({
    id,
    title: id,
    meaning: '',
    component: 'api',
    expression: () => '1',
    unit: 'count',
    tiers: { [severity]: above(1) },
  });
  const [tier] = declared.tiers;
  if (tier === undefined) throw new Error('no tier');
  return ruleUid(sampleEnvironment({ id: product }, environment), declared, tier);
};

const slugs = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,4}$/);

describe('the tiers of a signal', () => {
  it('are told apart by severity, by channel where it is another one, and by a number from the second of a kind on', () => {
    const warning = above(1).to('stakeholders');
    const tiers = { warning: [above(1), warning, above(2), above(3).to('stakeholders')], error: above(4) };
    const declared = signal({ id: 'x', title: 'x', meaning: '', component: 'api', expression: () => '1', unit: 'count', tiers });
    expect(declared.tiers.map((tier) => tierParts(declared, tier).join(', ')).sort()).toEqual([
      'error',
      'warning',
      'warning, 2',
      'warning, stakeholders',
      'warning, stakeholders, 2',
    ]);
  });
});

describe('the uid of a dashboard that a runbook links to', () => {
  const dashboard = (seedUid?: string) => ({
    name: 'main',
    title: 'Main',
    rows: [],
    links: [],
    meets: [],
    ...(seedUid === undefined ? {} : { seedUid }),
  });

  it('is kept in production where no other product can have it', () => {
    const production = sampleEnvironment();
    expect(dashboardUid(production, dashboard('main-7'), true)).toBe('main-7');
    expect(dashboardUid(production, dashboard('shop-7'), false)).toBe('shop-7');
    expect(dashboardUid(production, dashboard('main-7'), false)).toBe('shop-main-7');
    expect(dashboardUid(production, dashboard('7-shop'), false)).toBe('shop-7-shop');
    expect(dashboardUid(production, dashboard(), true)).toBe('shop-production-main');
    expect(dashboardUid(sampleEnvironment({}, 'staging'), dashboard('main-7'), true)).toBe('shop-staging-main');
  });
});

describe('the uid of an alert rule', () => {
  it('says what it is where it fits, and is cut to a readable beginning and a hash where not', () => {
    expect(uid('shop', 'production', 'error-ratio', 'critical')).toBe('shop-production-error-ratio-critical');
    expect(uid('mobile-matrix', 'production', 'database-daily-drill-overdue', 'error')).toMatch(
      /^mobile-matrix-production-databa-[0-9a-f]{8}$/,
    );
  });

  it('is unique over products, environments, signals and severities, and never longer than Grafana stores', () => {
    const rules = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('allodoc', 'mobile-matrix'),
        fc.constantFrom('production', 'staging'),
        slugs,
        fc.constantFrom(...severities),
      ),
      {
        selector: (parts) => parts.join('/'),
        minLength: 20,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(rules, (declared) => {
        const uids = declared.map((parts) => uid(...parts));
        expect(new Set(uids).size).toBe(declared.length);
        expect(uids.every((text) => text.length <= nameLimits.grafanaUid.limit && /^[a-z0-9-]+$/.test(text))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the id of a panel', () => {
  it('is a positive number that Grafana can hold, and always the same for the same signal', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const id = panelId(key);
        expect(Number.isInteger(id) && id >= 1 && id < 2 ** 31).toBe(true);
        expect(panelId(key)).toBe(id);
      }),
    );
    expect(panelId('error-ratio')).toBe(1118897706);
  });
});

describe('panel links', () => {
  const one = signal({ id: 'one', title: 'One', meaning: '', component: 'api', expression: () => '1', unit: 'count' });
  const board = (name: string) => ({
    name,
    title: name,
    seedUid: `seed-${name}`,
    rows: [{ title: 'Row', panels: [one] }],
    links: [],
    meets: [],
  });

  it('lead to the first dashboard that shows the signal', () => {
    expect(panelLinks(sampleEnvironment(), [board('first'), board('second')], false)).toEqual(
      new Map([['one', { dashboardUid: 'shop-seed-first', panelId: panelId('one') }]]),
    );
  });

  it('follow the uid of the runbook where it is used', () => {
    const environment = sampleEnvironment();
    expect(panelLinks(environment, [board('first')], true).get('one')?.dashboardUid).toBe(dashboardUid(environment, board('first'), true));
    expect(dashboardUid(environment, board('first'), true)).toBe('seed-first');
    expect(dashboardUid(environment, { ...board('first'), seedUid: 'shop' }, false)).toBe('shop');
    expect(dashboardUid(sampleEnvironment({}, 'staging'), board('first'), true)).toBe('shop-staging-first');
  });
});
