import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { listOf, type RenderedResource, type RenderedStack, resourcesOf, settled, textOf } from './rendered-stack';

/** How many of a kind an owner holds. */
interface Quota {
  readonly types: RegExp;
  /** What is counted, as it is told: `log resource policies`. */
  readonly what: string;
  readonly limit: number;
  readonly vendor: string;
  /** Whether the vendor raises it on request, so that being above it is told and does not stop a synth. */
  readonly raised: boolean;
  /** Whose quota a resource uses; undefined where there is none. */
  readonly ownerOf: (stack: RenderedStack, resource: RenderedResource) => string | undefined;
  /** @default 1 for each resource */
  readonly countOf?: (resource: RenderedResource) => number;
}

type Providers = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[] | undefined>>;

const providersOf = ({ json }: RenderedStack): Providers => (json['provider'] ?? {}) as Providers;

/** The account that a stack may touch. */
export const awsAccountOf = (stack: RenderedStack): string =>
  settled(stack, listOf(providersOf(stack)['aws']?.[0]?.['allowed_account_ids'])[0]);

function awsRegionOf(stack: RenderedStack, { block }: RenderedResource): string {
  const alias = textOf(block['provider']);
  return `${awsAccountOf(stack)} ${alias === '' ? settled(stack, providersOf(stack)['aws']?.[0]?.['region']) : alias}`;
}

const projectOf = (stack: RenderedStack, { block }: RenderedResource): string => settled(stack, block['project']);

/** A stack of Grafana Cloud by its address; a Grafana of one's own has no such limit. */
function grafanaCloudOf(stack: RenderedStack): string | undefined {
  const url = settled(stack, providersOf(stack)['grafana']?.[0]?.['url']);
  return /^https:\/\/[^/]+\.grafana\.net(\/|$)/.test(url) ? url : undefined;
}

/** As the vendors document them: "Alert rule limits in Grafana Cloud" of the paid plans, and the quotas pages of the clouds. */
const quotas: readonly Quota[] = [
  {
    types: /^aws_cloudwatch_log_resource_policy$/,
    what: 'log resource policies than a region of an account holds',
    limit: 10,
    vendor: 'Amazon CloudWatch Logs',
    raised: false,
    ownerOf: awsRegionOf,
  },
  {
    types: /^aws_iam_role$/,
    what: 'roles than an account holds',
    limit: 1000,
    vendor: 'AWS IAM',
    raised: true,
    ownerOf: awsAccountOf,
  },
  {
    types: /^google_service_account$/,
    what: 'service accounts than a project holds',
    limit: 100,
    vendor: 'Google IAM',
    raised: true,
    ownerOf: projectOf,
  },
  {
    types: /^google_project_iam_custom_role$/,
    what: 'roles than a project holds',
    limit: 300,
    vendor: 'Google IAM',
    raised: false,
    ownerOf: projectOf,
  },
  {
    types: /^grafana_rule_group$/,
    what: 'alert rules than a stack of Grafana Cloud holds',
    limit: 2000,
    vendor: 'Grafana Cloud, paid plans',
    raised: true,
    ownerOf: grafanaCloudOf,
    countOf: ({ block }) => [block['rule'] ?? []].flat().length,
  },
];

/** Accounts, projects and organisations hold all that is written for them. Those that nobody has named yet may all be different ones. */
export function checkQuotas(stacks: readonly RenderedStack[]): Finding[] {
  return quotas.flatMap((quota) => {
    const used = new Map<string, { count: number; stacks: Set<string> }>();
    for (const stack of stacks) {
      for (const resource of resourcesOf(stack, quota.types)) {
        const owner = quota.ownerOf(stack, resource);
        if (owner === undefined || owner.includes('${')) continue;
        const use = used.get(owner) ?? { count: 0, stacks: new Set() };
        used.set(owner, use);
        use.count += quota.countOf?.(resource) ?? 1;
        use.stacks.add(resource.stack);
      }
    }
    return [...used]
      .filter(([, { count }]) => count > quota.limit)
      .map(([owner, { count, stacks: by }]) => messages.quotaUsedUp(owner, quota.what, count, [...by], quota));
  });
}
