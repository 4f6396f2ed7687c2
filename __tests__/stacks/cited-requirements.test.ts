import { products } from '../../products';
import { requirementIds } from '../../requirements';
import { checkCited } from '../../stacks/cited-requirements';
import { checkProduct } from '../../stacks/proofs';
import { databaseBackup, sampleProduct } from '../support/sample-product';

const component = (...meets: string[]) => ({ components: [{ name: 'api', title: 'API', meets }] });

describe('a requirement that a declaration cites', () => {
  it('is one that is written down, in all five products', () => {
    expect(products.flatMap((product) => product.evaluate().declaration ?? []).flatMap(checkCited)).toEqual([]);
  });

  it.each([
    ['in meets', component('OM-ALERT-01', 'OM-ALERT-99')],
    ['of the alarms of a backup', { backups: [{ ...databaseBackup, alarmsMeet: ['OM-ALERT-99'] }] }],
    ['of the product as a whole', { meets: { ...sampleProduct().meets, encryption: ['OM-ALERT-99'] } }],
  ])('is an error %s when nobody has written it down, with those that begin alike', (_, changes) => {
    const [finding, ...others] = checkProduct(sampleProduct(changes));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      level: 'error',
      rule: 'unknown-requirement',
      where: 'shop / meets',
      given: '"OM-ALERT-99"',
      allowed: expect.stringMatching(/^OM-ALERT-01, OM-ALERT-02, /),
      mend: expect.stringContaining('did you mean "OM-ALERT-'),
    });
  });

  it('is told once, however often it is cited', () => {
    expect(checkCited(sampleProduct(component('XX-YY-01', 'XX-YY-01')))).toHaveLength(1);
  });

  it('is told beside all that are written down where none begins alike', () => {
    expect(checkCited(sampleProduct(component('XX-YY-01'))).map(({ allowed }) => allowed)).toEqual([[...requirementIds()].join(', ')]);
  });
});
