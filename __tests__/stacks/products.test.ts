import { type DeclaredProduct, type Product, type ProductDeclaration, product } from '../../model/product';
import { products as everyProduct } from '../../products';
import { requirementIds, requirements } from '../../requirements';
import { type CoverageMap, coverageMap } from '../../stacks/coverage-map';
import { type Rendered, renderProducts, resources, unescaped } from '../support/rendered';
import { sampleProduct } from '../support/sample-product';

/** The products whose runbooks the requirements come from; one that is added has statements of its own. */
const fromRunbooks = ['carenow', 'life-manager', 'allodoc', 'mobile-matrix', 'operations-manual'];
const products = everyProduct.filter(({ name }) => fromRunbooks.includes(name));

/** Kinds of requirements that resources or declarations carry; the others live in runbooks and programs. */
const carried = [
  'environment',
  'topology',
  'backup',
  'retention',
  'encryption',
  'objective',
  'alert',
  'metric',
  'dashboard',
  'escalation',
  'contact',
  'channel',
  'incident-class',
];

const requirementId = /^(CN|LM|AD|MM|OM)-[A-Z]+-\d+$/;

const declared = (one: Product): DeclaredProduct => {
  const { declaration } = one.evaluate();
  if (declaration === undefined) throw new Error(`${one.name} cannot be evaluated`);
  return declaration;
};

const coverageOf = ({ assembly }: Rendered): CoverageMap =>
  coverageMap(assembly.stacks, [...new Set(assembly.environments.map((environment) => environment.product))]);

/** A product with another declaration under the same name. */
const changed = (one: DeclaredProduct, changes: Partial<ProductDeclaration>): Product =>
  product(one.name, () => {
    const { name: _, ...declaration } = one;
    return { ...declaration, ...changes };
  });

/** Every pair of a requirement and what meets it, rules and panels one by one. */
function kept(rendered: Rendered): ReadonlySet<string> {
  const pairs = Object.entries(coverageOf(rendered)).flatMap(([id, places]) => places.map((place) => `${id} by ${place}`));
  const rules = resources(rendered, 'grafana_rule_group').flatMap(({ block }) =>
    (block['rule'] as readonly { uid: string; annotations: Readonly<Record<string, string>> }[]).flatMap(({ uid, annotations }) =>
      (annotations['requirement'] ?? '').split(', ').map((id) => `${id} by ${uid}`),
    ),
  );
  return new Set([...pairs, ...rules]);
}

const idsOf = (pairs: ReadonlySet<string>): ReadonlySet<string> => new Set([...pairs].map((pair) => pair.split(' by ')[0] ?? ''));

describe('the five products', () => {
  let all: Rendered;

  beforeAll(() => {
    all = renderProducts(products);
  });

  it('have the environments that their runbooks name, and no more', () => {
    expect(Object.fromEntries(products.map((one) => [one.name, declared(one).environments]))).toEqual({
      carenow: ['production'],
      'life-manager': ['production', 'staging'],
      allodoc: ['production', 'staging', 'development'],
      'mobile-matrix': ['production', 'staging'],
      'operations-manual': ['production'],
    });
  });

  it('have a stack for each concern of each environment', () => {
    const expected = ['carenow', 'life-manager', 'allodoc', 'mobile-matrix', 'reference'].map((id) => `${id}-on-call`);
    for (const id of ['carenow', 'life-manager', 'allodoc', 'mobile-matrix', 'reference'].map((name) => `${name}-production`))
      expected.push(`${id}-backup`, `${id}-monitoring`);
    for (const id of ['life-manager', 'allodoc', 'mobile-matrix'].map((name) => `${name}-staging`))
      expected.push(`${id}-backup`, `${id}-monitoring`);
    expected.push('reference-production-backup-copy', 'carenow-production-dead-man-switch', 'allodoc-development-monitoring');
    expect(Object.keys(all.stacks).sort()).toEqual(expected.sort());
  });

  it('are declared without a mistake', () => {
    expect(all.assembly.findings.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('cite no requirement that does not exist', () => {
    const cited = products.flatMap((one) => [...idsIn(declared(one))]);
    expect(new Set(cited).size).toBeGreaterThan(200);
    expect([...new Set(cited)].filter((id) => !requirementIds().has(id))).toEqual([]);
    expect(Object.keys(coverageOf(all)).filter((id) => !requirementIds().has(id))).toEqual([]);
  });

  it('meet every requirement of a kind that resources and declarations carry', () => {
    const text = Object.values(all.files)
      .map((content) => unescaped(content))
      .join();
    const met = coverageOf(all);
    const expected = requirements().filter(({ kind }) => carried.includes(kind));
    expect(expected.length).toBeGreaterThan(250);
    const missing = expected.filter(({ id }) => met[id] === undefined && !new RegExp(`\\b${id}\\b`).test(text));
    expect(missing.map(({ id, title }) => `${id} ${title}`)).toEqual([]);
  });

  it('meet an alert by a rule that says so, unless it is a baseline that a product replaces or has no use for', () => {
    const cited = new Set([...kept(all)].filter((pair) => !pair.includes(': ')).map((pair) => pair.split(' by ')[0]));
    const alerts = requirements().filter(({ kind }) => kind === 'alert');
    // About the wording and the whole of the alerts: what they ask for is in every rule.
    const general = ['CN-ALERT-09', 'LM-ALERT-01', 'MM-ALERT-13'];
    expect(Object.keys(coverageOf(all))).toEqual(expect.arrayContaining(general));
    const answered = new Set(
      products.map(declared).flatMap(({ baseline }) => [...Object.keys(baseline.overridden), ...Object.keys(baseline.notApplicable)]),
    );
    expect(
      alerts.filter(({ id }) => !cited.has(id) && !answered.has(id) && !general.includes(id)).map(({ id, title }) => `${id} ${title}`),
    ).toEqual([]);
  });
});

describe('a staging environment of carenow', () => {
  it('would add stacks that never page: no critical contact point, no pager, no channel to one', () => {
    const carenow = products.find(({ name }) => name === 'carenow');
    if (carenow === undefined) throw new Error('carenow is not declared');
    const { name: _name, id: _id, ...declaration } = declared(carenow);
    const staged = product('carenow', () => ({ ...declaration, bucketName: undefined, environments: ['production', 'staging'] }));
    const { stacks } = renderProducts([...products.filter((one) => one !== carenow), staged]);
    const staging = Object.keys(stacks).filter((stack) => stack.startsWith('carenow-staging-'));
    expect(staging.sort()).toEqual(['carenow-staging-backup', 'carenow-staging-monitoring']);
    const contactPoints = Object.values(stacks['carenow-staging-monitoring']?.resource?.grafana_contact_point ?? {}) as {
      name: string;
      pagerduty?: unknown;
    }[];
    expect(contactPoints.map(({ name, pagerduty }) => [name, pagerduty])).toEqual([['carenow-staging-warning', undefined]]);
    expect(Object.keys(stacks['carenow-staging-backup']?.resource ?? {})).not.toContain('google_monitoring_notification_channel');
  });
});

describe('a sixth product', () => {
  it('adds its own stacks and changes no byte of the others', () => {
    const { name: _name, id: _id, ...declaration } = sampleProduct();
    const baseline = Array.from({ length: 8 }, (_, index) => [`OM-ALERT-${String(index + 1).padStart(2, '0')}`, 'a sample without users']);
    const sixth = product('sixth', () => ({
      ...declaration,
      baseline: { ...declaration.baseline, notApplicable: Object.fromEntries(baseline) },
    }));
    const before = renderProducts(products);
    const after = renderProducts([...products, sixth]);
    const isOwn = (stack: string): boolean => stack.startsWith('sixth-');
    expect(Object.fromEntries(Object.entries(after.files).filter(([stack]) => !isOwn(stack)))).toEqual(before.files);
    expect(Object.keys(after.files).filter(isOwn).sort()).toEqual([
      'sixth-development-monitoring',
      'sixth-on-call',
      'sixth-production-backup',
      'sixth-production-monitoring',
      'sixth-staging-backup',
      'sixth-staging-monitoring',
    ]);
    expect(after.assembly.findings.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('with the name or the id of another is refused before any stack is built', () => {
    const { name: _name, id: _id, ...declaration } = sampleProduct();
    for (const twin of [product('allodoc', () => declaration), product('sixth', () => ({ ...declaration, id: 'allodoc' }))]) {
      const { assembly } = renderProducts([...products, twin]);
      expect(assembly.stacks).toEqual([]);
      expect(assembly.findings.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
    }
  });
});

describe.each(products.map((one) => [one.name, one] as const))('%s', (_, one) => {
  let whole: ReadonlySet<string>;
  /** What meets less, and which requirements nothing meets any more, under a changed declaration. */
  const lost = (changes: Partial<ProductDeclaration>): { readonly pairs: readonly string[]; readonly ids: readonly string[] } => {
    const left = kept(renderProducts([changed(declared(one), changes)]));
    const ids = idsOf(left);
    return { pairs: [...whole].filter((pair) => !left.has(pair)), ids: [...idsOf(whole)].filter((id) => !ids.has(id)) };
  };

  beforeAll(() => {
    whole = kept(renderProducts([one]));
  });

  it('keeps its promises by what is declared: declared anew without a change, nothing is lost', () => {
    expect(lost({})).toEqual({ pairs: [], ids: [] });
  });

  it('meets less without any one of its dashboards, and some requirement not at all without one of them', () => {
    const { dashboards } = declared(one);
    const without = dashboards.map((dashboard) => lost({ dashboards: dashboards.filter((other) => other !== dashboard) }));
    expect(dashboards.filter((_dashboard, index) => without[index]?.pairs.length === 0).map(({ name }) => name)).toEqual([]);
    expect(without.some(({ ids }) => ids.length > 0)).toBe(true);
  });

  it('meets less without any one of its backups, and some requirement not at all without one of them', () => {
    const { backups } = declared(one);
    const without = backups.map((backup) => lost({ backups: backups.filter((other) => other !== backup) }));
    expect(backups.filter((_backup, index) => without[index]?.pairs.length === 0).map(({ name }) => name)).toEqual([]);
    expect(without.some(({ ids }) => ids.length > 0)).toBe(true);
  });

  it('leaves a requirement unmet when the tiers of its alerts lose their tags', () => {
    const { dashboards, baseline } = declared(one);
    const untagged = {
      dashboards: dashboards.map((dashboard) => ({
        ...dashboard,
        rows: dashboard.rows.map((row) => ({
          ...row,
          panels: row.panels.map((panel) =>
            'tiers' in panel ? { ...panel, tiers: panel.tiers.map((tier) => ({ ...tier, meets: [] })) } : panel,
          ),
        })),
      })),
      baseline: {
        ...baseline,
        inherited: baseline.inherited.map((signal) => ({ ...signal, tiers: signal.tiers.map((tier) => ({ ...tier, meets: [] })) })),
      },
    };
    const alerts = new Set(
      requirements()
        .filter(({ kind }) => kind === 'alert')
        .map(({ id }) => id),
    );
    expect(lost(untagged).ids.filter((id) => alerts.has(id)).length).toBeGreaterThan(0);
  });
});

/** Every requirement id in a declaration, wherever it stands. */
function idsIn(value: unknown, seen = new Set<unknown>()): ReadonlySet<string> {
  const ids = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part === 'string' && requirementId.test(part)) ids.add(part);
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    for (const [key, inner] of Object.entries(part)) {
      visit(key);
      visit(inner);
    }
  };
  visit(value);
  return ids;
}
