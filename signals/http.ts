/** What callers of an HTTP service see: errors, latency, traffic. Prometheus, histogram `http_request_duration_seconds`. */
import type { MetricScope, Signal } from '../model/signal';
import { shell, step } from '../model/vocabulary/runbook';
import { entry, type TimeUnitOptions, usualWindow } from './catalogue';
import { causes } from './causes';
import { eventsIn, quantileLastWeek, quantileOf, quantileVersusLastWeek, share } from './figures';
import { errorsOfRelease, histogram, labels, newestDeployment, type RequestOptions, requests, serverErrors } from './http-requests';
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
      meaning: `Users get errors: this share of their requests of the last ${window} ended in a server error.`,
      unit: 'percent',
      legend: '{{service}}',
      causes: causes.errors,
      expression: (scope) =>
        share(
          eventsIn(window, requests(options, scope, 'count', serverErrors), 'service'),
          eventsIn(window, requests(options, scope, 'count'), 'service'),
          minimumRequests,
        ),
      firstChecks: [...errorsOfRelease, 'All routes: look whether database, cache and external services answer.'],
      fix: 'Roll back where the errors began with a deployment. Else bring back what does not answer. The alert ends when the share is below its limit.',
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
      meaning: `Users wait: ${Math.round((1 - quantile) * 1000) / 10} of 100 requests of the last ${window} took longer than this figure.`,
      unit,
      legend: `{{service}} p${quantile * 100}`,
      expression: figure(quantile),
      extra: [0.5, 0.99]
        .filter((other) => other !== quantile)
        .map((other) => ({ legend: `{{service}} p${other * 100}`, expression: figure(other) })),
      firstChecks: [
        newestDeployment,
        shell(
          'See what the database works on, the longest first.',
          'psql --host="{database-host}" --port={database-port} --username="$DATABASE_SUPERUSER" --dbname={database} --command="SELECT pid, now() - query_start AS running, wait_event_type, left(query, 80) AS query FROM pg_stat_activity WHERE state = \'active\' ORDER BY query_start LIMIT 10"',
        ),
        step('Look at CPU and memory: what is used up makes everything wait.', { signal: 'host-cpu' }),
      ],
      fix: 'Take away what is slow: roll back the deployment that brought it, end the query, or add what is used up.',
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
      meaning: 'Users wait longer than they are used to: requests take this many times as long as at the same hour a week before.',
      unit: 'percent',
      legend: '{{service}}',
      expression: (scope) => quantileVersusLastWeek(0.95, window, requests(options, scope, 'bucket'), 'service'),
      firstChecks: [
        newestDeployment,
        step('Look at traffic against last week: more of it slows everything down.', { signal: 'http-request-rate' }),
      ],
      fix: 'Roll back where it began with a deployment; add what is used up where traffic grew.',
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
