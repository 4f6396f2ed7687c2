/** What callers of an HTTP service see: errors, latency, traffic. Prometheus, histogram `http_request_duration_seconds`. */
import type { MetricScope, Signal } from '../model/signal';
import { entry, type TimeUnitOptions, usualWindow } from './catalogue';
import { causes } from './causes';
import { eventsIn, quantileLastWeek, quantileOf, quantileVersusLastWeek, share } from './figures';
import { histogram, labels, type RequestOptions, requests, serverErrors } from './http-requests';
import { growing, histogramOf, sampleOf, samplesOf, weekOldHistogramOf } from './sample';
import type { Labels } from './selector';

export interface ErrorRatioOptions extends RequestOptions {
  /** Requests in the window below which there is no figure. @default any request will do */
  readonly minimumRequests?: number;
}

export interface LatencyOptions extends RequestOptions, TimeUnitOptions {
  /** @default 0.95 */
  readonly quantile?: number;
}

const answered = (options: RequestOptions): Labels => labels(options, { status_code: '200' });

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
      causes: causes.errors,
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
        sampleOf(scope, `${histogram}_count`, answered(options), growing(600 * (1 - level))),
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
      sample: (scope, level) => histogramOf(samplesOf(scope), histogram, answered(options), quantile, level),
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
      sample: (scope, level) => weekOldHistogramOf(samplesOf(scope), histogram, answered(options), 0.95, level),
    },
    options,
  );
}

/** p95 latency beside what it was at the same hour a week before, to read a trend from: two lines and no verdict. */
export function latencyByWeek(options: RequestOptions & TimeUnitOptions): Signal {
  const { window = usualWindow, unit = 'milliseconds' } = options;
  return entry(
    {
      id: 'http-latency-by-week',
      part: options.service,
      title: 'Response time p95, now and a week before',
      meaning: 'Where the lines part, the service has become slower or faster than it was.',
      unit,
      legend: '{{service}}',
      expression: (scope) => quantileOf(0.95, window, requests(options, scope, 'bucket'), 'service'),
      extra: [
        {
          legend: '{{service}} a week before',
          expression: (scope) => quantileLastWeek(0.95, window, requests(options, scope, 'bucket'), 'service'),
        },
      ],
      sample: (scope, level) => histogramOf(samplesOf(scope), histogram, answered(options), 0.95, level),
    },
    options,
  );
}

export type { RequestOptions } from './http-requests';
export * from './http-traffic';
