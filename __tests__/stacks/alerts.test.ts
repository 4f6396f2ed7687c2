import type { ProductEnvironment } from '../../model/product-environment';
import { severities } from '../../model/severity';
import { heartbeatChannel } from '../../signals/dead-man-switch';
import { coverageMap } from '../../stacks/coverage-map';
import { type Block, completeSettings, type Rendered, renderProducts, resources, unescaped } from '../support/rendered';

interface Rule {
  readonly uid: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly { readonly model: string }[];
  readonly notification_settings: { readonly contact_point: string; readonly mute_timings?: readonly string[] };
}

interface PlacedRule extends Rule {
  readonly environment: ProductEnvironment;
  readonly group: string;
}

interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly panels?: readonly PanelJson[];
}

interface DashboardJson {
  readonly uid: string;
  readonly panels: readonly PanelJson[];
}

const pagers = ['critical', 'error'];

/** It always fires, and goes to a machine that pages when it stops. */
const switchRule = "Heartbeat to the dead-man's switch (info, heartbeat)";

const stackOf = ({ id }: ProductEnvironment): string => `${id}-monitoring`;

describe.each([
  ['no settings', () => renderProducts()],
  ['complete settings', () => renderProducts(undefined, completeSettings())],
])('with %s', (_, render) => {
  let all: Rendered;
  let environments: readonly ProductEnvironment[];
  let rules: readonly PlacedRule[];
  const own = (environment: ProductEnvironment, type: string): readonly Block[] =>
    resources(all, type)
      .filter(({ stack }) => stack === stackOf(environment))
      .map(({ block }) => block);
  const dashboardsOf = (environment: ProductEnvironment): readonly DashboardJson[] =>
    own(environment, 'grafana_dashboard').map(({ config_json }) => JSON.parse(unescaped(String(config_json))));

  beforeAll(() => {
    all = render();
    environments = all.assembly.environments;
    rules = environments.flatMap((environment) =>
      own(environment, 'grafana_rule_group').flatMap((group) =>
        (group['rule'] as readonly Rule[]).map((rule) => ({ ...rule, environment, group: String(group['name']) })),
      ),
    );
  });

  describe('an alert rule', () => {
    it('stands in the monitoring stack of a product environment, and each of those has some', () => {
      const total = resources(all, 'grafana_rule_group').flatMap(({ block }) => block['rule'] as readonly Rule[]).length;
      expect(rules).toHaveLength(total);
      expect(environments.filter((environment) => !rules.some((rule) => rule.environment === environment))).toEqual([]);
    });

    it('has one of four severities and names its own product, environment and a component of it', () => {
      for (const { uid, labels, environment } of rules) {
        expect({ uid, ...labels }).toEqual({
          uid,
          severity: expect.stringMatching(/^(critical|error|warning|info)$/),
          component: expect.any(String),
          product: environment.product.id,
          environment: environment.environment,
        });
        expect(environment.product.components.map(({ name }) => name)).toContain(labels['component']);
      }
      expect(new Set(rules.map(({ labels }) => labels['severity']))).toEqual(new Set(severities));
    });

    it('has a uid of its own over all stacks, which Grafana accepts', () => {
      const uids = rules.map(({ uid }) => uid);
      expect(new Set(uids).size).toBe(uids.length);
      expect(uids.filter((uid) => !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))).toEqual([]);
    });

    it('goes to a contact point of its own stack: that of its severity or a declared channel where people are paged, else warning', () => {
      for (const { uid, name: rule, labels, environment, notification_settings: settings } of rules) {
        const channels = environment.product.channels.map(({ name }) => name).filter((name) => !severities.some((one) => one === name));
        // A heartbeat goes to the dead-man's switch where there is one, never to a person.
        const people = environment.posture.pages ? [labels['severity'] ?? '', ...channels] : ['warning'];
        const allowed = rule === switchRule ? [heartbeatChannel] : people;
        expect({ uid, to: allowed.map((name) => `${environment.id}-${name}`) }).toEqual({
          uid,
          to: expect.arrayContaining([settings.contact_point]),
        });
        const declared = own(environment, 'grafana_contact_point').map(({ name }) => name);
        expect(declared).toContain(settings.contact_point);
      }
    });

    it('of severity critical or error pages somebody wherever the environment pages', () => {
      const paging = rules.filter(({ labels, environment }) => environment.posture.pages && pagers.includes(labels['severity'] ?? ''));
      expect(paging.length).toBeGreaterThan(50);
      for (const { uid, environment, labels, notification_settings: settings } of paging)
        expect({ uid, to: settings.contact_point }).toEqual({ uid, to: `${environment.id}-${labels['severity']}` });
    });

    it('leads to its runbook, and to its requirement unless it is the health of what watches', () => {
      for (const { uid, annotations, environment } of rules) {
        const page = `/${environment.product.name}.md#`;
        expect({ uid, url: annotations['runbook_url'] }).toEqual({ uid, url: expect.stringContaining(page) });
      }
      const without = rules.filter(({ annotations }) => annotations['requirement'] === undefined);
      expect([...new Set(without.map(({ name }) => name))].sort()).toEqual([
        'Cloud Monitoring answers (error)',
        'Data integrity check: age of the newest success (warning)',
        switchRule,
        'Loki answers (error)',
        'Prometheus answers (error)',
      ]);
    });

    it('leads to a panel that exists on the dashboard that it names', () => {
      for (const environment of environments) {
        const panels = new Map(dashboardsOf(environment).map(({ uid, panels }) => [uid, allPanels(panels).map(({ id }) => String(id))]));
        for (const { uid, annotations } of rules.filter((rule) => rule.environment === environment)) {
          const { __dashboardUid__: dashboard = '', __panelId__: panel } = annotations;
          expect({ uid, panels: panels.get(dashboard) }).toEqual({ uid, panels: expect.arrayContaining([panel]) });
        }
      }
    });

    it('is never muted when it is critical, an error or about backups, and else only by timings of its own stack', () => {
      const muted = rules.filter(({ notification_settings: settings }) => settings.mute_timings !== undefined);
      expect(muted.length).toBeGreaterThan(10);
      for (const { uid, group, labels, environment, notification_settings: settings } of muted) {
        expect({ uid, severity: labels['severity'] }).toEqual({ uid, severity: expect.stringMatching(/^(warning|info)$/) });
        expect(group).not.toMatch(/-backups$/);
        expect(uid).not.toMatch(/-(backup|archive|drill|routine)-/);
        const declared = own(environment, 'grafana_mute_timing').map(({ name }) => name);
        expect(declared).toEqual(expect.arrayContaining([...(settings.mute_timings ?? [])]));
      }
    });
  });

  describe('a contact point', () => {
    it('of severity critical or error has a pager with the key of its own environment, where the environment pages', () => {
      for (const environment of environments.filter(({ posture }) => posture.pages)) {
        const key = `\${data.terraform_remote_state.${environment.product.id}-on-call-state.outputs.${environment.environment}_routing_key}`;
        for (const severity of pagers) {
          const point = own(environment, 'grafana_contact_point').find(({ name }) => name === `${environment.id}-${severity}`);
          expect(point?.['pagerduty']).toEqual([expect.objectContaining({ integration_key: key })]);
        }
      }
    });

    it('of severity warning or info ends at a chat or a mailbox', () => {
      for (const environment of environments) {
        const names = (environment.posture.pages ? ['warning', 'info'] : ['warning']).map((severity) => `${environment.id}-${severity}`);
        const points = own(environment, 'grafana_contact_point').filter(({ name }) => names.includes(String(name)));
        expect(points).toHaveLength(names.length);
        for (const point of points) expect('slack' in point || 'email' in point).toBe(true);
      }
    });

    it('has no pager in any stack of an environment that does not page', () => {
      const quiet = environments.filter(({ posture }) => !posture.pages).map(({ id }) => id);
      expect(quiet.length).toBeGreaterThan(2);
      const stacks = Object.entries(all.files).filter(([stack]) => quiet.some((id) => stack.startsWith(`${id}-`)));
      expect(stacks.length).toBeGreaterThan(quiet.length);
      expect(
        stacks.filter(([, content]) => /pagerduty|routing_key|events_key|cloudwatch_endpoint/i.test(content)).map(([stack]) => stack),
      ).toEqual([]);
    });

    it('is used by a rule, or a requirement asks for it', () => {
      const used = new Set(rules.map(({ notification_settings: settings }) => settings.contact_point));
      const asked = new Set(Object.values(coverageMap(all.assembly.stacks, [])).flat());
      const orphans = resources(all, 'grafana_contact_point').filter(
        ({ block, address }) => !used.has(String(block['name'])) && !asked.has(address),
      );
      expect(orphans.map(({ address }) => address)).toEqual([]);
    });
  });
});

function allPanels(panels: readonly PanelJson[]): readonly PanelJson[] {
  return panels.flatMap((panel) => [panel, ...allPanels(panel.panels ?? [])]);
}
