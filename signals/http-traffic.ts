/** How much an HTTP service is used, and where its errors come from; re-exported by http.ts. */
import type { MetricScope, Signal } from '../model/signal';
import { entry, type ServiceOptions, sampleLabels, serviceLabels, usualWindow } from './catalogue';
import { perSecond } from './figures';
import { histogram, labels, type RequestOptions, requests, serverErrors } from './http-requests';
import { applicationMetrics } from './instrumentation';
import { growing, held, sampleOf } from './sample';
import { select } from './selector';

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
