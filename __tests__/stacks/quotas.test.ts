import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from '../../products';
import { assemble } from '../../stacks/assembly';
import { checkQuotas } from '../../stacks/quotas';
import type { RenderedStack } from '../../stacks/rendered-stack';
import { resolveStacks } from '../../stacks/synthesis';
import { completeSettings } from '../support/rendered';

type Block = Readonly<Record<string, unknown>>;

describe('quotas of what is written', () => {
  let stacks: readonly RenderedStack[];
  const found = (tree: readonly RenderedStack[]) => checkQuotas(tree).map(({ level, where, given }) => `${level} ${where}: ${given}`);
  const providers = {
    aws: [{ region: 'eu-west-1', allowed_account_ids: ['111122223333'] }],
    grafana: [{ url: 'https://shop.grafana.net/' }],
  };
  /** The blocks over two stacks, of which the first has one more if they are odd. */
  const spread = (type: string, count: number, block: Block, provider: object = providers): readonly RenderedStack[] =>
    stacks.slice(0, 2).map(({ stack }, index) => ({
      stack,
      json: {
        provider,
        resource: { [type]: Object.fromEntries(Array.from({ length: Math.ceil((count - index) / 2) }, (_, at) => [`one-${at}`, block])) },
      },
    }));
  const both = () =>
    stacks
      .slice(0, 2)
      .map(({ stack }) => stack.node.id)
      .join(', ');

  beforeAll(() => {
    stacks = resolveStacks(assemble(products, completeSettings(), join(tmpdir(), 'opskeep-quotas')).stacks);
  });

  it('are kept by all that the products declare', () => {
    expect(found(stacks)).toEqual([]);
  });

  it.each<[string, number, string, string, Block]>([
    ['aws_cloudwatch_log_resource_policy', 10, 'error', '111122223333 eu-west-1', {}],
    ['aws_iam_role', 1000, 'warning', '111122223333', {}],
    ['google_service_account', 100, 'warning', 'shop', { project: 'shop' }],
    ['google_project_iam_custom_role', 300, 'error', 'shop', { project: 'shop' }],
  ])('of %s end at %d, whatever stack they stand in', (type, limit, level, owner, block) => {
    expect(found(spread(type, limit, block))).toEqual([]);
    expect(found(spread(type, limit + 1, block))).toEqual([`${level} ${owner}: ${limit + 1} in ${both()}`]);
  });

  it('of Grafana Cloud end at 2000 alert rules, each rule of a group counted', () => {
    const group = { rule: Array.from({ length: 20 }, () => ({})) };
    const one = { rule: [{}] };
    expect(found(spread('grafana_rule_group', 100, group))).toEqual([]);
    const [first, second] = spread('grafana_rule_group', 100, group) as [RenderedStack, RenderedStack];
    const resource = second.json['resource'] as Record<string, Record<string, Block>>;
    const more = { ...second, json: { ...second.json, resource: { grafana_rule_group: { ...resource['grafana_rule_group'], one } } } };
    expect(found([first, more])).toEqual([`warning https://shop.grafana.net/: 2001 in ${both()}`]);
  });

  it('of Grafana Cloud bind no Grafana of one’s own', () => {
    const own = { grafana: [{ url: 'https://grafana.shop.example' }] };
    expect(found(spread('grafana_rule_group', 2001, { rule: [{}] }, own))).toEqual([]);
  });

  it('are not judged of an account that nobody has named yet, because it may be another one each time', () => {
    const unnamed = { aws: [{ region: 'eu-west-1', allowed_account_ids: ['${var.account}'] }] };
    expect(found(spread('aws_cloudwatch_log_resource_policy', 11, {}, unnamed))).toEqual([]);
  });

  it('are counted by region where a second provider stands for one', () => {
    const [first, second] = spread('aws_cloudwatch_log_resource_policy', 11, {}) as [RenderedStack, RenderedStack];
    const elsewhere = spread('aws_cloudwatch_log_resource_policy', 11, { provider: 'aws.second' }) as [RenderedStack, RenderedStack];
    expect(found([first, elsewhere[1]])).toEqual([]);
    expect(found([first, second])).toHaveLength(1);
  });
});
