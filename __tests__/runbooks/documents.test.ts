import { product } from '../../model/product';
import { section, step, steps } from '../../model/vocabulary';
import { documentation } from '../../runbooks/documents';
import { Settings } from '../../settings/settings';
import { withoutCreationTraces } from '../../stacks/synthesis';
import { sampleProduct } from '../support/sample-product';

const { name: _name, id: _id, ...sample } = sampleProduct();

function found(...sections: readonly (readonly [anchor: string, title: string])[]): readonly string[] {
  const shop = product('shop', () => ({
    ...sample,
    runbook: () => ({
      header: [],
      sections: sections.map(([anchor, title]) => section('procedure', anchor, { title, meets: [] }, steps(step('Look.')))),
    }),
  }));
  const { findings } = withoutCreationTraces(() => documentation([shop], Settings.none));
  return findings.map(({ level, rule, where, given }) => `${level} ${rule}, ${where}: ${given}`);
}

describe('the sections of a runbook', () => {
  it('may be called as people like where each is called otherwise', () => {
    expect(found(['restart', 'Restart the API'], ['rotate', 'Rotate the key'])).toEqual([]);
  });

  it.each([
    ['one name', ['restart', 'Restart'], ['restart', 'Restart once more']],
    ['one title', ['first', 'Restart the API'], ['second', 'Restart the API']],
  ] as const)('are refused with %s, since a link would lead to the first alone', (_, one, other) => {
    expect(found(one, other)).toEqual([expect.stringMatching(/^error duplicate-name, shop \/ runbook: "restart(-the-api)?" twice$/)]);
  });
});
