import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from '../../products';
import { assemble } from '../../stacks/assembly';
import type { RenderedStack } from '../../stacks/rendered-stack';
import { checkSizes } from '../../stacks/size-limits';
import { resolveStacks } from '../../stacks/synthesis';
import { completeSettings } from '../support/rendered';

type Block = Readonly<Record<string, unknown>>;

describe('the size of what is written', () => {
  let stacks: readonly RenderedStack[];
  const found = (tree: readonly RenderedStack[]) =>
    checkSizes(tree).map(({ rule, where, what, given }) => `${rule}: ${where}: ${what}: ${given}`);
  const only = (type: string, blocks: Readonly<Record<string, Block>>): readonly RenderedStack[] => {
    const [{ stack }] = stacks as [RenderedStack];
    return [{ stack, json: { resource: { [type]: blocks } } }];
  };
  const text = (length: number): string => 'x'.repeat(length);
  const many = <T>(length: number, one: T): readonly T[] => Array.from({ length }, () => one);
  /** Two bytes a letter: a limit in bytes is no limit in characters. */
  const wide = (bytes: number): string => `${'é'.repeat(Math.floor(bytes / 2))}${text(bytes % 2)}`;

  beforeAll(() => {
    stacks = resolveStacks(assemble(products, completeSettings(), join(tmpdir(), 'opskeep-sizes')).stacks);
  });

  it('is within the limits of every vendor for all that the products declare', () => {
    expect(found(stacks)).toEqual([]);
  });

  const environment = (size: number): Block => ({
    template: { template: { containers: [{ env: [{ value: 'a' }, { value: wide(size) }] }] } },
  });
  it.each<[string, string, number, string, (size: number) => Block]>([
    ['an event pattern', 'aws_cloudwatch_event_rule', 2048, 'characters', (size) => ({ event_pattern: text(size) })],
    ['a log resource policy', 'aws_cloudwatch_log_resource_policy', 5120, 'characters', (size) => ({ policy_document: text(size) })],
    ['the name of an alarm', 'aws_cloudwatch_metric_alarm', 255, 'characters', (size) => ({ alarm_name: text(size) })],
    ['the description of an alarm', 'aws_cloudwatch_metric_alarm', 1024, 'characters', (size) => ({ alarm_description: text(size) })],
    ['the list of what an alarm tells', 'aws_cloudwatch_metric_alarm', 5, 'actions', (size) => ({ alarm_actions: many(size, 'arn') })],
    ['a task definition', 'aws_ecs_task_definition', 65_536, 'bytes', (size) => ({ container_definitions: wide(size) })],
    ['a trust policy', 'aws_iam_role', 2048, 'characters', (size) => ({ assume_role_policy: text(size) })],
    ['the policy of a key', 'aws_kms_key', 32_768, 'bytes', (size) => ({ policy: wide(size) })],
    ['a lifecycle', 'aws_s3_bucket_lifecycle_configuration', 1000, 'rules', (size) => ({ rule: many(size, {}) })],
    ['the policy of a bucket', 'aws_s3_bucket_policy', 20_480, 'bytes', (size) => ({ policy: wide(size) })],
    ['an environment variable', 'google_cloud_run_v2_job', 32_768, 'bytes', environment],
    ['the filter of a metric', 'google_logging_metric', 20_000, 'characters', (size) => ({ filter: text(size) })],
    ['the name of an alert policy', 'google_monitoring_alert_policy', 512, 'characters', (size) => ({ display_name: text(size) })],
    ['the title of a role', 'google_project_iam_custom_role', 100, 'bytes', (size) => ({ title: wide(size) })],
    ['a role', 'google_project_iam_custom_role', 3000, 'permissions', (size) => ({ permissions: many(size, 'a.b.c') })],
    [
      'the text of a role',
      'google_project_iam_custom_role',
      65_536,
      'bytes',
      (size) => ({ title: text(36), description: text(256), permissions: many(100, text(640)).concat(text(Math.max(0, size - 64_292))) }),
    ],
    ['a workflow', 'google_workflows_workflow', 131_072, 'bytes', (size) => ({ source_contents: wide(size) })],
    ['the uid of a folder', 'grafana_folder', 40, 'characters', (size) => ({ uid: text(size) })],
    ['the name of a rule group', 'grafana_rule_group', 190, 'characters', (size) => ({ name: text(size) })],
    ['the name of an alert rule', 'grafana_rule_group', 190, 'characters', (size) => ({ rule: [{ name: 'a' }, { name: text(size) }] })],
  ])('of %s (%s) may be %d %s, and no more', (what, type, limit, unit, block) => {
    expect(found(only(type, { one: block(limit) }))).toEqual([]);
    expect(found(only(type, { small: block(1), one: block(limit + 1) }))).toEqual([
      `vendor-limit: ${stacks[0]?.stack.node.id}: ${type}.one: ${what} is larger than its vendor takes: ${limit + 1} ${unit}`,
    ]);
  });

  it('is that of all policies of a role together, without their white space', () => {
    const policies = (size: number): Readonly<Record<string, Block>> => ({
      first: { role: 'writer', policy: `${text(5000)} \n` },
      second: { role: 'writer', policy: text(size - 5000) },
      other: { role: 'reader', policy: text(10_240) },
    });
    expect(found(only('aws_iam_role_policy', policies(10_240)))).toEqual([]);
    expect(found(only('aws_iam_role_policy', policies(10_241)))).toEqual([
      `vendor-limit: ${stacks[0]?.stack.node.id}: writer: the policies of a role together is larger than its vendor takes: 10241 characters`,
    ]);
  });
});
