import { isActive, product } from '../../model/product';
import { sampleProduct } from '../support/sample-product';

const { name: _name, id: _id, baseline: _baseline, meets: _meets, ...declaration } = sampleProduct();

describe('a declared product', () => {
  it('is evaluated once, when it is first asked for', () => {
    let times = 0;
    const declared = product('shop', () => {
      times++;
      return declaration;
    });
    expect(times).toBe(0);
    expect(declared.evaluate()).toBe(declared.evaluate());
    expect(times).toBe(1);
  });

  it('is called by its name where it states no id, and meets and inherits nothing that it does not state', () => {
    expect(product('shop', () => declaration).evaluate()).toMatchObject({
      findings: [],
      declaration: {
        name: 'shop',
        id: 'shop',
        baseline: { inherited: [], overridden: {}, notApplicable: {} },
        meets: { environments: [], store: [], encryption: [], copies: [], schedules: [], paging: [], monitoring: [] },
      },
    });
    const stated = product('shop', () => ({ ...declaration, id: 'sh', meets: { store: ['S-1'] }, baseline: { defines: ['B-1'] } }));
    expect(stated.evaluate().declaration).toMatchObject({
      id: 'sh',
      baseline: { defines: ['B-1'], inherited: [] },
      meets: { store: ['S-1'], paging: [] },
    });
  });

  it('has a name and an id that are fit for addresses, each of them a mistake of its own', () => {
    const { findings } = product('Shop One', () => ({ ...declaration, id: 'Sh' })).evaluate();
    expect(findings.map(({ what, given }) => `${what}: ${given}`)).toEqual([
      'not a name for a product: "Shop One"',
      'not a name for a product: "Sh"',
    ]);
  });

  it('is active until it retires', () => {
    expect([{}, { state: 'active' as const }, { state: 'retired' as const }].map((state) => isActive(state))).toEqual([true, true, false]);
  });
});
