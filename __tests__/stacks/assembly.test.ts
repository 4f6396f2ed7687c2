import type { Backup } from '../../model/backup';
import { Duration } from '../../model/duration';
import { DeclarationError } from '../../model/finding';
import { messages } from '../../model/messages';
import { type ProductDeclaration, product } from '../../model/product';
import { Schedule } from '../../model/schedule';
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

  it('tells a drill that warns after it has failed once an environment, instead of stumbling over its alarms', () => {
    const late = { atMost: Duration.minutes(30), warnAbove: Duration.minutes(31) };
    const backups = sample.backups.map((backup): Backup => {
      const [first, ...others] = backup.drills;
      return { ...backup, drills: [{ ...first, ...late }, ...others] };
    });
    const { findings } = assemble(
      [product('shop', () => ({ ...sample, environments: ['production'], backups }))],
      Settings.none,
      'cdktf.out',
    );
    expect(findings.filter(({ rule }) => rule === 'bad-threshold').map(({ where, given }) => `${where}: ${given}`)).toEqual([
      'shop / production / signal: database-weekly-restore-drill-duration: warning above 1860, error above 1800',
    ]);
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
    const broken = product('one', () => ({ ...sample, objectives: tooTight, bucketName: `one-${'b'.repeat(60)}` }));
    const other = product('two', () => ({ ...sample, environments: ['production'], zone: 'Asia/Ho_Chi_Minh' }));
    expect(new Set(rulesOf(broken, other).map((text) => text.split(':')[0]))).toEqual(
      new Set(['duplicate-name', 'name-too-long', 'rpo-not-met', 'told-too-late', 'foreign-time-zone']),
    );
    const apart = product('one', () => ({
      ...sample,
      environments: ['production'],
      objectives: tooTight,
      bucketName: `one-${'b'.repeat(60)}`,
    }));
    expect(new Set(rulesOf(apart, other).map((text) => text.split(':')[0]))).toEqual(
      new Set(['name-too-long', 'rpo-not-met', 'told-too-late', 'foreign-time-zone']),
    );
  });

  it('proves the products that can be read, when another cannot', () => {
    const foreign = { ...sample, environments: ['production'] as const, zone: 'Asia/Ho_Chi_Minh' };
    const unreadable = product('one', () => ({ ...foreign, title: String(Schedule.cron('61 * * * *', 'Mars/Olympus')) }));
    const hopeless = product('two', () => {
      throw new DeclarationError([messages.badName('product', 'two', 'another')]);
    });
    // The baseline may be in what nobody could read.
    const baseline = { ...sample.baseline, overridden: { 'OM-ALERT-01': { by: ['X-1'] } } };
    const other = product('three', () => ({ ...foreign, baseline }));
    const errors = assemble([unreadable, hopeless, other], Settings.none, 'cdktf.out').findings.filter(({ level }) => level === 'error');
    // What stands in for a mistake is not proven.
    expect(new Set(errors.map(({ rule, where }) => `${rule}, ${where}`))).toEqual(
      new Set([
        'bad-cron, one / schedule',
        'bad-time-zone, one / schedule',
        'bad-name, two / product',
        'foreign-time-zone, three / production / database',
        'foreign-time-zone, three / production / weekly-restore',
      ]),
    );
  });

  it('goes on with a waived error, and stops at a waiver that waives nothing', () => {
    const objectives = sample.objectives.map((objective) => ({ ...objective, rpo: Duration.hours(1) }));
    const waiver = { rule: 'rpo-not-met', where: 'shop / production / database', reason: 'soon', owner: 'lead', expires: '2027-03-31' };
    const late = { rule: 'told-too-late', where: 'shop / production / database', reason: 'soon', owner: 'lead', expires: '2027-03-31' };
    const declared = (changes: Partial<ProductDeclaration>) =>
      product('shop', () => ({ ...sample, environments: ['production'], ...changes }));
    const { findings, stacks } = assemble([declared({ objectives, waivers: [waiver, late] })], Settings.none, 'cdktf.out');
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(new Set(findings.filter(({ level }) => level === 'waived').map(({ rule }) => rule))).toEqual(
      new Set(['rpo-not-met', 'told-too-late']),
    );
    expect(stacks.map((stack) => stack.node.id)).toEqual(['shop-on-call', 'shop-production-backup', 'shop-production-monitoring']);
    expect(rulesOf(declared({ waivers: [waiver] }))).toEqual(['waiver-unused: no finding of this rule at this place']);
    expect(rulesOf(declared({ state: 'retired', waivers: [waiver] }))).toEqual([]);
  });

  it('tells that the bootstrap cannot hold as many products as there are', () => {
    const bare = { ...sample, environments: ['production'] as const, stores: [], tiers: [], backups: [], objectives: [] };
    const many = Array.from({ length: 120 }, (_, at) => product(`p${at}`, () => ({ ...bare, bucketName: `p${at}-${'b'.repeat(55)}` })));
    const { settings, findings } = Settings.check({ bootstrapAws: { accountId: '111122223333', region: 'eu-west-1' } }, []);
    expect(findings).toEqual([]);
    const errors = assemble(many, settings, 'cdktf.out').findings.filter(({ level }) => level === 'error');
    expect(new Set(errors.map(({ rule, where }) => `${rule}, ${where.replace(/-p\d+-/, '-<product>-')}`))).toEqual(
      new Set(['vendor-limit, bootstrap-aws/plan', 'vendor-limit, bootstrap-aws/apply-<product>-production']),
    );
  });
});
