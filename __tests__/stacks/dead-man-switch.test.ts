import { hasDeadManSwitch } from '../../stacks/monitoring-plan';
import { type Block, completeSettings, type Rendered, renderProducts, resources } from '../support/rendered';

describe("the dead-man's switch", () => {
  let all: Rendered;
  const inStack = (stack: string, type: string, part: string): readonly Block[] =>
    resources(all, type)
      .filter((found) => found.stack === stack && found.id.startsWith(part))
      .map(({ block }) => block);

  beforeAll(() => {
    all = renderProducts(undefined, completeSettings());
  });

  it('stands in every environment on AWS that pages, and in no other', () => {
    const switched = all.assembly.environments.filter(hasDeadManSwitch).map(({ id }) => id);
    expect([...switched].sort()).toEqual([
      'allodoc-production',
      'life-manager-production',
      'mobile-matrix-production',
      'reference-production',
    ]);
    const topics = resources(all, 'aws_sns_topic').filter(({ block }) => String(block['name']).endsWith('-heartbeat'));
    expect(topics.map(({ stack }) => stack).sort()).toEqual([...switched].sort().map((id) => `${id}-backup`));
    const points = resources(all, 'grafana_contact_point').filter(({ block }) => String(block['name']).endsWith('-heartbeat'));
    expect(points.map(({ stack }) => stack).sort()).toEqual([...switched].sort().map((id) => `${id}-monitoring`));
  });

  it('is fed by a rule that always fires and is told again every 5 minutes, into the topic that the alarm watches', () => {
    for (const { id } of all.assembly.environments.filter(hasDeadManSwitch)) {
      const [point] = inStack(`${id}-monitoring`, 'grafana_contact_point', 'contact-heartbeat');
      expect(point?.['sns']).toEqual([
        {
          auth_provider: 'default',
          disable_resolve_message: true,
          message_format: 'json',
          topic: `\${data.terraform_remote_state.${id}-backup-state.outputs.heartbeat_topic_arn}`,
        },
      ]);
      const rules = inStack(`${id}-monitoring`, 'grafana_rule_group', '').flatMap((group) => group['rule'] as readonly Block[]);
      const [heartbeat, ...more] = rules.filter(({ name }) => String(name).startsWith("Heartbeat to the dead-man's switch"));
      expect(more).toEqual([]);
      expect(heartbeat?.['notification_settings']).toMatchObject({
        contact_point: `${id}-heartbeat`,
        repeat_interval: '5m',
        group_interval: '5m',
      });
      const data = (heartbeat?.['data'] ?? []) as readonly { readonly model: string }[];
      const models = data.map(({ model }) => JSON.parse(model));
      expect(models.map(({ expr, conditions }) => expr ?? conditions)).toEqual(['vector(1)', [{ evaluator: { type: 'gt', params: [0] } }]]);

      const [alarm] = inStack(`${id}-backup`, 'aws_cloudwatch_metric_alarm', 'dead-man-switch');
      const [topic] = inStack(`${id}-backup`, 'aws_sns_topic', 'dead-man-switch');
      expect(alarm).toMatchObject({ dimensions: { TopicName: topic?.['name'] }, actions_enabled: '${var.heartbeat_enrolled}' });
      expect(alarm?.['alarm_actions']).toEqual([expect.stringMatching(/^\$\{aws_sns_topic\.page_topic_\w+\.arn\}$/)]);
    }
  });

  it('asks a person before its silence, or that of the store watcher, pages', () => {
    const told = resources(all, 'aws_cloudwatch_metric_alarm').filter(
      ({ block }) => block['treat_missing_data'] === 'breaching' && block['alarm_actions'] !== undefined,
    );
    expect(told).toHaveLength(8);
    expect([...new Set(told.map(({ block }) => block['actions_enabled']))].sort()).toEqual([
      '${var.heartbeat_enrolled}',
      '${var.watcher_enrolled}',
    ]);
  });
});
