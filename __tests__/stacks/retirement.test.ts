import { type Product, type ProductState, product } from '../../model/product';
import { products } from '../../products';
import { type Block, completeSettings, type Rendered, references, renderProducts, resources } from '../support/rendered';

const inState = (name: string, state: ProductState): Product => {
  const declaration = products.find((candidate) => candidate.name === name)?.evaluate().declaration;
  if (declaration === undefined) throw new Error(`no product ${name}`);
  return product(name, () => ({ ...declaration, state }));
};
const render = (name: string, state: ProductState): Rendered => renderProducts([inState(name, state)], completeSettings());

const typesIn = (all: Rendered, stack: string): readonly string[] =>
  [
    ...new Set(
      resources(all)
        .filter((found) => found.stack === stack)
        .map(({ type }) => type),
    ),
  ].sort();

const bucketTypes = [
  's3_bucket',
  's3_bucket_lifecycle_configuration',
  's3_bucket_logging',
  's3_bucket_object_lock_configuration',
  's3_bucket_ownership_controls',
  's3_bucket_policy',
  's3_bucket_public_access_block',
  's3_bucket_replication_configuration',
  's3_bucket_server_side_encryption_configuration',
  's3_bucket_versioning',
].map((type) => `aws_${type}`);

describe('a retired product', () => {
  describe('on AWS', () => {
    let all: Rendered;
    beforeAll(() => {
      all = render('allodoc', 'retired');
    });

    it('keeps in its backup stack the buckets with their copies, the keys of the copies and the role that restores them, and nothing else', () => {
      expect(typesIn(all, 'allodoc-production-backup')).toEqual(
        ['aws_iam_role', 'aws_iam_role_policy', 'aws_kms_alias', 'aws_kms_key', ...bucketTypes].sort(),
      );
      const roles = resources(all, 'aws_iam_role')
        .filter(({ stack }) => stack === 'allodoc-production-backup')
        .map(({ block }) => String(block['name']));
      expect(roles.filter((name) => !/-(restore|replication)$/.test(name))).toEqual([]);
      const keys = resources(all, 'aws_kms_alias').map(({ block }) => String(block['name']));
      expect(keys.filter((name) => !name.endsWith('-backups'))).toEqual([]);
    });

    it('keeps every bucket and key as it was, lifecycle and lock included', () => {
      const active = render('allodoc', 'active');
      for (const { stack, type, id, block } of resources(all)) {
        const before = resources(active, type).find((found) => found.stack === stack && found.id === id);
        expect(block).toEqual(before?.block);
      }
      const buckets = (rendered: Rendered) => resources(rendered, 'aws_s3_bucket').map(({ address }) => address);
      expect(buckets(all)).toEqual(buckets(active));
    });

    it('has empty stacks of monitoring and on-call, with the provider that removes what was there', () => {
      const rest = ['allodoc-on-call', 'allodoc-production-monitoring', 'allodoc-staging-monitoring'];
      expect(rest.flatMap((stack) => typesIn(all, stack))).toEqual([]);
      for (const stack of rest) expect(Object.keys((all.stacks[stack]?.['provider'] ?? {}) as Block).length).toBeGreaterThan(0);
      expect(Object.keys((all.stacks['allodoc-on-call']?.['provider'] ?? {}) as Block)).toEqual(['pagerduty']);
    });

    it('holds no backup, alert or dashboard any more, and no finding about any', () => {
      const own = all.assembly.stacks.filter((stack) => stack.isRetired);
      expect(own.map(({ contents }) => contents)).toEqual(own.map(() => ({ backups: 0, alerts: 0, dashboards: 0 })));
      expect(all.assembly.findings.filter(({ level }) => level === 'error')).toEqual([]);
    });
  });

  describe('on Google Cloud', () => {
    let all: Rendered;
    beforeAll(() => {
      all = render('carenow', 'retired');
    });

    it('keeps in its backup stack the buckets, the keys and the APIs that they need, and nothing else', () => {
      expect(typesIn(all, 'carenow-production-backup')).toEqual([
        'google_kms_crypto_key',
        'google_kms_crypto_key_iam_member',
        'google_kms_key_ring',
        'google_project_service',
        'google_storage_bucket',
        'google_storage_bucket_iam_member',
      ]);
      const active = render('carenow', 'active');
      for (const { stack, type, id, block } of resources(all)) {
        expect(block).toEqual(resources(active, type).find((found) => found.stack === stack && found.id === id)?.block);
      }
    });

    it("has an empty stack of the dead-man's switch, with the provider that removes what was there", () => {
      const stack = 'carenow-production-dead-man-switch';
      expect(typesIn(all, stack)).toEqual([]);
      expect(Object.keys(all.stacks[stack]?.['variable'] as Block)).toEqual(['aws_account_id', 'aws_region']);
      expect(Object.keys(all.stacks[stack]?.['provider'] as Block)).toEqual(['aws']);
    });

    it('lets go of the data of the application without destroying it', () => {
      const removed = all.stacks['carenow-production-backup']?.['removed'] as readonly { from: string; lifecycle: Block }[];
      expect(removed.map(({ from }) => from.split('.')[0])).toEqual(['google_storage_bucket', 'google_firestore_database']);
      expect(removed.map(({ lifecycle }) => lifecycle)).toEqual([{ destroy: false }, { destroy: false }]);
      const left = resources(all).map(({ type, id }) => `${type}.${id}`);
      expect(removed.filter(({ from }) => left.includes(from))).toEqual([]);
      expect(all.stacks['carenow-production-backup']?.['import']).toBeUndefined();
    });
  });

  it.each(['allodoc', 'carenow', 'operations-manual'])(
    '%s refers to nothing that is gone, and asks for nothing that it does not use',
    (name) => {
      const { stacks } = render(name, 'retired');
      for (const [stack, json] of Object.entries(stacks)) {
        const { variable = {}, '//': _metadata, ...rest } = json as Readonly<Record<string, Block>>;
        const text = JSON.stringify(rest);
        const there = new Set(
          Object.entries((json.resource ?? {}) as Readonly<Record<string, Block>>).flatMap(([type, blocks]) =>
            Object.keys(blocks).map((id) => `${type}.${id}`),
          ),
        );
        const used = references(text).flatMap((reference) => reference.match(/\b(aws|google|pagerduty|grafana)_[a-z0-9_]+\.[\w-]+/g) ?? []);
        expect({ stack, missing: used.filter((address) => !there.has(address)) }).toEqual({ stack, missing: [] });
        const waits = [...text.matchAll(/"depends_on":\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
          [...list.matchAll(/"([^"]+)"/g)].map(([, to = '']) => to),
        );
        expect({ stack, missing: waits.filter((address) => !there.has(address)) }).toEqual({ stack, missing: [] });
        const variables = references(text).flatMap((reference) => [...reference.matchAll(/\bvar\.(\w+)/g)].map(([, found = '']) => found));
        expect({ stack, variables: Object.keys(variable).sort() }).toEqual({ stack, variables: [...new Set(variables)].sort() });
      }
    },
  );
});

describe('an emptied product', () => {
  it.each(['allodoc', 'carenow'])(
    '%s has what the retired one has, and Terraform may destroy it; locks and emptiness are left to the cloud',
    (name) => {
      const [retired, emptied] = [render(name, 'retired'), render(name, 'emptied')];
      expect(resources(emptied).map(({ address }) => address)).toEqual(resources(retired).map(({ address }) => address));
      const protectedBefore = resources(retired).filter(({ block }) =>
        JSON.stringify(block['lifecycle'] ?? '').includes('prevent_destroy'),
      );
      expect(protectedBefore.length).toBeGreaterThan(0);
      expect(JSON.stringify(Object.values(emptied.stacks))).not.toContain('prevent_destroy');
      expect(JSON.stringify(Object.values(emptied.stacks))).not.toContain('"force_destroy":true');
    },
  );
});
