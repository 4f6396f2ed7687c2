import type { App } from 'cdktf';
import { GrafanaProvider } from '../.gen/providers/grafana/provider';
import { AuditLog } from '../constructs/backup/google/audit-log';
import { LogMetric } from '../constructs/backup/google/log-metric';
import { UptimeChecks } from '../constructs/backup/google/uptime-checks';
import { recordMeets } from '../constructs/coverage';
import type { AlertDestination } from '../constructs/monitoring/alert-destination';
import { AlertMessage } from '../constructs/monitoring/alert-message';
import { type AlertGroup, AlertRules } from '../constructs/monitoring/alert-rules';
import { AwsProbeJobs } from '../constructs/monitoring/aws-probe-jobs';
import { ContactPoint } from '../constructs/monitoring/contact-point';
import type { DataSources } from '../constructs/monitoring/data-sources';
import { HeartbeatContactPoint } from '../constructs/monitoring/heartbeat-contact-point';
import { MonitoringFolder } from '../constructs/monitoring/monitoring-folder';
import { MuteTiming } from '../constructs/monitoring/mute-timing';
import { ProductDashboard } from '../constructs/monitoring/product-dashboard';
import { backupEvaluation, evaluationIntervals } from '../model/alert-timing';
import { watchInterval } from '../model/backup-alarms';
import { type Dashboard, signalsOf } from '../model/dashboard';
import type { Duration } from '../model/duration';
import { panelLinks } from '../model/monitoring-names';
import type { DataClass } from '../model/product';
import { channelsOf, type ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { logBasedMetrics } from '../signals/log-based-metrics';
import { BaseStack } from './base-stack';
import { EnvironmentInputs } from './environment-inputs';
import { backupsDashboard, dashboardsOf, hasSeedUids, repeatOn } from './monitoring-plan';
import { type OnCallStack, onCallOutputs } from './on-call-stack';
import { takeOver } from './outputs';
import { heartbeatTopicOutput } from './page-path';
import { addAwsProvider, addGoogleProvider, tagsOf } from './providers';

/** Stacks that a monitoring stack takes values from. */
export interface MonitoringProducers {
  /** Who is paged. @default nobody is */
  readonly onCall?: OnCallStack | undefined;
  /** What waits for the heartbeat of alerting, on AWS. @default nothing does */
  readonly deadManSwitch?: BaseStack;
}

/** Stack `<product>-<environment>-monitoring`: what is watched, shown and told in one product environment. */
export class MonitoringStack extends BaseStack {
  constructor(
    app: App,
    private readonly environment: ProductEnvironment,
    private readonly settings: Settings,
    { onCall, deadManSwitch }: MonitoringProducers = {},
  ) {
    super(app, `${environment.id}-monitoring`, {
      state: settings.state,
      product: environment.product,
      environment: environment.environment,
    });
    const { product } = environment;
    const inputs = new EnvironmentInputs(this, settings, product, environment.environment);
    // The credential comes from the environment (GRAFANA_AUTH), so that it is in no state and no plan.
    new GrafanaProvider(this, 'grafana', { url: inputs.global('grafana.url') });
    if (onCall !== undefined) this.addDependency(onCall);

    const dashboards = dashboardsOf(environment);
    const dataSources = this.dataSources(inputs, dashboards);
    const folder = new MonitoringFolder(this, 'folder', {
      environment,
      meets: product.meets.monitoring,
      ...viewersOf(inputs, product.dataClass),
    });
    const seedUids = hasSeedUids(environment, settings.global('grafana.dedicatedTo'));
    for (const dashboard of dashboards) {
      new ProductDashboard(this, `dashboard-${dashboard.name}`, {
        environment,
        dashboard,
        folder,
        dataSources,
        seedUids,
        inputs: inputs.declared,
      });
    }
    const message = new AlertMessage(this, 'message', { environment });
    const destinations = channelsOf(environment).map(
      (channel) =>
        new ContactPoint(this, `contact-${channel.name}`, {
          environment,
          channel,
          message,
          inputs: inputs.declared,
          secrets: {
            pagerDutyRoutingKey: () => this.routingKey(onCall),
            slackBotToken: () => this.inputs.secret('slack_bot_token', 'Token of the Slack bot that posts alerts'),
          },
        }),
    );
    const muteTimings = product.maintenance.map((window) => new MuteTiming(this, `mute-${window.name}`, { environment, window }));
    const rules = new AlertRules(this, 'rules', {
      environment,
      folder,
      groups: groupsOf(environment, dashboards),
      dataSources,
      destinations: [...destinations, ...this.heartbeat(deadManSwitch)],
      muteTimings,
      runbookBase: inputs.global('runbooks.baseUrl'),
      panels: panelLinks(environment, dashboards, seedUids),
    });
    this.addProbes(inputs);
    recordMeets(this, [...product.meets.environments, ...product.meets.schedules]);
    this.contents.alerts = rules.ruleUids.length;
    this.contents.dashboards = dashboards.length;
  }

  /** Where the heartbeat goes: a topic beside the alarm that waits for it. */
  private heartbeat(deadManSwitch: BaseStack | undefined): readonly AlertDestination[] {
    const { environment, settings } = this;
    if (deadManSwitch === undefined) return [];
    this.addDependency(deadManSwitch);
    const topicArn = takeOver(this, deadManSwitch.node.id, heartbeatTopicOutput, settings.state);
    return [new HeartbeatContactPoint(this, 'contact-heartbeat', { environment, topicArn })];
  }

  private routingKey(onCall: OnCallStack | undefined): string {
    const producer = onCall?.node.id ?? `${this.environment.product.id}-on-call`;
    return takeOver(this, producer, onCallOutputs.routingKey(this.environment.environment), this.settings.state);
  }

  /** Only sources that a signal reads are asked for. */
  private dataSources(inputs: EnvironmentInputs, dashboards: readonly Dashboard[]): DataSources {
    const used = new Set(dashboards.flatMap((dashboard) => signalsOf(dashboard).map((signal) => signal.dataSource)));
    return {
      ...(used.has('prometheus') ? { prometheus: inputs.text('dataSources.prometheus') } : {}),
      ...(used.has('loki') ? { loki: inputs.text('dataSources.loki') } : {}),
      ...(used.has('google') ? { google: { uid: inputs.text('dataSources.google'), project: inputs.text('google.project') } } : {}),
    };
  }

  private addProbes(inputs: EnvironmentInputs): void {
    const { environment } = this;
    if (environment.product.probes.length === 0) return;
    if (environment.product.cloud === 'google') {
      this.addGoogleWatches(inputs);
      return;
    }
    addAwsProvider(this, environment, inputs, { id: 'aws', region: inputs.text('aws.region') });
    new AwsProbeJobs(this, 'probes', {
      environment,
      probers: [
        { region: 'first', address: inputs.text('probers.first') },
        { region: 'second', address: inputs.text('probers.second') },
        { region: 'third', address: inputs.text('probers.third') },
      ],
      inputs: inputs.declared,
    });
  }

  private addGoogleWatches(inputs: EnvironmentInputs): void {
    const { environment } = this;
    const { product } = environment;
    const place = {
      project: inputs.text('google.project'),
      // Asked for only if something that is watched reads it.
      get projectNumber() {
        return inputs.text('google.projectNumber');
      },
      location: inputs.text('google.location'),
    };
    addGoogleProvider(this, place);
    const common = { product: product.id, environment: environment.environment, place, labels: tagsOf(environment) };
    const probes = product.probes.map((probe) => ({ ...probe, host: inputs.fill(probe.host), path: inputs.fill(probe.path) }));
    new UptimeChecks(this, 'uptime', { ...common, probes });
    // Without it the audit log holds no reads, and a gap in it could not be told.
    new AuditLog(this, 'audit-log', { place });
    const deployIdentity = inputs.text('google.deployIdentity');
    for (const metric of Object.values(logBasedMetrics)) new LogMetric(this, `log-${metric.name}`, { place, deployIdentity, metric });
  }
}

/** Where data of patients shows, somebody has to say who may look. */
function viewersOf(inputs: EnvironmentInputs, dataClass: DataClass): { readonly viewers?: readonly string[] } {
  const viewers = dataClass === 'health' ? inputs.list('grafanaTeams.viewers') : inputs.knownList('grafanaTeams.viewers');
  return viewers === undefined ? {} : { viewers };
}

/** One group a dashboard; a signal that stands on several is watched once. */
function groupsOf({ backups, product }: ProductEnvironment, dashboards: readonly Dashboard[]): readonly AlertGroup[] {
  const seen = new Set<string>();
  const intervals: Readonly<Record<string, Duration>> = {
    [backupsDashboard]: backupEvaluation(watchInterval(backups, product.objectives)),
    // Its figures move by the hour.
    capacity: evaluationIntervals.slow,
  };
  return dashboards.map((dashboard) => ({
    name: dashboard.name,
    signals: signalsOf(dashboard).filter((signal) => !seen.has(signal.id) && seen.add(signal.id)),
    repeat: repeatOn(dashboard),
    interval: intervals[dashboard.name] ?? evaluationIntervals.standard,
  }));
}
