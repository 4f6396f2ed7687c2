/**
 * Cloud Run and Cloud Functions of the second generation, which run on it. Google Cloud Monitoring; latency is converted from
 * milliseconds. Requests that never reach a container are not counted: an uptime check belongs beside these.
 */
import type { Bytes } from '../model/bytes';
import type { MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, entry, type TimeUnitOptions, usualWindow, type WindowOptions } from './catalogue';
import { causes } from './causes';
import { eventsIn, perSecond, quantileOf, quantileVersusLastWeek, share } from './figures';
import { growing, held, histogramOf, sampleOfNative, weekOldHistogramOf } from './sample';
import { anyOf, type Labels, selectNative } from './selector';

export interface CloudRunOptions extends CatalogueOptions, WindowOptions {
  /** Names of services or functions. @default all of the project, one line each */
  readonly services?: readonly string[];
}

const resource = 'cloud_run_revision';
const metricOf = (name: string): string => `run_googleapis_com:${name}`;
const of = (options: CloudRunOptions, name: string, ...more: readonly string[]): string =>
  selectNative(
    metricOf(name),
    resource,
    options.matchers,
    ...(options.services === undefined ? [] : [anyOf('service_name', options.services)]),
    ...more,
  );
const labelsOf = (options: CloudRunOptions, more: Labels = {}): Labels => ({
  service_name: options.services?.[0] ?? 'api',
  revision_name: 'api-1',
  location: 'asia-southeast1',
  ...more,
  ...options.matchers,
});
const sampleOf = (metric: string, labels: Labels, values: string) => sampleOfNative(metric, resource, labels, values);
const legend = '{{service_name}}';

/** Share of requests and events that ended in 5xx, which failed invocations of functions do too; EMPTY without any. */
export function errorRatio(options: CloudRunOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'cloud-run-error-ratio',
      title: 'Error ratio',
      meaning: `Share of requests and function invocations of the last ${window} that failed.`,
      dataSource: 'google',
      unit: 'percent',
      legend: 'all services',
      causes: causes.errors,
      expression: () =>
        share(eventsIn(window, of(options, 'request_count', 'response_code_class="5xx"')), eventsIn(window, of(options, 'request_count'))),
      firstChecks: [
        'Compare with the time of the newest deployment',
        'Look at failed invocations by function',
        'Look at rejected requests of Firestore',
      ],
      sample: (_scope, level) => [
        sampleOf(metricOf('request_count'), labelsOf(options, { response_code_class: '2xx' }), growing(600 * (1 - level))),
        sampleOf(metricOf('request_count'), labelsOf(options, { response_code_class: '5xx' }), growing(600 * level)),
      ],
    },
    options,
  );
}

/** Failed invocations a minute, by function. */
export function failedInvocations(options: CloudRunOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'cloud-run-failed-invocations',
      title: 'Failed function invocations',
      meaning: 'Functions end with an error.',
      dataSource: 'google',
      unit: 'perMinute',
      legend,
      expression: () => `60 * ${perSecond(window, of(options, 'request_count', 'response_code_class="5xx"'), 'service_name')}`,
      sample: (_scope, level) => [sampleOf(metricOf('request_count'), labelsOf(options, { response_code_class: '5xx' }), growing(level))],
    },
    options,
  );
}

/** Requests a second, by service. */
export function requestRate(options: CloudRunOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'cloud-run-request-rate',
      title: 'Requests per second',
      meaning: 'Traffic that the services answer.',
      dataSource: 'google',
      unit: 'requestsPerSecond',
      legend,
      expression: () => perSecond(window, of(options, 'request_count'), 'service_name'),
      sample: (_scope, level) => [
        sampleOf(metricOf('request_count'), labelsOf(options, { response_code_class: '2xx' }), growing(level * 60)),
      ],
    },
    options,
  );
}

/** Latency p95 by service, with the median and p99 beside it. */
export function latency(options: CloudRunOptions & TimeUnitOptions): Signal {
  const { window = usualWindow, unit = 'milliseconds' } = options;
  const figure = (quantile: number) => (_scope: MetricScope) =>
    `(${quantileOf(quantile, window, of(options, 'request_latencies_bucket'), 'service_name')}) / 1000`;
  return entry(
    {
      id: 'cloud-run-latency',
      title: 'Response time, p95',
      meaning: `95 of 100 requests of the last ${window} were answered faster than this.`,
      dataSource: 'google',
      unit,
      legend: `${legend} p95`,
      expression: figure(0.95),
      extra: [0.5, 0.99].map((quantile) => ({ legend: `${legend} p${quantile * 100}`, expression: figure(quantile) })),
      firstChecks: [
        'Compare with the time of the newest deployment',
        'Look at Firestore latency',
        'Look at cold starts: instances that come and go',
      ],
      sample: (_scope, level) => histogramOf(sampleOf, metricOf('request_latencies'), labelsOf(options), 0.95, level * 1000),
    },
    options,
  );
}

/** p95 latency as a multiple of the same hour a week before: 1.5 is half as slow again. */
export function latencyVersusLastWeek(options: CloudRunOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'cloud-run-latency-versus-last-week',
      title: 'Response time p95 against the same hour last week',
      meaning: 'Requests take this many times as long as at the same hour a week before.',
      dataSource: 'google',
      unit: 'percent',
      legend: 'all services',
      expression: () => quantileVersusLastWeek(0.95, window, of(options, 'request_latencies_bucket')),
      firstChecks: ['Compare with the time of the newest deployment', 'Look at traffic against last week'],
      sample: (_scope, level) => weekOldHistogramOf(sampleOf, metricOf('request_latencies'), labelsOf(options), 0.95, level),
    },
    options,
  );
}

/** Memory of an instance, p95 over instances, in bytes. */
export function memory(options: CloudRunOptions & { readonly limit: Bytes }): Signal {
  return utilisation(
    options,
    'memory',
    'Memory of an instance, p95',
    'Instances are near their memory limit and end there.',
    'bytes',
    options.limit,
  );
}

/** Share of its CPU that an instance uses, p95 over instances. */
export function cpu(options: CloudRunOptions): Signal {
  return utilisation(options, 'cpu', 'CPU use of an instance, p95', 'Instances compute at their limit; requests wait.', 'percent', 1);
}

function utilisation(
  options: CloudRunOptions,
  what: 'memory' | 'cpu',
  title: string,
  meaning: string,
  unit: 'bytes' | 'percent',
  whole: number,
): Signal {
  const { window = usualWindow } = options;
  const name = `container_${what}_utilizations`;
  return entry(
    {
      id: `cloud-run-${what}`,
      title,
      meaning,
      dataSource: 'google',
      unit,
      legend,
      expression: () => {
        const used = quantileOf(0.95, window, of(options, `${name}_bucket`), 'service_name');
        return whole === 1 ? used : `(${used}) * ${whole}`;
      },
      firstChecks: ['Compare traffic with last week', 'Compare with the time of the newest deployment'],
      sample: (_scope, level) => histogramOf(sampleOf, metricOf(name), labelsOf(options), 0.95, level / whole),
    },
    options,
  );
}

/** Instances that run, by service. */
export function instances(options: CloudRunOptions): Signal {
  return entry(
    {
      id: 'cloud-run-instances',
      title: 'Instances',
      meaning: 'How far the services have scaled out.',
      dataSource: 'google',
      unit: 'count',
      legend,
      expression: () => `sum by (service_name) (${of(options, 'container_instance_count')})`,
      sample: (_scope, level) => [sampleOf(metricOf('container_instance_count'), labelsOf(options, { state: 'active' }), held(level))],
    },
    options,
  );
}
