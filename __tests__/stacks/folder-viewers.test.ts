import { products } from '../../products';
import { completeSettings, renderProducts, resources } from '../support/rendered';

const withHealthData = products.filter((product) => product.evaluate().declaration?.dataClass === 'health');

describe.each([
  ['no settings', renderProducts(withHealthData), { 'carenow-production-monitoring': [], 'allodoc-production-monitoring': [] }],
  [
    'the teams in the settings',
    renderProducts(withHealthData, completeSettings()),
    { 'carenow-production-monitoring': ['7'], 'allodoc-production-monitoring': ['8'] },
  ],
])('the folders of products with health data, with %s', (_, whole, teams) => {
  it('are seen by teams and by no role', () => {
    const blocks = resources(whole, 'grafana_folder_permission').map(({ block }) => block);
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      expect(block['dynamic']).toEqual({
        permissions: {
          for_each: '${toset(var.grafana_teams_viewers)}',
          iterator: 'each',
          content: { team_id: '${each.value}', permission: 'View' },
        },
      });
      expect(block).not.toHaveProperty('permissions');
    }
  });

  it.each(Object.entries(teams))('cannot be planned before a team is named: %s', (stack, given) => {
    expect(whole.stacks[stack]?.['variable']).toMatchObject({
      grafana_teams_viewers: {
        default: given,
        validation: [{ condition: expect.stringMatching(/^\$\{length\(var\.grafana_teams_viewers\) > 0 && /) }],
      },
    });
  });
});
