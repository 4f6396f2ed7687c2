/** Declarations that the tests of monitoring share, and a stack with everything of one product environment. */
import { type TerraformStack, TerraformVariable } from 'cdktf';
import { GrafanaProvider } from '../../../.gen/providers/grafana/provider';
import { AlertMessage } from '../../../constructs/monitoring/alert-message';
import { type AlertGroup, AlertRules } from '../../../constructs/monitoring/alert-rules';
import { ContactPoint } from '../../../constructs/monitoring/contact-point';
import type { DataSources } from '../../../constructs/monitoring/data-sources';
import { MonitoringFolder } from '../../../constructs/monitoring/monitoring-folder';
import { MuteTiming } from '../../../constructs/monitoring/mute-timing';
import { ProductDashboard } from '../../../constructs/monitoring/product-dashboard';
import { evaluationIntervals } from '../../../model/alert-timing';
import type { Dashboard } from '../../../model/dashboard';
import { Duration } from '../../../model/duration';
import { panelLinks } from '../../../model/monitoring-names';
import type { ProductDeclaration } from '../../../model/product';
import { channelsOf } from '../../../model/product-environment';
import { above, below, percent, type Signal, type SignalOptions, signal } from '../../../model/signal';
import { sampleEnvironment, sundayNight } from '../../support/sample-product';

export function errorRatio(changes: Partial<SignalOptions> = {}): Signal {
  return signal({
    id: 'error-ratio',
    title: 'Error ratio',
    meaning: 'Requests fail.',
    component: 'api',
    expression: ({ match }) => `sum(rate(errors${match('job=~"${job}"')}[5m])) / sum(rate(requests${match()}[5m]))`,
    legend: '{{code}}',
    unit: 'percent',
    tiers: {
      warning: above(percent(5)).for(Duration.minutes(5)).meets('S-ALERT-02'),
      critical: above(percent(10)).for(Duration.minutes(2)).meets('S-ALERT-01', 'S-ALERT-03').called('P0'),
    },
    targets: [percent(1)],
    meets: ['S-MET-01'],
    ...changes,
  });
}

export function signIns(changes: Partial<SignalOptions> = {}): Signal {
  return signal({
    id: 'failed-sign-ins',
    title: 'Failed sign-ins',
    meaning: 'Somebody tries passwords.',
    component: 'api',
    dataSource: 'loki',
    expression: ({ match }) => `sum(rate(${match('app="api"')} |= "sign-in failed"[1m])) * 60`,
    unit: 'perMinute',
    tiers: { warning: above(10).for(Duration.minutes(1)).meets('S-ALERT-04') },
    noData: 'keep-last',
    mutable: false,
    ...changes,
  });
}

export function availability(changes: Partial<SignalOptions> = {}): Signal {
  return signal({
    id: 'availability',
    title: 'Availability',
    meaning: 'Users are turned away.',
    component: 'api',
    dataSource: 'google',
    expression: ({ match }) => `avg(up${match()})`,
    unit: 'percent',
    tiers: { warning: below(0.99).for(Duration.minutes(10)), error: below(0.9).for(Duration.minutes(5)) },
    noData: 'alerting',
    panel: 'stat',
    ...changes,
  });
}

export const overview: Dashboard = {
  name: 'overview',
  title: 'Shop overview',
  seedUid: 'overview',
  rows: [
    { title: 'Requests', panels: [errorRatio(), availability(), signIns()] },
    {
      title: 'Alerts',
      panels: [
        { kind: 'alert-list', title: 'Open alerts', meets: ['S-DASH-02'] },
        { kind: 'text', title: 'Status pages', markdown: '[status](https://status.shop.example)', meets: [] },
      ],
    },
  ],
  links: [{ title: 'Shop', url: 'https://{domain}' }],
  meets: ['S-DASH-01'],
};

/** One stack with every construct of monitoring, as a product environment has it. */
export function sampleMonitoring(
  stack: TerraformStack,
  changes: Partial<ProductDeclaration> = {},
  environmentName = 'production',
): AlertRules {
  const environment = sampleEnvironment({ dashboards: [overview], maintenance: [sundayNight], ...changes }, environmentName);
  const variable = (name: string): string => {
    const known = stack.node.tryFindChild(name);
    return (known instanceof TerraformVariable ? known : new TerraformVariable(stack, name, { type: 'string' })).stringValue;
  };
  new GrafanaProvider(stack, 'grafana', { url: 'http://grafana.invalid', auth: 'test' });
  const folder = new MonitoringFolder(stack, 'folder', { environment });
  const dataSources: DataSources = {
    prometheus: variable('prometheus_uid'),
    google: { uid: variable('google_uid'), project: variable('google_project') },
    loki: variable('loki_uid'),
  };
  const message = new AlertMessage(stack, 'message', { environment });
  const secrets = { pagerDutyRoutingKey: () => variable('pagerduty_key'), slackBotToken: () => variable('slack_token') };
  const destinations = channelsOf(environment).map(
    (channel) => new ContactPoint(stack, `contact-${channel.name}`, { environment, channel, message, secrets }),
  );
  const muteTimings = environment.product.maintenance.map(
    (window) => new MuteTiming(stack, `mute-${window.name}`, { environment, window }),
  );
  const inputs = { domain: variable('domain') };
  for (const dashboard of environment.product.dashboards) {
    new ProductDashboard(stack, `dashboard-${dashboard.name}`, { environment, dashboard, folder, dataSources, inputs });
  }
  return new AlertRules(stack, 'rules', {
    environment,
    folder,
    groups: sampleGroups,
    dataSources,
    destinations,
    muteTimings,
    runbookBase: variable('runbook_base'),
    panels: panelLinks(environment, environment.product.dashboards, false),
  });
}

const sampleGroups: readonly AlertGroup[] = [
  { name: 'http', signals: [errorRatio(), availability()] },
  { name: 'security', signals: [signIns()], interval: evaluationIntervals.slow, repeat: Duration.hours(24) },
];
