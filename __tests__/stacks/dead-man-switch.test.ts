import { product } from '../../model/product';
import { products } from '../../products';
import { type Block, completeSettings, type Rendered, renderProducts, resources } from '../support/rendered';

/** The environments that page, with the stack on AWS that holds their switch. */
const switches: readonly (readonly [environment: string, stack: string])[] = [
  ['allodoc-production', 'allodoc-production-backup'],
  ['carenow-production', 'carenow-production-dead-man-switch'],
  ['life-manager-production', 'life-manager-production-backup'],
  ['mobile-matrix-production', 'mobile-matrix-production-backup'],
  ['reference-production', 'reference-production-backup'],
];

const ownStack = 'carenow-production-dead-man-switch';

/** Resources of a stack as they are written, by their address without the hash. */
function written(all: Rendered, stack: string): Readonly<Record<string, Block>> {
  const own = resources(all).filter((found) => found.stack === stack);
  return Object.fromEntries(
    own.map(({ type, id, block: { '//': _metadata, ...block } }) => [`${type}.${id.replace(/_[0-9A-F]{8}$/, '')}`, block]),
  );
}

describe("the dead-man's switch", () => {
  let all: Rendered;
  const inStack = (stack: string, type: string, part: string): readonly Block[] =>
    resources(all, type)
      .filter((found) => found.stack === stack && found.id.startsWith(part))
      .map(({ block }) => block);

  beforeAll(() => {
    all = renderProducts(undefined, completeSettings());
  });

  it('stands in every environment that pages, and in no other', () => {
    const paging = all.assembly.environments.filter(({ posture }) => posture.pages).map(({ id }) => id);
    expect([...paging].sort()).toEqual(switches.map(([id]) => id));
    expect(all.assembly.environments.length).toBeGreaterThan(paging.length);
    const topics = resources(all, 'aws_sns_topic').filter(({ block }) => String(block['name']).endsWith('-heartbeat'));
    expect(topics.map(({ stack }) => stack).sort()).toEqual(switches.map(([, stack]) => stack));
    const points = resources(all, 'grafana_contact_point').filter(({ block }) => String(block['name']).endsWith('-heartbeat'));
    expect(points.map(({ stack }) => stack).sort()).toEqual(switches.map(([id]) => `${id}-monitoring`));
    expect(Object.keys(all.stacks).filter((stack) => stack.endsWith('-dead-man-switch'))).toEqual([ownStack]);
  });

  it.each(switches)(
    'of %s is fed by a rule that always fires and is told again every 5 minutes, into the topic that its alarm watches',
    (id, stack) => {
      const [point] = inStack(`${id}-monitoring`, 'grafana_contact_point', 'contact-heartbeat');
      expect(point?.['sns']).toEqual([
        {
          auth_provider: 'default',
          disable_resolve_message: true,
          message_format: 'json',
          topic: `\${data.terraform_remote_state.${stack}-state.outputs.heartbeat_topic_arn}`,
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
      const data = (heartbeat?.['data'] ?? []) as readonly { readonly model: string; readonly datasource_uid: string }[];
      const models = data.map(({ model }) => JSON.parse(model));
      expect(models.flatMap(({ expr, promQLQuery }) => expr ?? promQLQuery?.expr ?? [])).toEqual(['vector(1)']);
      expect(data[0]?.datasource_uid).toBe(id === 'carenow-production' ? '${var.data_sources_google}' : '${var.data_sources_prometheus}');
      expect(models.at(-1)).toMatchObject({ type: 'threshold', conditions: [{ evaluator: { type: 'gt', params: [0] } }] });

      const [alarm] = inStack(stack, 'aws_cloudwatch_metric_alarm', 'dead-man-switch');
      const [topic] = inStack(stack, 'aws_sns_topic', 'dead-man-switch');
      expect(alarm).toMatchObject({ dimensions: { TopicName: topic?.['name'] }, actions_enabled: '${var.heartbeat_enrolled}' });
      expect(alarm?.['alarm_actions']).toEqual([expect.stringMatching(/^\$\{aws_sns_topic\.page_topic_\w+\.arn\}$/)]);
      expect(all.stacks[stack]?.['output']).toMatchObject({ heartbeat_topic_arn: { sensitive: false } });
    },
  );

  it.each(switches)('of %s is deployed after those whom it pages, and before the rule that feeds it', (id, stack) => {
    const names = all.assembly.stacks.map(({ node }) => node.id);
    const onCall = `${id.replace(/-production$/, '')}-on-call`;
    const order = [onCall, stack, `${id}-monitoring`].map((name) => names.indexOf(name));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const needs = (name: string) => all.assembly.stacks.find(({ node }) => node.id === name)?.dependencies.map(({ node }) => node.id);
    expect(needs(stack)).toEqual([onCall]);
    expect(needs(`${id}-monitoring`)).toEqual([onCall, stack]);
  });

  it('asks a person before its silence, or that of the store watcher, pages', () => {
    const told = resources(all, 'aws_cloudwatch_metric_alarm').filter(
      ({ block }) => block['treat_missing_data'] === 'breaching' && block['alarm_actions'] !== undefined,
    );
    // On Google Cloud the store watcher is watched by Cloud Monitoring.
    expect(told).toHaveLength(9);
    expect([...new Set(told.map(({ block }) => block['actions_enabled']))].sort()).toEqual([
      '${var.heartbeat_enrolled}',
      '${var.watcher_enrolled}',
    ]);
  });

  it('stands where its product has no backup, too', () => {
    const declaration = products.find(({ name }) => name === 'mobile-matrix')?.evaluate().declaration;
    if (declaration === undefined) throw new Error('mobile-matrix is not declared');
    const bare = product('bare', () => ({
      ...declaration,
      id: undefined,
      environments: ['production'],
      backups: [],
      objectives: [],
      tiers: [],
    }));
    const { stacks } = renderProducts([bare]);
    expect(Object.keys(stacks)).toEqual(['bare-on-call', 'bare-production-dead-man-switch', 'bare-production-monitoring']);
  });

  it('is left out with its rule and its stack where a product says why it goes without', () => {
    for (const name of ['carenow', 'allodoc']) {
      const declaration = products.find((one) => one.name === name)?.evaluate().declaration;
      if (declaration === undefined) throw new Error(`${name} is not declared`);
      const without = renderProducts([product(name, () => ({ ...declaration, withoutDeadManSwitch: 'we have no account of AWS' }))]);
      const text = JSON.stringify(without.stacks);
      for (const part of ['dead-man-switch', 'alerting-silent', 'heartbeat_topic_arn', 'heartbeat_publisher_arn', 'production-heartbeat"'])
        expect({ name, part, found: text.includes(part) }).toEqual({ name, part, found: false });
      const notes = without.assembly.findings.filter(({ rule }) => rule === 'alerting-unwatched');
      expect(notes.map(({ level, where, given }) => `${level} ${where}: ${given}`)).toEqual([
        `note ${name} / production: withoutDeadManSwitch: "we have no account of AWS"`,
      ]);
    }
  });
});

describe("the stack of the dead-man's switch of a product on Google Cloud", () => {
  const all = renderProducts(undefined, completeSettings());
  const key = '${aws_kms_key.operations-key_A6A4566F.arn}';
  const page = '${aws_sns_topic.page_topic_ADAAAA22.arn}';
  const heartbeats = '${aws_sns_topic.dead-man-switch_topic_81ECD88F.arn}';
  const publisher = '${var.heartbeat_publisher_arn}';
  const policy = (...Statement: readonly Block[]): Block => ({ Version: '2012-10-17', Statement });

  it('deploys into the account of the settings alone', () => {
    expect(all.stacks[ownStack]?.['provider']).toEqual({
      aws: [
        {
          allowed_account_ids: ['${var.aws_account_id}'],
          region: '${var.aws_region}',
          default_tags: [
            {
              tags: {
                product: 'carenow',
                environment: 'production',
                owner: 'tech-lead',
                'managed-by': 'opskeep',
                'data-class': 'health',
              },
            },
          ],
        },
      ],
    });
  });

  it('holds a key, the topic to the pager with its test, the topic of heartbeats and the alarm, and nothing else', () => {
    const found = Object.entries(written(all, ownStack)).map(([address, { policy: document, ...block }]) => [
      address,
      document === undefined ? block : { ...block, policy: JSON.parse(String(document)) },
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'aws_kms_key.operations-key': {
        description: 'Alarms and logs of carenow-production',
        enable_key_rotation: true,
        rotation_period_in_days: 365,
        deletion_window_in_days: 30,
        lifecycle: { prevent_destroy: true },
        policy: policy(
          {
            Sid: 'Account',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::${var.aws_account_id}:root' },
            Action: 'kms:*',
            Resource: '*',
          },
          {
            Sid: 'AlarmsAndTopic',
            Effect: 'Allow',
            Principal: { Service: ['cloudwatch.amazonaws.com', 'sns.amazonaws.com'] },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
          {
            Sid: 'Logs',
            Effect: 'Allow',
            Principal: { Service: 'logs.${var.aws_region}.amazonaws.com' },
            Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
            Resource: '*',
            Condition: {
              ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:${var.aws_region}:${var.aws_account_id}:log-group:*' },
            },
          },
          {
            Sid: 'Publisher',
            Effect: 'Allow',
            Principal: { AWS: publisher },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: '*',
            Condition: { StringEquals: { 'kms:ViaService': 'sns.${var.aws_region}.amazonaws.com' } },
          },
        ),
      },
      'aws_kms_alias.operations-key_alias': {
        name: 'alias/carenow-production-operations',
        target_key_id: '${aws_kms_key.operations-key_A6A4566F.key_id}',
      },
      'aws_sns_topic.page_topic': { name: 'carenow-production-page', kms_master_key_id: key },
      'aws_sns_topic_policy.page_policy': {
        arn: page,
        policy: policy({
          Sid: 'Alarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: page,
          Condition: {
            StringEquals: { 'aws:SourceAccount': '${var.aws_account_id}' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:${var.aws_region}:${var.aws_account_id}:alarm:*' },
          },
        }),
      },
      'aws_sns_topic_subscription.page_pagerduty': {
        topic_arn: page,
        protocol: 'https',
        endpoint: '${data.terraform_remote_state.carenow-on-call-state.outputs.production_cloudwatch_endpoint}',
        endpoint_auto_confirms: true,
        raw_message_delivery: false,
      },
      'aws_cloudwatch_metric_alarm.page_test': {
        alarm_name: 'carenow-production-page-test',
        alarm_description: '[TEST] Nothing is wrong. Somebody tests the way to whoever is on call, and ends it again',
        namespace: 'opskeep',
        metric_name: 'PageTest',
        dimensions: { Environment: 'carenow-production' },
        statistic: 'Sum',
        comparison_operator: 'GreaterThanThreshold',
        threshold: 0,
        period: 60,
        evaluation_periods: 1,
        datapoints_to_alarm: 1,
        treat_missing_data: 'ignore',
        alarm_actions: [page],
        ok_actions: [page],
      },
      'aws_sns_topic.dead-man-switch_topic': { name: 'carenow-production-heartbeat', kms_master_key_id: key },
      'aws_sns_topic_policy.dead-man-switch_policy': {
        arn: heartbeats,
        policy: policy({ Sid: 'Heartbeat', Effect: 'Allow', Principal: { AWS: publisher }, Action: 'sns:Publish', Resource: heartbeats }),
      },
      'aws_cloudwatch_metric_alarm.dead-man-switch_silent': {
        alarm_name: 'carenow-production-alerting-silent',
        alarm_description:
          'Alerts of carenow-production may reach nobody: Grafana has sent no heartbeat for 30 min. Runbook: ${var.runbooks_base_url}/carenow.md#dead-man-switch-info',
        namespace: 'AWS/SNS',
        metric_name: 'NumberOfMessagesPublished',
        dimensions: { TopicName: 'carenow-production-heartbeat' },
        statistic: 'Sum',
        comparison_operator: 'LessThanThreshold',
        threshold: 1,
        period: 600,
        evaluation_periods: 3,
        datapoints_to_alarm: 3,
        treat_missing_data: 'breaching',
        alarm_actions: [page],
        ok_actions: [page],
        actions_enabled: '${var.heartbeat_enrolled}',
      },
    });
  });

  it('is what the backup stack of a product on AWS holds beside its copies', () => {
    const beside = written(all, 'allodoc-production-backup');
    for (const [address, block] of Object.entries(written(all, ownStack)))
      expect({ address, block }).toEqual({
        address,
        block: JSON.parse(JSON.stringify(beside[address]).replaceAll('allodoc', 'carenow')),
      });
  });
});
