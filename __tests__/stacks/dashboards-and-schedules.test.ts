import { pagerDutyZone } from '../../model/pagerduty-zones';
import { type Block, completeSettings, type Rendered, references, renderProducts, resources, unescaped } from '../support/rendered';

interface PanelJson {
  readonly id: number;
  readonly panels?: readonly PanelJson[];
}

interface DashboardJson {
  readonly uid: string;
  readonly panels: readonly PanelJson[];
}

describe.each([
  ['no settings', () => renderProducts()],
  ['complete settings', () => renderProducts(undefined, completeSettings())],
])('with %s', (_, render) => {
  let all: Rendered;
  let dashboards: readonly DashboardJson[];

  beforeAll(() => {
    all = render();
    dashboards = resources(all, 'grafana_dashboard').map(({ block }) => JSON.parse(unescaped(String(block['config_json']))));
  });

  describe('a dashboard', () => {
    it('has a uid of its own over all stacks, which Grafana accepts', () => {
      const uids = dashboards.map(({ uid }) => uid);
      expect(uids.length).toBe(resources(all, 'grafana_dashboard').length);
      expect(new Set(uids).size).toBe(uids.length);
      expect(uids.filter((uid) => !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))).toEqual([]);
    });

    it('has panels with ids of their own', () => {
      for (const { uid, panels } of dashboards) {
        const ids = allPanels(panels).map(({ id }) => id);
        expect({ uid, distinct: new Set(ids).size }).toEqual({ uid, distinct: ids.length });
      }
    });

    it('reaches Grafana with its own templates whole: only references to inputs are left for Terraform', () => {
      const texts = [
        ...resources(all, 'grafana_dashboard').map(({ block }) => String(block['config_json'])),
        ...resources(all, 'grafana_message_template').map(({ block }) => String(block['template'])),
        ...resources(all, 'grafana_rule_group').flatMap(({ block }) =>
          (block['rule'] as readonly { data: readonly { model: string }[] }[]).flatMap(({ data }) => data.map(({ model }) => model)),
        ),
      ];
      const foreign = texts.flatMap((text) => [
        ...references(text).filter((reference) => !/^var\.[a-z_]+$/.test(reference)),
        ...(text.match(/(?<!%)(%%)*%\{/g) ?? []).filter((start) => start.length % 2 === 0),
      ]);
      expect(foreign).toEqual([]);
      expect(texts.filter((text) => text.includes('$${')).length).toBeGreaterThan(20);
      for (const { block } of resources(all, 'grafana_dashboard')) {
        const text = String(block['config_json']);
        const variables = [...unescaped(text).matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
        const { templating } = JSON.parse(unescaped(text)) as { templating: { list: readonly { name: string }[] } };
        const known = templating.list.map(({ name }) => name);
        expect(variables.filter((name) => !known.includes(name ?? '') && !name?.startsWith('__'))).toEqual([]);
      }
    });
  });

  it('every schedule says in which time zone it is meant, that of its product', () => {
    const zones = [
      ...resources(all, 'aws_scheduler_schedule').map((at) => ({ at, zone: at.block['schedule_expression_timezone'] })),
      ...resources(all, 'google_cloud_scheduler_job').map((at) => ({ at, zone: at.block['time_zone'] })),
      ...resources(all, 'pagerduty_schedule').map((at) => ({ at, zone: at.block['time_zone'] })),
      ...resources(all, 'grafana_mute_timing').flatMap((at) =>
        (at.block['intervals'] as readonly Block[]).map(({ location }) => ({ at, zone: location })),
      ),
    ];
    expect(zones.length).toBeGreaterThan(60);
    for (const { at, zone } of zones) {
      const product = all.assembly.environments.map((environment) => environment.product).find(({ id }) => at.stack.startsWith(`${id}-`));
      const meant = product?.zone ?? '';
      // PagerDuty knows fewer zones; the model says which of them shows the same time.
      const expected = at.type === 'pagerduty_schedule' ? pagerDutyZone('', meant) : meant;
      expect({ at: at.address, zone }).toEqual({ at: at.address, zone: expected });
    }
  });
});

function allPanels(panels: readonly PanelJson[]): readonly PanelJson[] {
  return panels.flatMap((panel) => [panel, ...allPanels(panel.panels ?? [])]);
}
