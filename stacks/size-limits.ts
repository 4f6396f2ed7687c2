import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { type Block, blocksOf, listOf, type RenderedStack, resourcesOf, textOf } from './rendered-stack';

/** How large one part of a resource may be. */
interface SizeLimit {
  /** What is measured, as it is told: `the policy of a bucket`. */
  readonly what: string;
  /** The sizes of all parts of this kind in a block; one measure of each. */
  readonly sizes: (block: Block) => readonly number[];
  readonly limit: number;
  readonly unit: 'characters' | 'bytes' | 'rules' | 'permissions' | 'labels' | 'actions';
  /** Whose limit it is, as the vendor documents it. */
  readonly vendor: string;
}

const kibibytes = (count: number): number => count * 1024;
const bytesOf = (value: unknown): number => Buffer.byteLength(textOf(value));

const characters = (attribute: string) => (block: Block) => [textOf(block[attribute]).length];
const bytes = (attribute: string) => (block: Block) => [bytesOf(block[attribute])];
const count = (attribute: string) => (block: Block) => [blocksOf(block[attribute]).length];

interface CloudRunContainers {
  readonly template?: { readonly template?: { readonly containers?: readonly { readonly env?: readonly Block[] }[] } };
}

const variables = (block: Block): readonly number[] =>
  ((block as CloudRunContainers).template?.template?.containers ?? []).flatMap(({ env = [] }) => env.map(({ value }) => bytesOf(value)));

const roleText = ({ title, description, permissions }: Block): readonly number[] => [
  [textOf(title), textOf(description), ...listOf(permissions)].reduce((sum, text) => sum + bytesOf(text), 0),
];

/**
 * Limits on one resource that no provider checks before the apply, and that declarations can reach. Each is the vendor's own: the quotas
 * pages of the clouds, the API reference of CloudWatch, and what Grafana's API refuses (`AlertRuleMaxTitleLength`, `MaxUIDLength`).
 * PagerDuty documents none that a declaration can reach beyond those of `model/pagerduty-limits.ts`: a summary of 1,024 characters is longer
 * than any name that Grafana takes.
 */
const sizeLimits: Readonly<Record<string, readonly SizeLimit[]>> = {
  aws_cloudwatch_event_rule: [
    { what: 'an event pattern', sizes: characters('event_pattern'), limit: 2048, unit: 'characters', vendor: 'Amazon EventBridge' },
  ],
  aws_cloudwatch_log_resource_policy: [
    { what: 'a log resource policy', sizes: characters('policy_document'), limit: 5120, unit: 'characters', vendor: 'CloudWatch Logs' },
  ],
  aws_cloudwatch_metric_alarm: [
    { what: 'the name of an alarm', sizes: characters('alarm_name'), limit: 255, unit: 'characters', vendor: 'CloudWatch' },
    { what: 'the description of an alarm', sizes: characters('alarm_description'), limit: 1024, unit: 'characters', vendor: 'CloudWatch' },
    { what: 'the list of what an alarm tells', sizes: count('alarm_actions'), limit: 5, unit: 'actions', vendor: 'CloudWatch' },
  ],
  aws_ecs_task_definition: [
    {
      what: 'a task definition',
      sizes: bytes('container_definitions'),
      limit: kibibytes(64),
      unit: 'bytes',
      vendor: 'Amazon ECS',
    },
  ],
  aws_iam_role: [{ what: 'a trust policy', sizes: characters('assume_role_policy'), limit: 2048, unit: 'characters', vendor: 'AWS IAM' }],
  aws_kms_key: [{ what: 'the policy of a key', sizes: bytes('policy'), limit: kibibytes(32), unit: 'bytes', vendor: 'AWS KMS' }],
  aws_s3_bucket_lifecycle_configuration: [{ what: 'a lifecycle', sizes: count('rule'), limit: 1000, unit: 'rules', vendor: 'Amazon S3' }],
  aws_s3_bucket_policy: [
    { what: 'the policy of a bucket', sizes: bytes('policy'), limit: kibibytes(20), unit: 'bytes', vendor: 'Amazon S3' },
  ],
  google_cloud_run_v2_job: [
    { what: 'an environment variable', sizes: variables, limit: kibibytes(32), unit: 'bytes', vendor: 'Cloud Run' },
  ],
  google_logging_metric: [
    { what: 'the filter of a metric', sizes: characters('filter'), limit: 20_000, unit: 'characters', vendor: 'Cloud Logging' },
  ],
  google_monitoring_alert_policy: [
    { what: 'the name of an alert policy', sizes: characters('display_name'), limit: 512, unit: 'characters', vendor: 'Cloud Monitoring' },
  ],
  google_project_iam_custom_role: [
    { what: 'the title of a role', sizes: bytes('title'), limit: 100, unit: 'bytes', vendor: 'Google IAM' },
    { what: 'a role', sizes: count('permissions'), limit: 3000, unit: 'permissions', vendor: 'Google IAM' },
    { what: 'the text of a role', sizes: roleText, limit: kibibytes(64), unit: 'bytes', vendor: 'Google IAM' },
  ],
  google_workflows_workflow: [
    { what: 'a workflow', sizes: bytes('source_contents'), limit: kibibytes(128), unit: 'bytes', vendor: 'Google Workflows' },
  ],
  grafana_folder: [{ what: 'the uid of a folder', sizes: characters('uid'), limit: 40, unit: 'characters', vendor: 'Grafana' }],
  grafana_rule_group: [
    { what: 'the name of a rule group', sizes: characters('name'), limit: 190, unit: 'characters', vendor: 'Grafana' },
    {
      what: 'the name of an alert rule',
      sizes: ({ rule }) => blocksOf(rule).map(({ name }) => textOf(name).length),
      limit: 190,
      unit: 'characters',
      vendor: 'Grafana',
    },
  ],
};

/** Characters in all policies that stand in one role, without white space (AWS IAM). */
const inlinePolicies = 10_240;

/** Every resource is within the limits of its vendor. What Terraform fills in counts with the length of the reference to it. */
export function checkSizes(stacks: readonly RenderedStack[]): Finding[] {
  return stacks.flatMap((stack) => [
    ...Object.entries(sizeLimits).flatMap(([type, limits]) =>
      resourcesOf(stack, new RegExp(`^${type}$`)).flatMap(({ address, block }) =>
        limits.flatMap((limit) => tooLarge(address, block, limit)),
      ),
    ),
    ...checkRolePolicies(stack),
  ]);
}

function tooLarge(address: string, block: Block, { what, sizes, limit, unit, vendor }: SizeLimit): Finding[] {
  const largest = Math.max(0, ...sizes(block));
  return largest > limit ? [messages.tooLarge(address, what, `${largest} ${unit}`, `${limit} ${unit} (${vendor})`)] : [];
}

function checkRolePolicies(stack: RenderedStack): Finding[] {
  const lengths = new Map<string, number>();
  for (const { block } of resourcesOf(stack, /^aws_iam_role_policy$/)) {
    const role = textOf(block['role']);
    lengths.set(role, (lengths.get(role) ?? 0) + textOf(block['policy']).replace(/\s/g, '').length);
  }
  return [...lengths]
    .filter(([, length]) => length > inlinePolicies)
    .map(([role, length]) =>
      messages.tooLarge(
        `${stack.stack.node.id}: ${role}`,
        'the policies of a role together',
        `${length} characters`,
        `${inlinePolicies} characters (AWS IAM)`,
      ),
    );
}
