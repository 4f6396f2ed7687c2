/** Signs of an attack or a breach. Prometheus counters of the application, or Google's own and log-based metrics. */
import { Duration } from '../model/duration';
import type { DataSourceKind, MetricScope, Signal } from '../model/signal';
import {
  type CatalogueOptions,
  type CloudOptions,
  type EntryDefaults,
  entry,
  type ServiceOptions,
  serviceLabels,
  usualWindow,
  type WindowOptions,
} from './catalogue';
import { eventsIn, labelled, perSecond, share } from './figures';
import { applicationMetrics } from './instrumentation';
import { firestoreRules, type LogBasedMetric, logBasedMetrics, logMetricName } from './log-based-metrics';
import { failedLoginLines, linesIn } from './log-lines';
import { growing, sampleOf, sampleOfNative } from './sample';
import { type Labels, select, selectNative } from './selector';

const logged = (metric: LogBasedMetric): string => selectNative(logMetricName(metric), metric.resource);
const sampleOfLogged = (metric: LogBasedMetric, values: string) => sampleOfNative(logMetricName(metric), metric.resource, {}, values);

export interface BreachOptions extends CatalogueOptions, CloudOptions {
  /** Time for which an event counts. @default 15 min */
  readonly window?: Duration;
  /** Google: failed sign-ins in the window that are an attack and not typing errors (assumed). @default 300 */
  readonly loginBurst?: number;
  /** Google: requests in the window that the rules of Firestore denied, above which somebody tries doors (assumed). @default 300 */
  readonly denialBurst?: number;
  /** Google: silence of the audit log that is a gap; the store watcher makes entries at least hourly. @default 3 h */
  readonly auditGap?: Duration;
}

const breachWindow = Duration.minutes(15);

/** Signal that tells of a breach. */
export const breachSignal = 'security-breach';

/**
 * Number of events that may be a breach, added up over their kinds: privileged grants outside of the deploy identity, new keys,
 * changes of backup policies or encryption keys, bursts of denials or failed sign-ins, a gap in the audit log. Bad is `above(0)`.
 */
export function breach(options: BreachOptions): Signal {
  const { window = breachWindow } = options;
  const google = options.dataSource === 'google';
  return entry(
    {
      id: breachSignal,
      title: 'Signs of a breach',
      meaning: `Something of the last ${window} that only an intruder or an unannounced change does.`,
      dataSource: google ? 'google' : 'prometheus',
      unit: 'count',
      legend: 'all kinds',
      mutable: false,
      expression: (scope) =>
        google
          ? `sum(${googleBreachEvents(options, window)})`
          : eventsIn(window, select(scope, applicationMetrics.breachEvents, options.matchers)),
      extra: [
        {
          legend: '{{kind}}',
          expression: (scope) =>
            google
              ? googleBreachEvents(options, window)
              : eventsIn(window, select(scope, applicationMetrics.breachEvents, options.matchers), 'kind'),
        },
      ],
      firstChecks: ['See which kind it is and who did it', 'Ask that person by phone', 'Revoke the credential if nobody answers for it'],
      sample: (scope, level) =>
        google
          ? [sampleOfLogged(logBasedMetrics.privilegedGrants, growing(level / window.minutes))]
          : [
              sampleOf(
                scope,
                applicationMetrics.breachEvents,
                { kind: 'privileged-grant', ...options.matchers },
                growing(level / window.minutes),
              ),
            ],
    },
    options,
  );
}

function googleBreachEvents(options: BreachOptions, window: Duration): string {
  const { loginBurst = 300, denialBurst = 300, auditGap = Duration.hours(3) } = options;
  const audit = logged(logBasedMetrics.auditEntries);
  return labelled('kind', {
    'privileged-grant': eventsIn(window, logged(logBasedMetrics.privilegedGrants)),
    'key-creation': eventsIn(window, logged(logBasedMetrics.keyCreations)),
    'backup-policy-change': eventsIn(window, logged(logBasedMetrics.backupPolicyChanges)),
    'key-change': eventsIn(window, logged(logBasedMetrics.keyChanges)),
    'key-version-change': eventsIn(window, logged(logBasedMetrics.keyVersionChanges)),
    'denial-burst': `${eventsIn(window, selectNative(firestoreRules.metric, firestoreRules.resource, { result: 'DENY' }))} > bool ${denialBurst}`,
    'login-burst': `${eventsIn(window, logged(logBasedMetrics.failedSignIns))} > bool ${loginBurst}`,
    // Only a log that has spoken before can fall silent: a fresh deployment has no gap.
    'audit-gap': `(${eventsIn(Duration.days(7), audit)} > bool 0) unless (${eventsIn(auditGap, audit)} > 0)`,
  });
}

export interface FailedLoginOptions extends ServiceOptions, WindowOptions {
  /** @default prometheus */
  readonly dataSource?: DataSourceKind;
}

const loginWindow: Readonly<Record<DataSourceKind, Duration>> = {
  prometheus: Duration.minutes(2),
  loki: Duration.minutes(1),
  google: usualWindow,
};

/** Sign-ins with wrong credentials, per minute. */
export function failedLogins(options: FailedLoginOptions): Signal {
  const { dataSource = 'prometheus' } = options;
  const { window = loginWindow[dataSource] } = options;
  const figures: Readonly<Record<DataSourceKind, (scope: MetricScope) => string>> = {
    prometheus: (scope) => `60 * ${perSecond(window, select(scope, applicationMetrics.failedLogins, serviceLabels(options)))}`,
    google: () => `60 * ${perSecond(window, logged(logBasedMetrics.failedSignIns))}`,
    loki: (scope) => perMinute(window, linesIn(window, failedLoginLines(options, scope))),
  };
  const samples: Readonly<Record<DataSourceKind, EntryDefaults['sample']>> = {
    prometheus: (scope, level) => [
      sampleOf(scope, applicationMetrics.failedLogins, { service: 'api', ...serviceLabels(options) }, growing(level)),
    ],
    google: (_scope, level) => [sampleOfLogged(logBasedMetrics.failedSignIns, growing(level))],
    loki: undefined,
  };
  return entry(
    {
      id: 'security-failed-logins',
      part: options.service,
      title: 'Failed sign-ins per minute',
      meaning: 'Somebody tries passwords, or sign-in is broken.',
      dataSource,
      unit: 'perMinute',
      legend: 'failed sign-ins',
      // An intruder may wait for a maintenance window.
      mutable: false,
      expression: figures[dataSource],
      firstChecks: ['Look whether they come from few addresses', 'Compare with the time of the newest deployment: sign-in may be broken'],
      ...(samples[dataSource] === undefined ? {} : { sample: samples[dataSource] }),
    },
    options,
  );
}

const perMinute = (window: Duration, count: string): string => (window.minutes === 1 ? count : `${count} / ${window.minutes}`);

/** Share of requests to the sign-in service that it failed to answer. Google: Identity Toolkit; 0 until the first failure. */
export function authenticationErrorRatio(options: CatalogueOptions & WindowOptions): Signal {
  const { window = usualWindow } = options;
  const metric = 'serviceruntime_googleapis_com:api_request_count';
  const labels: Labels = { service: 'identitytoolkit.googleapis.com', ...options.matchers };
  const of = (more: Labels = {}): string => selectNative(metric, 'consumed_api', { ...labels, ...more });
  return entry(
    {
      id: 'security-authentication-error-ratio',
      title: 'Error ratio of the sign-in service',
      meaning: 'Users cannot sign in.',
      dataSource: 'google',
      unit: 'percent',
      legend: 'sign-in service',
      mutable: false,
      expression: () => share(eventsIn(window, of({ response_code_class: '5xx' })), eventsIn(window, of())),
      firstChecks: ["Look at the cloud's status page", 'Look whether the quota has run out'],
      sample: (_scope, level) => [
        sampleOfNative(metric, 'consumed_api', { ...labels, response_code_class: '2xx' }, growing(600 * (1 - level))),
        sampleOfNative(metric, 'consumed_api', { ...labels, response_code_class: '5xx' }, growing(600 * level)),
      ],
    },
    options,
  );
}

export * from './security-events';
