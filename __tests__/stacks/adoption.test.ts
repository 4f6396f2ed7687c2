import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { knownProducts } from '../../stacks/assembly';
import { offlineWorkspace } from '../support/offline-workspace';
import { describeWithTool } from '../support/optional-tools';
import { type Rendered, renderProducts } from '../support/rendered';
import type { StackJson } from '../support/schema-provider';
import { terraformAvailable } from '../support/terraform';

const service = 'allodoc-on-call/on-call/business-service/service';
const schedule = 'allodoc-on-call/on-call/rota-primary/schedule';
// The manual stands beside it, because allodoc names its alerts.
const chosen = products.filter(({ name }) => ['allodoc', 'operations-manual'].includes(name));

const adopting = (adopt: unknown): Rendered => {
  const { settings, findings } = Settings.check({ adopt }, knownProducts(products));
  expect(findings).toEqual([]);
  return renderProducts(chosen, settings);
};
const errors = ({ assembly }: Rendered): readonly string[] =>
  assembly.findings.filter(({ level }) => level === 'error').map(({ rule, given, mend }) => `${rule}: ${given}: ${mend}`);
const imports = ({ stacks }: Rendered, stack: string): unknown => stacks[stack]?.['import'];

describe('what exists already', () => {
  it('becomes an import block in its own stack, with the id that the settings give, and changes nothing else', () => {
    const all = adopting({ [service]: 'PABC123', [schedule]: 'PSCHED1' });
    expect(errors(all)).toEqual([]);
    expect(imports(all, 'allodoc-on-call')).toEqual([
      { to: expect.stringMatching(/^pagerduty_schedule\.on-call_rota-primary_schedule_\w+$/), id: 'PSCHED1' },
      { to: expect.stringMatching(/^pagerduty_business_service\.on-call_business-service_\w+$/), id: 'PABC123' },
    ]);
    const plain = renderProducts(chosen);
    const { import: _, ...rest } = all.stacks['allodoc-on-call'] as Record<string, unknown>;
    expect(rest).toEqual(plain.stacks['allodoc-on-call']);
    for (const stack of Object.keys(plain.stacks).filter((name) => name !== 'allodoc-on-call'))
      expect(all.stacks[stack]).toEqual(plain.stacks[stack]);
  });

  it('in the second region is imported through the provider of that region', () => {
    const all = adopting({ 'allodoc-production-backup/bucket/replica/copy/bucket': 'acme-copy' });
    expect(imports(all, 'allodoc-production-backup')).toEqual([
      { to: expect.stringMatching(/^aws_s3_bucket\.bucket_replica_copy_bucket_\w+$/), id: 'acme-copy', provider: 'aws.copy' },
    ]);
  });

  it('at a path that no resource has is an error with the nearest one: it would be made a second time', () => {
    const [found, ...more] = errors(adopting({ 'allodoc-on-call/on-call/business-service/servce': 'PABC123' }));
    expect(more).toEqual([]);
    expect(found).toMatch(
      /^unknown-resource: "allodoc-on-call\/on-call\/business-service\/servce": did you mean ".*business-service\/service"\?/,
    );
  });

  it('can be one resource only', () => {
    const secondary = 'allodoc-on-call/on-call/rota-secondary/schedule';
    expect(errors(adopting({ [schedule]: 'PSCHED1', [secondary]: 'PSCHED1' }))).toEqual([
      `adopted-twice: "PSCHED1" at ${secondary}: leave the wrong path out`,
    ]);
  });

  it.each([
    ['a list', ['PABC123']],
    ['an empty id', { [service]: '' }],
    ['a number', { [service]: 7 }],
  ])('is refused as %s', (_, adopt) => {
    const { findings } = Settings.check({ adopt }, knownProducts(products));
    expect(findings.map(({ rule }) => rule)).toEqual(['bad-setting']);
  });
});

describeWithTool('terraform', terraformAvailable, () => {
  const workspace = offlineWorkspace();

  it('plans to take over what is adopted, and to make only the rest', async () => {
    const stack = workspace().stackFromJson('on-call', withValues(adopting({ [service]: 'PABC123', [schedule]: 'PSCHED1' })));
    await stack.init();
    const changes = (await stack.plan()).resource_changes ?? [];
    const actions = (type: string): readonly string[] =>
      changes.filter(({ address }) => address.startsWith(`${type}.`)).map(({ change }) => change.actions.join());
    expect(actions('pagerduty_business_service')).toEqual(['update']);
    expect([...actions('pagerduty_schedule')].sort()).toEqual(['create', 'update']);
    expect(changes.flatMap(({ change }) => change.actions).filter((action) => action === 'delete')).toEqual([]);
  }, 60_000);
});

/** The on-call stack without cdktf's backend, with an address for whoever answers. */
function withValues({ stacks }: Rendered): StackJson {
  const { terraform, variable, ...rest } = stacks['allodoc-on-call'] as Record<string, Record<string, unknown>>;
  const { backend: _, ...required } = terraform as Record<string, unknown>;
  const variables = Object.fromEntries(
    Object.entries(variable ?? {}).map(([name, block]) => [name, { ...(block as object), default: 'somebody@example.com' }]),
  );
  return { ...rest, terraform: required, variable: variables } as StackJson;
}
