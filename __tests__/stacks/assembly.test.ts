import { product } from '../../model/product';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { sampleProduct } from '../support/sample-product';

const { name: _name, id: _id, ...sample } = sampleProduct({ baseline: { defines: [], inherited: [], overridden: {}, notApplicable: {} } });
const rulesOf = (...products: Parameters<typeof assemble>[0]) =>
  assemble(products, Settings.none, 'cdktf.out')
    .findings.filter(({ level }) => level === 'error')
    .map(({ rule, given }) => `${rule}: ${given}`);

describe('the assembly', () => {
  it('refuses two environments that would share a backup bucket', () => {
    const shared = product('shop', () => ({ ...sample, environments: ['production', 'staging'], bucketName: 'shop-backups' }));
    expect(rulesOf(shared)).toEqual(['duplicate-name: "shop-backups" twice']);
  });

  it('refuses two products with one name', () => {
    expect(
      rulesOf(
        product('shop', () => sample),
        product('shop', () => sample),
      ),
    ).toEqual([
      'duplicate-name: "shop" twice',
      'duplicate-name: "shop" twice',
      'duplicate-name: "shop-production-backups" twice',
      'duplicate-name: "shop-staging-backups" twice',
    ]);
  });

  it('tells a tier that no environment declares, instead of stumbling over it', () => {
    const [daily] = sample.tiers;
    expect(rulesOf(product('shop', () => ({ ...sample, environments: ['production'], tiers: [] })))).toEqual(
      expect.arrayContaining([`unknown-retention-tier: "${daily?.name}"`]),
    );
  });

  it('tells an unknown store of an objective once, without a recovery point for it', () => {
    const objectives = sample.objectives.map((objective) => ({ ...objective, store: 'databse' }));
    const rules = rulesOf(product('shop', () => ({ ...sample, objectives })));
    expect(rules.filter((text) => text.startsWith('unknown-store'))).toEqual(['unknown-store: "databse"']);
    expect(rules.filter((text) => text.startsWith('rpo-not-met'))).toEqual([]);
  });

  it('refuses the exclusion of a baseline alert without a reason', () => {
    const baseline = { defines: [], inherited: [], overridden: {}, notApplicable: { 'OM-ALERT-01': ' ' } };
    expect(rulesOf(product('shop', () => ({ ...sample, baseline })))).toEqual(
      expect.arrayContaining(["reason-missing: notApplicable: { 'OM-ALERT-01': ' ' }"]),
    );
  });

  it('gathers the findings of every product, and a broken one does not hide those of another', () => {
    const tooTight = sample.objectives.map((objective) => ({ ...objective, rpo: objective.rpo?.times(0.5) }));
    const broken = product('one', () => ({ ...sample, objectives: tooTight, bucketName: 'b'.repeat(64) }));
    const other = product('two', () => ({ ...sample, environments: ['production'], zone: 'Asia/Ho_Chi_Minh' }));
    expect(new Set(rulesOf(broken, other).map((text) => text.split(':')[0]))).toEqual(new Set(['duplicate-name']));
    const apart = product('one', () => ({ ...sample, environments: ['production'], objectives: tooTight, bucketName: 'b'.repeat(64) }));
    expect(new Set(rulesOf(apart, other).map((text) => text.split(':')[0]))).toEqual(
      new Set(['name-too-long', 'rpo-not-met', 'told-too-late', 'foreign-time-zone']),
    );
  });
});
