/** Requirements that name how many alerts they want, or a panel without a limit. */
import { type Block, renderProducts, resources, unescaped } from '../support/rendered';

const whole = renderProducts();

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly fieldConfig?: { readonly defaults: { readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] } } };
}

/** Severity and title of each rule that names the requirement. */
const rulesFor = (stack: string, requirement: string): readonly string[] =>
  resources(whole, 'grafana_rule_group')
    .filter((group) => group.stack === stack)
    .flatMap(({ block }) => block['rule'] as readonly { name: string; annotations: Block; labels: Block }[])
    .filter(({ annotations }) => String(annotations['requirement']).split(', ').includes(requirement))
    .map(({ name, labels }) => `${String(labels['severity'])}: ${name.replace(/ \([^()]*\)$/, '')}`)
    .sort();

/** Limits that are drawn into each panel that names the requirement, by its title. */
const limitsOf = (stack: string, requirement: string): Readonly<Record<string, readonly (number | null)[]>> =>
  Object.fromEntries(
    resources(whole, 'grafana_dashboard')
      .filter((dashboard) => dashboard.stack === stack)
      .flatMap(({ block }) => (JSON.parse(unescaped(String(block['config_json']))) as { panels: readonly Panel[] }).panels)
      .filter(({ description = '' }) => description.includes(requirement))
      .map(({ title, fieldConfig }) => [title, (fieldConfig?.defaults.thresholds?.steps ?? []).map(({ value }) => value).slice(1)]),
  );

describe('a requirement that says how much it wants', () => {
  it('CN-ALERT-12: three rules, for corruption, for slow answers and for sign-ins', () => {
    expect(rulesFor('carenow-production-monitoring', 'CN-ALERT-12')).toEqual([
      'critical: Data integrity check failed',
      'error: Error ratio of the sign-in service',
      'error: Response time p95 against the same hour last week',
    ]);
  });

  it('OM-MET-09: three infos, for the scan, for the disk and for slower answers', () => {
    expect(rulesFor('reference-production-monitoring', 'OM-MET-09')).toEqual([
      'info: Days until the disk is full',
      'info: Response time p95 against the same hour last week',
      'info: Security scan of application and infrastructure: age of the newest success',
    ]);
  });

  it('OM-MET-07: trends without a limit', () => {
    expect(limitsOf('reference-production-monitoring', 'OM-MET-07')).toEqual({
      'Response time p95, now and a week before': [],
      'Errors by status code': [],
      'Queries slower than 1 s': [],
    });
  });
});
