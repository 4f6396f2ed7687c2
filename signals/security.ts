/** Signs of an attack or a breach. Prometheus counters of the application, or Google's own and log-based metrics. */
import { Duration } from '../model/duration';
import type { DataSourceKind, MetricScope, Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
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

const auditLog = shell(
  'See who did it, when and from where.',
  'gcloud logging read \'logName:"cloudaudit.googleapis.com%2Factivity"\' --project="{project}" --freshness=1h --limit=50 --format=\'value(timestamp,protoPayload.authenticationInfo.principalEmail,protoPayload.requestMetadata.callerIp,protoPayload.methodName,protoPayload.resourceName)\'',
);

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
      meaning: `In the last ${window} something happened that only an intruder or an unannounced change does. Data of users may be seen or changed.`,
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
      firstChecks: [
        'See which kind it is: the panel has a line for each.',
        ...(google ? [auditLog] : ['See who did it: the audit log of the application names the account, the address and the time.']),
        'Ask that person by phone, not by a channel that may be read.',
      ],
      fix: 'Nobody answers for it: revoke the credential or the grant at once, and treat it as a breach. Somebody does: let them announce it, and the alert ends by itself.',
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
      meaning: 'Somebody tries passwords, or sign-in is broken and users cannot get in.',
      dataSource,
      unit: 'perMinute',
      legend: 'failed sign-ins',
      // An intruder may wait for a maintenance window.
      mutable: false,
      expression: figures[dataSource],
      firstChecks: [
        'Look whether they come from few addresses or hit few accounts: then somebody tries passwords.',
        'From everywhere: sign in yourself, and compare with the time of the newest deployment.',
      ],
      fix: 'Block the addresses where requests enter and lock the accounts that are hit. Sign-in is broken: roll back.',
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
      firstChecks: [
        'Sign in yourself: who is signed in already keeps working.',
        shell(
          'See which calls are refused and why.',
          'gcloud logging read \'logName:"identitytoolkit.googleapis.com%2Frequests" AND jsonPayload.status.code>0\' --project="{project}" --freshness=1h --limit=20 --format=\'value(timestamp,jsonPayload.methodName,jsonPayload.status)\'',
        ),
        "Look at the cloud's status page, and whether the quota has run out.",
      ],
      fix: 'Quota: ask for more in the console. A change of ours, of keys or of domains: undo it. The cloud is down: say so to users and wait.',
      sample: (_scope, level) => [
        sampleOfNative(metric, 'consumed_api', { ...labels, response_code_class: '2xx' }, growing(600 * (1 - level))),
        sampleOfNative(metric, 'consumed_api', { ...labels, response_code_class: '5xx' }, growing(600 * level)),
      ],
    },
    options,
  );
}

export * from './security-events';
