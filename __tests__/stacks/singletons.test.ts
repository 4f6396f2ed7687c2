import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from '../../products';
import { assemble } from '../../stacks/assembly';
import type { RenderedStack } from '../../stacks/rendered-stack';
import { checkSingletons } from '../../stacks/singletons';
import { resolveStacks } from '../../stacks/synthesis';
import { completeSettings } from '../support/rendered';

describe('what everybody shares', () => {
  let stacks: readonly RenderedStack[];
  type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const withBlock = (index: number, type: string, block: Readonly<Record<string, unknown>>): readonly RenderedStack[] =>
    stacks.map((stack, at) => {
      const resource = (stack.json['resource'] ?? {}) as Record<string, Blocks>;
      return at === index
        ? { ...stack, json: { ...stack.json, resource: { ...resource, [type]: { ...resource[type], added: block } } } }
        : stack;
    });
  const found = (tree: readonly RenderedStack[]) => checkSingletons(tree).map(({ rule, where }) => `${rule}: ${where}`);

  beforeAll(() => {
    stacks = resolveStacks(assemble(products, completeSettings(), join(tmpdir(), 'opskeep-singletons')).stacks);
  });

  it('is overwritten by nothing that the products declare, and no name is owned twice', () => {
    expect(found(stacks)).toEqual([]);
  });

  it.each([
    'grafana_notification_policy',
    'grafana_organization_preferences',
    'aws_cloudwatch_log_account_policy',
    'aws_s3_account_public_access_block',
    'aws_iam_account_password_policy',
    'pagerduty_user',
    'google_project_iam_policy',
    'google_project_iam_binding',
    'google_storage_bucket_iam_policy',
  ])('is found when a stack declares %s', (type) => {
    const [first] = stacks;
    expect(found(withBlock(0, type, {}))).toEqual([`singleton: ${first?.stack.node.id}: ${type}.added`]);
  });

  it('has a name of its own in every stack: of contact points, services, roles, buckets and audit logs', () => {
    for (const [type, attribute] of [
      ['grafana_contact_point', 'name'],
      ['pagerduty_service', 'name'],
      ['aws_s3_bucket', 'bucket'],
      ['google_storage_bucket', 'name'],
    ] as const) {
      const owner = stacks.find(({ json }) => type in ((json['resource'] ?? {}) as object));
      const [first] = Object.values(((owner?.json['resource'] ?? {}) as Record<string, Blocks>)[type] ?? {});
      const index = stacks.indexOf(owner as RenderedStack);
      expect(found(withBlock(index, type, { [attribute]: first?.[attribute] }))).toEqual([
        `shared-name: ${owner?.stack.node.id}: ${type}.added`,
      ]);
    }
  });

  it('has a bucket of its own in all the world, and all else of AWS in an account', () => {
    const [here = 0, there = 0] = stacks.flatMap(({ json }, index) =>
      'aws_s3_bucket' in ((json['resource'] ?? {}) as object) ? [index] : [],
    );
    const nameOf = (type: string, attribute: string): unknown => {
      const [first] = Object.values(((stacks[here]?.json['resource'] ?? {}) as Record<string, Blocks>)[type] ?? {});
      return first?.[attribute];
    };
    const inAnotherAccount = (type: string, attribute: string): readonly RenderedStack[] =>
      withBlock(there, type, { [attribute]: nameOf(type, attribute) }).map((stack, at) =>
        at === there ? { ...stack, json: { ...stack.json, provider: { aws: [{ allowed_account_ids: ['999900001111'] }] } } } : stack,
      );
    expect(found(inAnotherAccount('aws_s3_bucket', 'bucket'))).toEqual([
      `shared-name: ${stacks[there]?.stack.node.id}: aws_s3_bucket.added`,
    ]);
    expect(found(inAnotherAccount('aws_ecs_cluster', 'name'))).toEqual([]);
  });
});
