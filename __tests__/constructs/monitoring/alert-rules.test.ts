import { recordedMeets } from '../../../constructs/coverage';
import { type AlertGroup, AlertRules, type AlertRulesProps } from '../../../constructs/monitoring/alert-rules';
import { HeartbeatContactPoint } from '../../../constructs/monitoring/heartbeat-contact-point';
import { MonitoringFolder } from '../../../constructs/monitoring/monitoring-folder';
import { Duration } from '../../../model/duration';
import { panelId, panelLinks } from '../../../model/monitoring-names';
import { above, below, percent, type Signal } from '../../../model/signal';
import { sampleEnvironment, sundayNight } from '../../support/sample-product';
import { renderStack, resourcesOf } from '../../support/synth';
import { availability, errorRatio, overview, sampleMonitoring, signIns } from './sample-monitoring';

type Rule = Readonly<Record<string, unknown>>;

const figure =
  'sum(rate(errors{product="shop",environment="production",job=~"${job}"}[5m])) / sum(rate(requests{product="shop",environment="production"}[5m]))';

const expression = { type: '__expr__', uid: '__expr__' };

const compare = (of: string, type: 'gt' | 'lt', limit: number): object => ({
  ref_id: 'C',
  datasource_uid: '__expr__',
  relative_time_range: { from: 0, to: 0 },
  model: { refId: 'C', type: 'threshold', expression: of, datasource: expression, conditions: [{ evaluator: { type, params: [limit] } }] },
});

const last = {
  ref_id: 'B',
  datasource_uid: '__expr__',
  relative_time_range: { from: 0, to: 0 },
  model: { refId: 'B', type: 'reduce', expression: 'A', reducer: 'last', settings: { mode: 'dropNN' }, datasource: expression },
};

interface Rendered {
  readonly groups: readonly Readonly<Record<string, unknown>>[];
  readonly rules: readonly Rule[];
  readonly uids: readonly string[];
  readonly meets: readonly (readonly string[])[];
}

/** Rules of signals, with their models read as Grafana reads them. */
function render(groups: readonly AlertGroup[], changes: Partial<AlertRulesProps> = {}): Rendered {
  let uids: readonly string[] = [];
  let meets: readonly (readonly string[])[] = [];
  const stack = renderStack((scope) => {
    const environment = changes.environment ?? sampleEnvironment();
    const destination = (name: string) => ({
      name: `${environment.id}-${name}`,
      repeat: Duration.hours(4),
      resource: { fqn: `grafana_contact_point.${name}` },
    });
    const rules = new AlertRules(scope, 'rules', {
      environment,
      folder: new MonitoringFolder(scope, 'folder', { environment }),
      groups,
      dataSources: { prometheus: 'prometheus-uid', google: { uid: 'google-uid', project: 'shop-project' }, loki: 'loki-uid' },
      destinations: ['critical', 'error', 'warning', 'info', 'stakeholders'].map(destination),
      runbookBase: 'https://runbooks.shop.example',
      panels: panelLinks(environment, [overview], false),
      ...changes,
    });
    uids = rules.ruleUids;
    meets = rules.node.children.map(recordedMeets);
  });
  const rendered = Object.values(resourcesOf(stack, 'grafana_rule_group'));
  return { groups: rendered, rules: rendered.flatMap(({ rule }) => rule as Rule[]).map(readModels), uids, meets };
}

function readModels(rule: Rule): Rule {
  const data = (rule.data as { model: string }[]).map((stage) => ({
    ...stage,
    model: JSON.parse(stage.model.replace(/([$%])\1\{/g, '$1{')),
  }));
  return { ...rule, data };
}

const rulesOf = (signal: Signal, changes: Partial<AlertRulesProps> = {}): readonly Rule[] =>
  render([{ name: 'http', signals: [signal] }], changes).rules;

const settingOf = (rules: readonly Rule[], key: string): readonly unknown[] =>
  rules.map(({ notification_settings: settings }) => (settings as Rule)[key]);

describe('alert rules', () => {
  it('are one rule for each tier, complete, and a milder tier gives way to a graver one', () => {
    const link = { __dashboardUid__: 'shop-overview', __panelId__: String(panelId('error-ratio')) };
    expect(rulesOf(errorRatio())).toEqual([
      {
        uid: 'shop-production-error-ratio-warning',
        name: 'Error ratio (warning)',
        for: '5m0s',
        condition: 'C',
        no_data_state: 'OK',
        exec_err_state: 'KeepLast',
        is_paused: false,
        labels: { severity: 'warning', component: 'api', product: 'shop', environment: 'production' },
        annotations: {
          summary: 'Error ratio: above 5 % for 5 min',
          description: 'Requests fail.',
          requirement: 'S-ALERT-02',
          runbook_url: 'https://runbooks.shop.example/shop.md#error-ratio-warning',
          ...link,
        },
        data: [
          {
            ref_id: 'A',
            datasource_uid: 'prometheus-uid',
            relative_time_range: { from: 600, to: 0 },
            model: { refId: 'A', expr: `(${figure}) unless (min_over_time((${figure})[5m:1m]) > 0.1)`, instant: true, range: false },
          },
          compare('A', 'gt', 0.05),
        ],
        notification_settings: {
          contact_point: 'shop-production-warning',
          group_by: ['alertname', 'grafana_folder', 'component'],
          group_wait: '5m',
          group_interval: '5m',
          repeat_interval: '4h',
        },
      },
      {
        uid: 'shop-production-error-ratio-critical',
        name: 'Error ratio (critical)',
        for: '2m0s',
        condition: 'C',
        no_data_state: 'OK',
        exec_err_state: 'KeepLast',
        is_paused: false,
        labels: { severity: 'critical', component: 'api', product: 'shop', environment: 'production' },
        annotations: {
          summary: 'Error ratio: above 10 % for 2 min',
          description: 'Requests fail.',
          requirement: 'S-ALERT-01, S-ALERT-03',
          runbook_url: 'https://runbooks.shop.example/shop.md#error-ratio-critical',
          seed_severity: 'P0',
          ...link,
        },
        data: [
          {
            ref_id: 'A',
            datasource_uid: 'prometheus-uid',
            relative_time_range: { from: 600, to: 0 },
            model: { refId: 'A', expr: figure, instant: true, range: false },
          },
          compare('A', 'gt', 0.1),
        ],
        notification_settings: {
          contact_point: 'shop-production-critical',
          group_by: ['alertname', 'grafana_folder', 'component'],
          group_wait: '30s',
          group_interval: '5m',
          repeat_interval: '4h',
        },
      },
    ]);
  });

  it('ask Cloud Monitoring for the last point, and leave no stale one while a graver tier holds', () => {
    const up = 'avg(up{product="shop",environment="production"})';
    const ask = (expr: string): object => ({
      ref_id: 'A',
      datasource_uid: 'google-uid',
      query_type: 'promQL',
      relative_time_range: { from: 900, to: 0 },
      model: {
        refId: 'A',
        queryType: 'promQL',
        promQLQuery: { projectName: 'shop-project', expr, step: '60s' },
        timeSeriesList: { projectName: 'shop-project', filters: [], view: 'FULL' },
      },
    });
    expect(rulesOf(availability()).map(({ data }) => data)).toEqual([
      [ask(`(((${up}) unless (max_over_time((${up})[10m:1m]) < 0.9)) + 0) or clamp(${up}, 0.99, 0.99)`), last, compare('B', 'lt', 0.99)],
      [ask(up), last, compare('B', 'lt', 0.9)],
    ]);
  });

  it('ask Loki for one moment', () => {
    const expr = 'sum(rate({product="shop",environment="production",app="api"} |= "sign-in failed"[1m])) * 60';
    const ask = {
      ref_id: 'A',
      datasource_uid: 'loki-uid',
      query_type: 'instant',
      relative_time_range: { from: 600, to: 0 },
      model: { refId: 'A', expr, queryType: 'instant' },
    };
    expect(rulesOf(signIns()).map(({ data }) => data)).toEqual([[ask, last, compare('B', 'gt', 10)]]);
  });

  it('take missing data as the signal says, but as fine in a tier that others silence', () => {
    const states = (signal: Signal): unknown => rulesOf(signal).map(({ no_data_state: state }) => state);
    expect(states(availability())).toEqual(['OK', 'Alerting']);
    expect(states(signIns())).toEqual(['KeepLast']);
    expect(states(errorRatio())).toEqual(['OK', 'OK']);
  });

  it('fire for a failing data source in its health rule only', () => {
    const states = (signal: Signal): unknown => rulesOf(signal).map(({ exec_err_state: state }) => state);
    expect(states(signIns())).toEqual(['KeepLast']);
    expect(states(signIns({ dataSourceHealth: true }))).toEqual(['Alerting']);
  });

  it('fire at once where no duration is declared', () => {
    expect(rulesOf(signIns({ tiers: { critical: above(0) } })).map((rule) => [rule.for, (rule.annotations as Rule).summary])).toEqual([
      ['0s', 'Failed sign-ins: above 0 per minute'],
    ]);
  });

  it('leave out what is not known: requirement, panel, limit of a yes or no', () => {
    const [rule] = rulesOf(errorRatio({ unit: 'bool', tiers: { critical: below(1) } }), { panels: new Map() });
    expect(rule?.annotations).toEqual({
      summary: 'Error ratio',
      description: 'Requests fail.',
      runbook_url: 'https://runbooks.shop.example/shop.md#error-ratio-critical',
    });
  });

  it('page nobody where the environment does not page, and keep their severity', () => {
    const rules = rulesOf(errorRatio(), { environment: sampleEnvironment({}, 'staging') });
    expect(settingOf(rules, 'contact_point')).toEqual(['shop-staging-warning', 'shop-staging-warning']);
    expect(rules.map(({ labels }) => (labels as Rule).severity)).toEqual(['warning', 'critical']);
  });

  it('send a notice to another channel besides, with a name and uid of its own', () => {
    const tiers = { critical: [above(percent(10)), above(percent(10)).to('stakeholders')] };
    const rules = rulesOf(errorRatio({ tiers }));
    expect(rules.map(({ uid, name }) => [uid, name])).toEqual([
      ['shop-production-error-ratio-critical', 'Error ratio (critical)'],
      ['shop-production-error-ratio-cri-4fec20dd', 'Error ratio (critical, stakeholders)'],
    ]);
    expect(settingOf(rules, 'contact_point')).toEqual(['shop-production-critical', 'shop-production-stakeholders']);
  });

  it('are muted by maintenance in warning and info tiers of mutable signals only, in a fixed order', () => {
    const timing = (name: string) =>
      ({ name, resource: { fqn: `grafana_mute_timing.${name}` } }) as unknown as NonNullable<AlertRulesProps['muteTimings']>[number];
    const muteTimings = [timing('shop-production-sunday'), timing('shop-production-first-sunday')];
    const tiers = { info: above(1), warning: above(2), error: above(3), critical: above(4) };
    const muting = (mutable: boolean): unknown => settingOf(rulesOf(errorRatio({ tiers, mutable }), { muteTimings }), 'mute_timings');
    const both = ['shop-production-first-sunday', 'shop-production-sunday'];
    expect(muting(true)).toEqual([both, both, undefined, undefined]);
    expect(muting(false)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('stand in a group for each concern, evaluated and repeated as the group says', () => {
    const { groups, meets } = render([
      { name: 'http', signals: [errorRatio()] },
      { name: 'capacity', signals: [signIns()], interval: Duration.minutes(5), repeat: Duration.hours(36) },
      { name: 'panels-only', signals: [errorRatio({ id: 'other', tiers: {} })] },
    ]);
    expect(groups.map(({ rule, ...group }) => ({ ...group, rules: (rule as Rule[]).length }))).toEqual([
      {
        name: 'shop-production-http',
        folder_uid: expect.stringMatching(/^\$\{grafana_folder\.folder_[0-9A-F]{8}\.uid\}$/),
        interval_seconds: 60,
        disable_provenance: false,
        depends_on: ['grafana_contact_point.critical', 'grafana_contact_point.warning'],
        rules: 2,
      },
      {
        name: 'shop-production-capacity',
        folder_uid: expect.stringMatching(/^\$\{grafana_folder\.folder_[0-9A-F]{8}\.uid\}$/),
        interval_seconds: 300,
        disable_provenance: false,
        depends_on: ['grafana_contact_point.warning'],
        rules: 1,
      },
    ]);
    expect(
      settingOf(
        groups.flatMap(({ rule }) => rule as Rule[]),
        'repeat_interval',
      ),
    ).toEqual(['4h', '4h', '1d12h']);
    expect(meets).toEqual([['S-ALERT-02', 'S-ALERT-01', 'S-ALERT-03'], ['S-ALERT-04']]);
  });

  it('list their uids in order, for the proof over all stacks', () => {
    expect(render([{ name: 'http', signals: [availability(), errorRatio()] }]).uids).toEqual([
      'shop-production-availability-warning',
      'shop-production-availability-error',
      'shop-production-error-ratio-warning',
      'shop-production-error-ratio-critical',
    ]);
  });

  it('come after the contact points and mute timings that they name', () => {
    const stack = renderStack((scope) => {
      sampleMonitoring(scope, { maintenance: [sundayNight] });
    });
    const made = (type: string, name: string): string => {
      const [id] = Object.entries(resourcesOf(stack, type)).find(([, resource]) => resource.name === `shop-production-${name}`) ?? [];
      return `${type}.${id}`;
    };
    expect(Object.values(resourcesOf(stack, 'grafana_rule_group')).map((group) => group.depends_on)).toEqual([
      [...['critical', 'error', 'warning'].map((name) => made('grafana_contact_point', name)), made('grafana_mute_timing', 'sunday')],
      [made('grafana_contact_point', 'warning')],
    ]);
  });

  it('can feed a switch that trips when it hears nothing', () => {
    const environment = sampleEnvironment();
    const stack = renderStack((scope) => {
      const heartbeat = new HeartbeatContactPoint(scope, 'heartbeat', {
        environment,
        topicArn: 'arn:aws:sns:eu-west-3:123456789012:heartbeat',
      });
      const signal = errorRatio({
        id: 'heartbeat',
        unit: 'bool',
        expression: () => 'vector(1)',
        tiers: { info: above(0).to('heartbeat') },
      });
      new AlertRules(scope, 'rules', {
        environment,
        folder: new MonitoringFolder(scope, 'folder', { environment }),
        groups: [{ name: 'heartbeat', signals: [signal] }],
        dataSources: { prometheus: 'prometheus-uid' },
        destinations: [heartbeat],
        runbookBase: 'https://runbooks.shop.example',
      });
    });
    const [group] = Object.values(resourcesOf(stack, 'grafana_rule_group'));
    const rules = group?.rule as readonly Rule[];
    expect(settingOf(rules, 'contact_point')).toEqual(['shop-production-heartbeat']);
    expect(settingOf(rules, 'repeat_interval')).toEqual(['5m']);
    expect(Object.values(resourcesOf(stack, 'grafana_contact_point'))).toEqual([
      {
        name: 'shop-production-heartbeat',
        sns: [
          {
            topic: 'arn:aws:sns:eu-west-3:123456789012:heartbeat',
            auth_provider: 'default',
            message_format: 'json',
            disable_resolve_message: true,
          },
        ],
        lifecycle: { create_before_destroy: true },
      },
    ]);
  });
});

describe('alert rules refuse', () => {
  it('a contact point that does not exist', () => {
    expect(() => rulesOf(errorRatio({ tiers: { critical: above(1).to('stakeholder') } }))).toThrow(
      /unknown contact point[^]*"shop-production-stakeholder"[^]*did you mean "shop-production-stakeholders"/,
    );
  });

  it('a data source that nobody has named', () => {
    expect(() => rulesOf(signIns(), { dataSources: { prometheus: 'uid' } })).toThrow(/unknown data source/);
  });

  it('two signals with one title, which Grafana allows once in a folder', () => {
    expect(() => render([{ name: 'http', signals: [errorRatio(), errorRatio({ id: 'other' })] }])).toThrow(
      /"Error ratio \(warning\)" twice/,
    );
  });

  it('two signals with one id, whose rules would be one to Grafana', () => {
    expect(() => render([{ name: 'http', signals: [errorRatio(), errorRatio({ title: 'Other ratio' })] }])).toThrow(
      /two things are called the same alert rule uid \[duplicate-name\]/,
    );
  });

  it('two groups with one name', () => {
    expect(() =>
      render([
        { name: 'http', signals: [errorRatio()] },
        { name: 'http', signals: [signIns()] },
      ]),
    ).toThrow(/same alert group[^]*"http" twice/);
  });

  it.each([
    ['no interval', { interval: Duration.zero }, /evaluated every 0 s[^]*multiple of 10 s/],
    ['an interval that Grafana cannot keep', { interval: Duration.seconds(45) }, /evaluated every 45 s[^]*multiple of 10 s/],
    ['repeating without a pause', { repeat: Duration.zero }, /told again every 0 s/],
  ])('%s', (_, group, message) => {
    expect(() => render([{ name: 'http', signals: [errorRatio()], ...group }])).toThrow(message);
  });

  it('a part of a second', () => {
    expect(() => rulesOf(signIns({ tiers: { warning: above(1).for(Duration.seconds(1.5)) } }))).toThrow(/for 1.5 s[^]*whole seconds/);
  });

  it('a log signal whose milder tier would need a subquery', () => {
    const tiers = { warning: above(10).for(Duration.minutes(1)), critical: above(50).for(Duration.minutes(1)) };
    expect(() => rulesOf(signIns({ tiers }))).toThrow(/LogQL has no subqueries[^]*warning beside critical for 1 min/);
    expect(rulesOf(signIns({ tiers: { ...tiers, critical: above(50) } }))).toHaveLength(2);
  });
});
