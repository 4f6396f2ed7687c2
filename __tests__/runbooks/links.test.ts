import { posix } from 'node:path';
import { globalSettings } from '../../settings/definitions';
import { generatedDocumentation, pages, stackJson, stringsIn } from './generated';
import { anchorsIn, linksIn } from './markdown-links';

interface DashboardJson {
  readonly uid: string;
  readonly tags: readonly string[];
  readonly panels: readonly { readonly id: number; readonly links?: readonly { readonly url: string }[] }[];
  /** To a page, or to all dashboards with the same tags. */
  readonly links: readonly (
    | { readonly type: 'link'; readonly url: string }
    | { readonly type: 'dashboards'; readonly tags: readonly string[] }
  )[];
}

/** The dashboards of all stacks, whose JSON is a string in the JSON of Terraform. */
function dashboards(): ReadonlyMap<string, DashboardJson> {
  const found = new Map<string, DashboardJson>();
  for (const text of [...stackJson().values()].flatMap(stringsIn)) {
    if (!text.startsWith('{') || !text.includes('"panels"')) continue;
    const dashboard: DashboardJson = JSON.parse(text.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{'));
    found.set(dashboard.uid, dashboard);
  }
  return found;
}

describe('links', () => {
  it('give each heading of a page an anchor of its own', () => {
    for (const [path, page] of pages()) {
      const anchors = anchorsIn(page);
      expect([path, anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)]).toEqual([path, []]);
    }
  });

  it('of generated pages lead to a page and an anchor that exist', () => {
    const all = pages();
    const dead: string[] = [];
    for (const [path, page] of all) {
      for (const target of linksIn(page).filter((link) => !/^(https|mailto):/.test(link))) {
        const [file = '', anchor = ''] = target.split('#');
        const there = file === '' ? page : all.get(posix.join(posix.dirname(path), file));
        if (there === undefined || (anchor !== '' && !anchorsIn(there).includes(anchor))) dead.push(`${path}: ${target}`);
      }
    }
    expect(dead).toEqual([]);
  });

  it('of runbooks to Grafana lead to dashboards and panels that are deployed', () => {
    const base = `${globalSettings.grafana.url.example}/`;
    const known = dashboards();
    const targets = [...pages().values()].flatMap(linksIn).filter((target) => target.startsWith(base));
    expect(targets.length).toBeGreaterThan(100);
    const dead = targets.filter((target) => {
      // Not ours to deploy: Grafana's own page of all alerts.
      if (target === `${base}alerting/list`) return false;
      const [, uid = '', panel] = /^d\/([^?]+)(?:\?viewPanel=(\d+))?$/.exec(target.slice(base.length)) ?? [];
      const dashboard = known.get(uid);
      return dashboard === undefined || (panel !== undefined && !dashboard.panels.some(({ id }) => id === Number(panel)));
    });
    expect(dead).toEqual([]);
  });

  it('of every alert rule lead to its own section', () => {
    const urls = [...stackJson().values()].flatMap(stringsIn).filter((text) => /^\S+\.md#/.test(text));
    const rules = generatedDocumentation().runbooks.flatMap(({ context }) =>
      context.watched.flatMap(({ signals }) => signals.flatMap(({ tiers }) => tiers)),
    );
    expect(urls).toHaveLength(rules.length);
    expect(urls.filter((url) => !leadsToSection(url))).toEqual([]);
  });

  it('of the alarm on the silence of alerting lead to what to do about it', () => {
    const told = [...stackJson().values()].flatMap(stringsIn).filter((text) => text.includes('has sent no heartbeat'));
    expect(told).toHaveLength(5);
    expect(told.filter((text) => !leadsToSection(text) || !text.endsWith('.md#dead-man-switch-info'))).toEqual([]);
  });

  it('of alarms in the clouds lead to the runbook of the product', () => {
    const urls = [...stackJson().values()].flatMap(stringsIn).flatMap((text) => /Runbook: \S*\/([a-z-]+\.md)/.exec(text)?.[1] ?? []);
    expect(urls.length).toBeGreaterThan(10);
    expect([...new Set(urls)].filter((file) => !pages().has(`runbooks/${file}`))).toEqual([]);
  });

  it('of dashboards are https or an input that asks for it', () => {
    const urls = [...dashboards().values()]
      .flatMap(({ links, panels }) => [
        ...links.filter(({ type }) => type !== 'dashboards'),
        ...panels.flatMap((panel) => panel.links ?? []),
      ])
      .map((link) => String('url' in link ? link.url : link.type));
    expect(urls.length).toBeGreaterThan(10);
    expect(urls.filter((url) => !/^(https:\/\/|\$\{var\.)/.test(url))).toEqual([]);
  });

  it('of each dashboard lead to the others of its product environment', () => {
    const all = [...dashboards().values()];
    for (const { uid, tags, links } of all) {
      const [siblings, ...more] = links.flatMap((link) => (link.type === 'dashboards' ? [link.tags] : []));
      const shown = all.filter((other) => siblings?.every((tag) => other.tags.includes(tag)));
      expect({ uid, tags, more, others: shown.length > 1 }).toEqual({
        uid,
        tags: expect.arrayContaining([...(siblings ?? ['none'])]),
        more: [],
        others: true,
      });
    }
  });
});

/** Whether the text ends with the address of an alert's section in a runbook. */
function leadsToSection(text: string): boolean {
  const [, product = '', anchor = ''] = /\/([a-z-]+)\.md#(.+)$/.exec(text) ?? [];
  return pages().get(`runbooks/${product}.md`)?.includes(`\n### ${anchor}\n`) ?? false;
}
