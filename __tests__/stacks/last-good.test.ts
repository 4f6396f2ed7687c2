import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from '../../products';
import { assemble } from '../../stacks/assembly';
import { checkLastGood } from '../../stacks/last-good';
import type { RenderedStack } from '../../stacks/rendered-stack';
import { resolveStacks } from '../../stacks/synthesis';
import { completeSettings } from '../support/rendered';

type Block = Readonly<Record<string, unknown>>;

describe('the newest verified copy', () => {
  let stacks: readonly RenderedStack[];
  const found = (tree: readonly RenderedStack[]) => checkLastGood(tree).map(({ where, given }) => `${where}: ${given}`);
  /** The tree with one more rule in the lifecycle of a resource. */
  const withRule = (stack: string, type: string, beginning: string, attribute: string, rule: Block): readonly RenderedStack[] =>
    stacks.map((written) => {
      if (written.stack.node.id !== stack) return written;
      const resource = written.json['resource'] as Record<string, Record<string, Block>>;
      const [id, block] = Object.entries(resource[type] ?? {}).find(([name]) => name.startsWith(beginning)) ?? ['', {}];
      const changed = { ...block, [attribute]: [...((block[attribute] ?? []) as Block[]), rule] };
      return { ...written, json: { ...written.json, resource: { ...resource, [type]: { ...resource[type], [id]: changed } } } };
    });
  const onAws = (rule: Block, beginning = 'bucket_store_lifecycle') =>
    found(
      withRule('allodoc-production-backup', 'aws_s3_bucket_lifecycle_configuration', beginning, 'rule', {
        id: 'more',
        status: 'Enabled',
        ...rule,
      }),
    );
  const onGoogle = (condition: Block, type = 'Delete', beginning = 'records_bucket_') =>
    found(withRule('carenow-production-backup', 'google_storage_bucket', beginning, 'lifecycle_rule', { action: { type }, condition }));

  beforeAll(() => {
    stacks = resolveStacks(assemble(products, completeSettings(), join(tmpdir(), 'opskeep-last-good')).stacks);
  });

  it('is removed by no lifecycle that the products declare', () => {
    expect(found(stacks)).toEqual([]);
  });

  it.each([
    ['its own prefix', [{ prefix: 'last-good/' }]],
    ['one backup of it', [{ prefix: 'last-good/database' }]],
    ['a beginning of it', [{ prefix: 'l' }]],
    ['everything', [{}]],
  ])('is not to expire on AWS by a rule on %s', (_, filter) => {
    expect(onAws({ filter, expiration: [{ days: 30 }] })).toEqual([
      expect.stringMatching(
        /^allodoc-production-backup: aws_s3_bucket_lifecycle_configuration\.bucket_store_lifecycle_\w+: rule "more": expiration /,
      ),
    ]);
  });

  it('stays on AWS beside rules on tiers, on earlier versions, on delete markers, and such as are switched off', () => {
    expect(onAws({ filter: [{ prefix: 'daily/' }], expiration: [{ days: 30 }] })).toEqual([]);
    expect(onAws({ filter: [{}], noncurrentVersionExpiration: [{ noncurrentDays: 30 }] })).toEqual([]);
    expect(onAws({ filter: [{}], expiration: [{ expired_object_delete_marker: true }] })).toEqual([]);
    expect(onAws({ filter: [{}], expiration: [{ days: 30 }], status: 'Disabled' })).toEqual([]);
    // No copy stands in the bucket of access logs.
    expect(onAws({ filter: [{}], expiration: [{ days: 30 }] }, 'access-logs_lifecycle')).toEqual([]);
  });

  it('is not to be deleted on Google Cloud by age, whatever other prefix the rule names', () => {
    const deleted = [expect.stringMatching(/^carenow-production-backup: google_storage_bucket\.records_bucket_\w+: delete where /)];
    expect(onGoogle({ age: 30 })).toEqual(deleted);
    expect(onGoogle({ age: 30, matches_prefix: ['daily/', 'last-good/'] })).toEqual(deleted);
    expect(onGoogle({ age: 30, matches_prefix: ['daily/'] })).toEqual([]);
    expect(onGoogle({ days_since_noncurrent_time: 30, with_state: 'ARCHIVED' })).toEqual([]);
    expect(onGoogle({ age: 7 }, 'AbortIncompleteMultipartUpload')).toEqual([]);
    expect(onGoogle({ age: 30 }, 'Delete', 'bucket_3')).toEqual([]);
  });
});
