/** What security looks at day by day, besides breaches; re-exported by security.ts. */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import { type CatalogueOptions, type EntryDefaults, entry, type ServiceOptions, serviceLabels, type WindowOptions } from './catalogue';
import { eventsIn } from './figures';
import { applicationMetrics } from './instrumentation';
import { firestoreRules, type LogBasedMetric, logBasedMetrics, logMetricName } from './log-based-metrics';
import { failedLoginLines, linesIn } from './log-lines';
import { growing, held, sampleOf, sampleOfNative } from './sample';
import { type Labels, select, selectNative } from './selector';

export interface SecurityCountOptions extends CatalogueOptions, WindowOptions {}

const day = Duration.days(1);

export interface FailedLoginCountOptions extends ServiceOptions, WindowOptions {
  /** @default prometheus */
  readonly dataSource?: 'prometheus' | 'loki';
}

/** Sign-ins with wrong credentials in a window, by service. */
export function failedLoginCount(options: FailedLoginCountOptions): Signal {
  const { window = day, dataSource = 'prometheus' } = options;
  const series: EntryDefaults['sample'] = (scope, level) => [
    sampleOf(
      scope,
      applicationMetrics.failedLogins,
      { service: 'api', ...serviceLabels(options) },
      growing(level / window.minutes, window),
    ),
  ];
  return entry(
    {
      id: 'security-failed-login-count',
      part: options.service,
      title: `Failed sign-ins, last ${window}`,
      meaning: 'More than users mistype is somebody who tries passwords.',
      dataSource,
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) =>
        dataSource === 'loki'
          ? linesIn(window, failedLoginLines(options, scope), 'service')
          : eventsIn(window, select(scope, applicationMetrics.failedLogins, serviceLabels(options)), 'service'),
      ...(dataSource === 'loki' ? {} : { sample: series }),
    },
    options,
  );
}

/** Changes of roles or permissions. */
export const roleChanges = (options: SecurityCountOptions): Signal =>
  counted(options, 'security-role-changes', 'Role changes', 'Somebody gave or took rights.', applicationMetrics.roleChanges, 'service');

/** Actions that need privileges, by action. */
export const privilegedEvents = (options: SecurityCountOptions): Signal =>
  counted(
    options,
    'security-privileged-events',
    'Privileged actions',
    'Administrators act more than usual.',
    applicationMetrics.privilegedEvents,
    'action',
  );

function counted(options: SecurityCountOptions, id: string, title: string, meaning: string, metric: string, by: string): Signal {
  const { window = day } = options;
  return entry(
    {
      id,
      title: `${title}, last ${window}`,
      meaning,
      unit: 'count',
      legend: `{{${by}}}`,
      expression: (scope) => eventsIn(window, select(scope, metric, options.matchers), by),
      sample: (scope, level) => [sampleOf(scope, metric, { [by]: 'api', ...options.matchers }, growing(level / window.minutes, window))],
    },
    options,
  );
}

/** Sessions that are signed in. */
export function activeSessions(options: ServiceOptions): Signal {
  return entry(
    {
      id: 'security-active-sessions',
      part: options.service,
      title: 'Signed-in sessions',
      meaning: 'Far more sessions than users is a stolen or a leaking token.',
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) => `sum by (service) (${select(scope, applicationMetrics.activeSessions, serviceLabels(options))})`,
      sample: (scope, level) => [
        sampleOf(scope, applicationMetrics.activeSessions, { service: 'api', ...serviceLabels(options) }, held(level)),
      ],
    },
    options,
  );
}

/** Requests that the rules of Firestore denied. */
export const rulesDenials = (options: SecurityCountOptions): Signal =>
  googleCount(
    options,
    'security-rules-denials',
    'Denials by the rules',
    'Clients ask for what they may not have.',
    firestoreRules.metric,
    firestoreRules.resource,
    { result: 'DENY' },
  );

/** Owner, editor and administrator roles that were granted outside of the deploy identity. */
export const privilegedGrants = (options: SecurityCountOptions): Signal =>
  googleLogCount(
    options,
    'security-privileged-grants',
    'Privileged grants',
    'Somebody was given power over the project.',
    logBasedMetrics.privilegedGrants,
  );

/** Keys of service accounts that were made outside of the deploy identity. */
export const keyCreations = (options: SecurityCountOptions): Signal =>
  googleLogCount(
    options,
    'security-key-creations',
    'New service account keys',
    'A key that leaves the cloud can be stolen.',
    logBasedMetrics.keyCreations,
  );

const googleLogCount = (options: SecurityCountOptions, id: string, title: string, meaning: string, metric: LogBasedMetric): Signal =>
  googleCount(options, id, title, meaning, logMetricName(metric), metric.resource, {});

function googleCount(
  options: SecurityCountOptions,
  id: string,
  title: string,
  meaning: string,
  metric: string,
  resource: string,
  labels: Labels,
): Signal {
  const { window = day } = options;
  return entry(
    {
      id,
      title: `${title}, last ${window}`,
      meaning,
      dataSource: 'google',
      unit: 'count',
      legend: 'events',
      expression: () => eventsIn(window, selectNative(metric, resource, { ...labels, ...options.matchers })),
      sample: (_scope, level) => [
        sampleOfNative(metric, resource, { ...labels, ...options.matchers }, growing(level / window.minutes, window)),
      ],
    },
    options,
  );
}
