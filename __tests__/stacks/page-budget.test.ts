import { distinctSignals } from '../../model/dashboard';
import { environmentsOf, type ProductEnvironment } from '../../model/product-environment';
import type { Signal } from '../../model/signal';
import { products } from '../../products';
import { typicalFaults } from '../../signals/faults';
import { dashboardsOf } from '../../stacks/monitoring-plan';
import { budgetOf } from '../../stacks/page-budget';

const signalsIn = (environment: ProductEnvironment) => distinctSignals(dashboardsOf(environment));

const paging = products
  .flatMap((product) => product.evaluate().declaration ?? [])
  .flatMap((product) => environmentsOf(product))
  .filter(({ posture }) => posture.pages);
const budget = paging.map((environment) => ({
  environment,
  pages: new Map(budgetOf(environment, signalsIn(environment)).map((each) => [each.fault, each])),
}));
const incidents = (fault: string) =>
  budget.map(
    ({ environment, pages }) => `${environment.product.name} ${pages.get(fault)?.rules.length} + ${pages.get(fault)?.cloudAlarms.length}`,
  );

describe('the page budget of the products', () => {
  it('pushes signals that at least one product has, in every fault', () => {
    const ids = paging.flatMap((environment) => signalsIn(environment).map(({ id }) => id));
    const idle = typicalFaults.flatMap(({ pushes }) => pushes.filter(({ signal }) => !ids.some((id) => signal.test(id))));
    expect(idle).toEqual([]);
  });

  it.each(['backup of the database failed', 'backup of the database missed', 'store watcher silent'])(
    'has one page by each of both ways: %s',
    (fault) => {
      expect(incidents(fault)).toEqual(paging.map(({ product }) => `${product.name} 1 + 1`));
    },
  );

  it('tells of a database without free connections once, wherever failed connections page', () => {
    const pages = ({ id, tiers }: Signal) =>
      /^postgres-(unreachable|connection-errors)$/.test(id) && tiers.some(({ severity }) => severity === 'critical');
    const telling = paging.filter((environment) => signalsIn(environment).some(pages)).map(({ product }) => `${product.name} 1 + 0`);
    expect(telling).toContain('allodoc 1 + 0');
    expect(incidents('database out of connections').filter((each) => !each.endsWith(' 0 + 0'))).toEqual(expect.arrayContaining(telling));
  });

  it('tells by the second way each set of copies that a bucket refuses, base backups of an archive too', () => {
    const told = budget.map(({ environment, pages }) => [
      environment.product.name,
      pages.get('bucket of backups refuses access')?.cloudAlarms.map((alarm) => alarm.replace(/-failed$/, '')),
    ]);
    const fullSystem = ['full-system-weekly', 'full-system-monthly'];
    expect(told).toEqual([
      [
        'carenow',
        [
          'firestore-daily',
          'firestore-recent-recent',
          'auth-user-data',
          'uploads-user-data',
          'configuration-config',
          'full-system-weekly',
          'code-code',
        ],
      ],
      ['life-manager', ['database-daily']],
      ['allodoc', ['database-daily', 'files-files', 'configuration-config', 'logs-logs', ...fullSystem, 'database-archive-base']],
      ['mobile-matrix', ['database-daily', ...fullSystem]],
      ['operations-manual', ['database-daily', ...fullSystem, 'database-archive-base']],
    ]);
  });

  it('has one page for a data source that errs', () => {
    expect(incidents('data source answers with errors')).toEqual(paging.map(({ product }) => `${product.name} 1 + 0`));
  });

  it('wakes nobody when one region cannot reach a product', () => {
    expect(incidents('one region cannot reach the product')).toEqual(paging.map(({ product }) => `${product.name} 0 + 0`));
  });
});
