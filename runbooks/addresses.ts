import { type Block, blocksOf, listOf, type RenderedStack, resourcesOf, textOf } from '../stacks/rendered-stack';
import { fenced } from './markdown';
import { generatedBy } from './runbook';

/**
 * Every address of some stacks, and the names of what lives inside a resource and has no address of its own. Terraform destroys and makes
 * anew what changes its address, so that a reviewer wants to see it in the diff.
 */
export function renderAddresses(title: string, source: string, stacks: readonly RenderedStack[]): string {
  const blocks = [
    generatedBy(`${source} and the synthesized stacks`),
    `# Addresses of ${title}`,
    'Every resource, data source, output and provider by the name that Terraform knows it by, and below a resource what lives inside it: alert rules, panels, ' +
      'receivers, routes, escalation layers, lifecycle rules. A line that goes, goes from production; a renamed one is destroyed and made anew, with what it holds.',
    ...stacks.flatMap((stack) => [
      `## ${stack.stack.node.id}`,
      fenced('text', [...resourceLines(stack), ...dataLines(stack), ...outputLines(stack), ...providerLines(stack)].join('\n')),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function resourceLines(stack: RenderedStack): readonly string[] {
  const byType = new Map<string, string[]>();
  for (const { type, id, block } of [...resourcesOf(stack, /./)].sort((a, b) => order(a.id, b.id)))
    byType.set(type, [...(byType.get(type) ?? []), `  ${id}`, ...(inside[type]?.(block) ?? []).map((part) => `    ${part}`)]);
  return [...byType].sort(([a], [b]) => order(a, b)).flatMap(([type, lines]) => [type, ...lines]);
}

function dataLines({ json }: RenderedStack): readonly string[] {
  return Object.entries((json['data'] ?? {}) as Readonly<Record<string, Block>>)
    .sort(([a], [b]) => order(a, b))
    .flatMap(([type, blocks]) => [
      `data.${type}`,
      ...Object.keys(blocks)
        .sort(order)
        .map((id) => `  ${id}`),
    ]);
}

function outputLines({ json }: RenderedStack): readonly string[] {
  const names = Object.keys((json['output'] ?? {}) as Block).sort(order);
  return names.length === 0 ? [] : ['output', ...names.map((name) => `  ${name}`)];
}

/** Whom the stack talks to. Which backend keeps its state, the settings say. */
function providerLines({ json }: RenderedStack): readonly string[] {
  const names = Object.entries((json['provider'] ?? {}) as Block).flatMap(([name, blocks]) =>
    blocksOf(blocks).map(({ alias }) => (alias === undefined ? name : `${name}.${textOf(alias)}`)),
  );
  return names.length === 0 ? [] : ['provider', ...names.sort(order).map((name) => `  ${name}`)];
}

/** What lives inside a resource of a type, one line each. */
const inside: Readonly<Record<string, (block: Block) => readonly string[]>> = {
  grafana_rule_group: ({ rule }) => blocksOf(rule).map(({ uid, name }) => `${textOf(uid)}: ${textOf(name)}`),
  grafana_dashboard: ({ config_json: config }) => {
    const { uid, panels } = JSON.parse(textOf(config)) as Block;
    return [`uid ${textOf(uid)}`, ...blocksOf(panels).map(({ id, type, title }) => `${Number(id)} ${textOf(type)}: ${textOf(title)}`)];
  },
  grafana_contact_point: ({ email, slack, pagerduty, sns }) => [
    ...blocksOf(email).flatMap(({ addresses }) => listOf(addresses).map((address) => `email ${address}`)),
    ...blocksOf(slack).map(({ recipient }) => `slack ${textOf(recipient)}`),
    ...blocksOf(pagerduty).map(() => 'pagerduty'),
    ...blocksOf(sns).map(() => 'sns'),
  ],
  pagerduty_event_orchestration_router: routes,
  pagerduty_event_orchestration_service: routes,
  pagerduty_escalation_policy: ({ rule }) =>
    blocksOf(rule).map(({ escalation_delay_in_minutes: minutes, target }) => {
      const targets = blocksOf(target).map(({ id }) => textOf(id).replace(/^\$\{(?:data\.)?[a-z_]+\.(.+)\.id\}$/, '$1'));
      return `${Number(minutes)} min: ${targets.join(', ')}`;
    }),
  aws_s3_bucket_lifecycle_configuration: ({ rule }) => blocksOf(rule).map(({ id }) => textOf(id)),
};

function routes({ set }: Block): readonly string[] {
  return blocksOf(set).flatMap(({ rule }) => blocksOf(rule).map(({ label }) => textOf(label)));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
