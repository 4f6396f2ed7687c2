import { collectFindings } from '../../model/finding';
import { panelId, ruleUid } from '../../model/monitoring-names';
import { fittedName, slugName } from '../../model/names';
import { above, signal } from '../../model/signal';
import { sampleEnvironment } from '../support/sample-product';

// Terraform addresses, Grafana and people know things by these names: they may never change.
describe('a name that is too long for its vendor', () => {
  const long = 'shop-production-customer-orders-and-invoices-of-the-year-weekly-restore';

  it.each([
    ['iamRole', 64, 'shop-production-customer-orders-and-invoices-of-the-year-we-b08d'],
    ['schedule', 64, 'shop-production-customer-orders-and-invoices-of-the-year-we-b08d'],
    ['cloudRunJob', 49, 'shop-production-customer-orders-and-invoices-b08d'],
    ['serviceAccount', 30, 'shop-production-customer-b08d'],
  ] as const)('as %s is cut to at most %i characters and ends in a hash of the whole', (kind, limit, fitted) => {
    expect(fittedName(kind, long)).toBe(fitted);
    expect(fitted.length).toBeLessThanOrEqual(limit);
    expect(fittedName(kind, long.slice(0, limit))).toBe(long.slice(0, limit));
  });

  it('has one hyphen before its hash, wherever it is cut', () => {
    expect(fittedName('serviceAccount', 'shop-production-custome--orders')).toMatch(/^shop-production-custome-[0-9a-f]{4}$/);
  });

  it('as custom role of Google has no hyphen before its hash', () => {
    expect(fittedName('customRole', 'shopProductionCustomerOrdersAndInvoicesOfTheYearWeeklyRestoreRead')).toBe(
      'shopProductionCustomerOrdersAndInvoicesOfTheYearWeeklyResto_b68c',
    );
  });

  it('as uid of an alert rule ends in eight digits', () => {
    const declared = signal({
      id: 'customer-orders-and-invoices',
      title: '',
      meaning: '',
      component: 'api',
      expression: () => '1',
      unit: 'count',
      tiers: { warning: above(1) },
    });
    const [tier] = declared.tiers;
    expect(tier && ruleUid(sampleEnvironment(), declared, tier)).toBe('shop-production-customer-orders-24590523');
  });
});

it('gives the panel of a signal the same id for ever', () => {
  expect(panelId('backup-watcher')).toBe(1708703407);
});

it('makes ids of names in lower case alone, and tells what may stand in one', () => {
  const { value, findings } = collectFindings('shop', () => [slugName('product', 'shop-2'), slugName('product', 'Shop')]);
  expect(value).toEqual(['shop-2', 'invalid']);
  expect(findings.map(({ given, allowed }) => [given, allowed])).toEqual([['"Shop"', 'lower-case letters, digits and single hyphens']]);
});
