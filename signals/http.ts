/** What callers of an HTTP service see: errors, latency, traffic. Prometheus, histogram `http_request_duration_seconds`. */
import type { MetricScope, Signal } from '../model/signal';
import {
  entry,
  type ServiceOptions,
  sampleLabels,
  serviceLabels,
  type TimeUnitOptions,
  usualWindow,
  type WindowOptions,
} from './catalogue';
import { eventsIn, perSecond, quantileOf, quantileVersusLastWeek, share } from './figures';
import { applicationMetrics } from './instrumentation';
import { growing, held, histogramOf, sampleOf, weekOldHistogramOf } from './sample';
import { anyOf, type Labels, select } from './selector';

const histogram = applicationMetrics.requestDuration;
const serverErrors = 'status_code=~"5.."';

export interface RequestOptions extends ServiceOptions, WindowOptions {
  /** Route templates, e.g. `/api/tasks`. @default all */
  readonly routes?: readonly string[];
}

export interface ErrorRatioOptions extends RequestOptions {
  /** Requests in the window below which there is no figure. @default any request will do */
  readonly minimumRequests?: number;
}

export interface LatencyOptions extends RequestOptions, TimeUnitOptions {
  /** @default 0.95 */
  readonly quantile?: number;
}

const requests = (options: RequestOptions, scope: MetricScope, suffix: 'count' | 'bucket', ...more: readonly string[]): string =>
  select(
    scope,
    `${histogram}_${suffix}`,
    serviceLabels(options),
    ...(options.routes === undefined ? [] : [anyOf('route', options.routes)]),
    ...more,
  );

const labels = (options: RequestOptions, more: Labels = {}): Labels =>
  sampleLabels(options, { method: 'GET', route: options.routes?.[0] ?? '/', ...more });

/** Share of requests that the service answered with 5xx; 0 until the first one, EMPTY without traffic. */
export function errorRatio(options: ErrorRatioOptions): Signal {
  const { window = usualWindow, minimumRequests } = options;
  return entry(
    {
      id: 'http-error-ratio',
      part: options.service,
      title: 'Error ratio',
      meaning: `Share of requests of the last ${window} that the service answered with a server error.`,
      unit: 'percent',
      legend: '{{service}}',
      expression: (scope) =>
        share(
          eventsIn(window, requests(options, scope, 'count', serverErrors), 'service'),
          eventsIn(window, requests(options, scope, 'count'), 'service'),
          minimumRequests,
        ),
      firstChecks: [
        'Compare with the time of the newest deployment',
        'Look at errors by route',
        'Look at the health of database, cache and external services',
      ],
      sample: (scope, level) => [
        sampleOf(scope, `${histogram}_count`, labels(options, { status_code: '200' }), growing(600 * (1 - level))),
        sampleOf(scope, `${histogram}_count`, labels(options, { status_code: '500' }), growing(600 * level)),
      ],
    },
    options,
  );
}

/** The error ratio of the routes that the business cannot do without. */
export function criticalOperationErrorRatio(options: ErrorRatioOptions & Required<Pick<RequestOptions, 'routes'>>): Signal {
  return errorRatio({ id: 'http-critical-operation-error-ratio', title: 'Error ratio of critical operations', ...options });
}

/** Latency of requests at a quantile, with the median and p99 beside it. */
export function latency(options: LatencyOptions): Signal {
  const { window = usualWindow, quantile = 0.95, unit = 'milliseconds' } = options;
  const figure = (at: number) => (scope: MetricScope) => quantileOf(at, window, requests(options, scope, 'bucket'), 'service');
  return entry(
    {
      id: 'http-latency',
      part: options.service,
      title: `Response time, p${quantile * 100}`,
      meaning: `${quantile * 100} of 100 requests of the last ${window} were answered faster than this.`,
      unit,
      legend: `{{service}} p${quantile * 100}`,
      expression: figure(quantile),
      extra: [0.5, 0.99]
        .filter((other) => other !== quantile)
        .map((other) => ({ legend: `{{service}} p${other * 100}`, expression: figure(other) })),
      firstChecks: ['Compare with the time of the newest deployment', 'Look at slow queries', 'Look at CPU and memory'],
      sample: (scope, level) =>
        histogramOf(
          (metric, found, values) => sampleOf(scope, metric, found, values),
          histogram,
          labels(options, { status_code: '200' }),
          quantile,
          level,
        ),
    },
    options,
  );
}

/** p95 latency as a multiple of the same hour a week before: 1.5 is half as slow again. */
export function latencyVersusLastWeek(options: RequestOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'http-latency-versus-last-week',
      part: options.service,
      title: 'Response time p95 against the same hour last week',
      meaning: 'Requests take this many times as long as at the same hour a week before.',
      unit: 'percent',
      legend: '{{service}}',
      expression: (scope) => quantileVersusLastWeek(0.95, window, requests(options, scope, 'bucket'), 'service'),
      firstChecks: ['Compare with the time of the newest deployment', 'Look at traffic against last week'],
      sample: (scope, level) =>
        weekOldHistogramOf(
          (metric, found, values) => sampleOf(scope, metric, found, values),
          histogram,
          labels(options, { status_code: '200' }),
          0.95,
          level,
        ),
    },
    options,
  );
}

export interface RequestRateOptions extends RequestOptions {
  /** @default second */
  readonly per?: 'second' | 'minute';
}

/** Requests a second or a minute. */
export function requestRate(options: RequestRateOptions): Signal {
  const { window = usualWindow, per = 'second' } = options;
  const factor = per === 'minute' ? 60 : 1;
  return entry(
    {
      id: 'http-request-rate',
      part: options.service,
      title: `Requests per ${per}`,
      meaning: 'Traffic that the service answers.',
      unit: per === 'minute' ? 'requestsPerMinute' : 'requestsPerSecond',
      legend: '{{service}}',
      expression: (scope) => scaled(factor, perSecond(window, requests(options, scope, 'count'), 'service')),
      sample: (scope, level) => [
        sampleOf(scope, `${histogram}_count`, labels(options, { status_code: '200' }), growing((level * 60) / factor)),
      ],
    },
    options,
  );
}

const scaled = (factor: number, figure: string): string => (factor === 1 ? figure : `${factor} * ${figure}`);

/** Server errors a second by release and route. */
export function errorsByRoute(options: RequestOptions): Signal {
  const { window = usualWindow } = options;
  // While a release is rolled out both versions run; one of them is shown.
  const version = (scope: MetricScope): string =>
    `topk by (service) (1, max by (service, version) (${select(scope, applicationMetrics.buildInfo, serviceLabels(options))}))`;
  return entry(
    {
      id: 'http-errors-by-route',
      part: options.service,
      title: 'Server errors by release and route',
      meaning: 'Where errors come from, and since which release.',
      unit: 'requestsPerSecond',
      legend: '{{service}} {{version}} {{route}}',
      expression: (scope) =>
        `${perSecond(window, requests(options, scope, 'count', serverErrors), 'service', 'route')} * on (service) group_left (version) ${version(scope)}`,
      sample: (scope, level) => [
        sampleOf(scope, `${histogram}_count`, labels(options, { status_code: '500' }), growing(level * 60)),
        sampleOf(scope, applicationMetrics.buildInfo, sampleLabels(options, { version: '1.2.3' }), held(1)),
      ],
    },
    options,
  );
}

/** Requests a second by class of answer: client and server errors by status code. */
export function errorClasses(options: RequestOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'http-error-classes',
      part: options.service,
      title: 'Errors by status code',
      meaning: 'Which kinds of errors callers see.',
      unit: 'requestsPerSecond',
      legend: '{{service}} {{status_code}}',
      expression: (scope) => perSecond(window, requests(options, scope, 'count', 'status_code=~"[45].."'), 'service', 'status_code'),
      sample: (scope, level) => [sampleOf(scope, `${histogram}_count`, labels(options, { status_code: '404' }), growing(level * 60))],
    },
    options,
  );
}

/** Requests that are being answered at the moment: concurrent executions of functions, or of workers. */
export function concurrency(options: ServiceOptions): Signal {
  return gaugeEntry(
    options,
    'http-concurrency',
    'Concurrent requests',
    'Requests that are being answered at the moment.',
    applicationMetrics.requestsInFlight,
    'sum by (service)',
    '{{service}}',
  );
}

/** The version that runs, one row a service. */
export function deployedVersion(options: ServiceOptions): Signal {
  return gaugeEntry(
    { panel: 'table', ...options },
    'http-deployed-version',
    'Deployed version',
    'The version that each service runs.',
    applicationMetrics.buildInfo,
    'max by (service, version)',
    '{{service}} {{version}}',
  );
}

function gaugeEntry(
  options: ServiceOptions,
  id: string,
  title: string,
  meaning: string,
  metric: string,
  aggregation: string,
  legend: string,
): Signal {
  return entry(
    {
      id,
      part: options.service,
      title,
      meaning,
      unit: 'count',
      legend,
      expression: (scope) => `${aggregation} (${select(scope, metric, serviceLabels(options))})`,
      sample: (scope, level) => [sampleOf(scope, metric, sampleLabels(options, { version: '1.2.3' }), held(level))],
    },
    options,
  );
}
