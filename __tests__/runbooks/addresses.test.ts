import { pages, stackJson } from './generated';

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
interface Stack {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, unknown>>;
}
interface Named {
  readonly uid: string;
  readonly name: string;
}

const stacks = (): readonly (readonly [string, Stack])[] =>
  [...stackJson()].map(([path, json]) => [path.split('/')[1] ?? '', json as Stack]);

/** The lines of a stack in its page, without the indent. */
function linesOf(stack: string): readonly string[] {
  const [found, ...more] = [...pages()].filter(([path, page]) => path.startsWith('addresses/') && page.includes(`\n## ${stack}\n`));
  expect([stack, more]).toEqual([stack, []]);
  const [, rest = ''] = (found?.[1] ?? '').split(`\n## ${stack}\n`);
  return (rest.split('\n## ')[0] ?? '').split('\n').map((line) => line.trim());
}

const ids = (blocks: Blocks | undefined, type = /./): readonly string[] =>
  Object.entries(blocks ?? {}).flatMap(([kind, named]) => (type.test(kind) ? Object.keys(named) : []));

const blocks = (stack: Stack, type: string): readonly Readonly<Record<string, unknown>>[] => Object.values(stack.resource?.[type] ?? {});

describe('the addresses of a product', () => {
  it('name every resource, data source and output of each stack, and nothing that is not there', () => {
    expect(stacks().length).toBeGreaterThan(20);
    for (const [name, stack] of stacks()) {
      const expected = [...ids(stack.resource), ...ids(stack.data), ...Object.keys(stack.output ?? {})].sort();
      const lines = linesOf(name);
      expect(expected.filter((id) => !lines.includes(id))).toEqual([]);
      // An id of cdktf ends in eight hexadecimal digits; what lives inside a resource does not, or stands behind a colon.
      const listed = lines.filter((line) => /^[\w-]+_[0-9A-F]{8}$/.test(line)).sort();
      expect(listed.filter((id) => !expected.includes(id))).toEqual([]);
    }
  });

  it('name every alert rule by its uid and title, and every panel by its id and title', () => {
    let rules = 0;
    let panels = 0;
    for (const [name, stack] of stacks()) {
      const lines = linesOf(name);
      const missing = (expected: readonly string[]): readonly string[] => expected.filter((line) => !lines.includes(line));
      const uids = blocks(stack, 'grafana_rule_group').flatMap(({ rule }) => rule as readonly Named[]);
      expect(missing(uids.map(({ uid, name: title }) => `${uid}: ${title}`))).toEqual([]);
      const shown = blocks(stack, 'grafana_dashboard').flatMap(
        ({ config_json: json }) =>
          (
            JSON.parse(String(json)) as {
              readonly panels: readonly { readonly id: number; readonly type: string; readonly title: string }[];
            }
          ).panels,
      );
      expect(missing(shown.map(({ id, type, title }) => `${id} ${type}: ${title}`))).toEqual([]);
      rules += uids.length;
      panels += shown.length;
    }
    expect(rules).toBeGreaterThan(400);
    expect(panels).toBeGreaterThan(400);
  });

  it('name whom a contact point reaches, in which order a chain is called, and where events go', () => {
    const lines = linesOf('allodoc-on-call').join('\n');
    expect(lines).toContain(
      [
        'on-call_production_policy-critical_policy_90A6DDCE',
        '5 min: on-call_rota-primary_schedule_076F1B12, on-call_people_engineering-manager_7710CCF5',
        '10 min: on-call_rota-secondary_schedule_7FEF7B59',
        '30 min: on-call_people_engineering-manager_7710CCF5',
      ].join('\n'),
    );
    expect(lines).toContain(['on-call_production_routing_router_5B92A719', 'frontend', 'backend', 'postgres', 'redis'].join('\n'));
    expect(lines).toContain(
      [
        'on-call_production_severity-redis_orchestration_B6771D8F',
        'info opens no incident',
        'warning opens no incident',
        'error has its own policy',
      ].join('\n'),
    );
    expect(linesOf('allodoc-production-monitoring').join('\n')).toContain(
      ['contact-warning_contact-point_E41C186C', 'email ops@allodoc.com', 'slack #allodoc-alerts'].join('\n'),
    );
  });
});
