/**
 * Cloud Run and Cloud Functions of the second generation, which run on it. Google Cloud Monitoring; latency is converted from
 * milliseconds. Requests that never reach a container are not counted: an uptime check belongs beside these.
 */
import type { Bytes } from '../model/bytes';
import type { MetricScope, Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
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

const newestErrors = shell(
  'What do the newest errors say, and of which service?',
  'gcloud logging read \'resource.type="cloud_run_revision" AND severity>=ERROR\' --project="{project}" --freshness=1h --limit=30 --format=\'value(timestamp,resource.labels.service_name,textPayload,jsonPayload.message)\'',
);

const newestRevisions = shell(
  'Was something deployed just before?',
  'gcloud run revisions list --project="{project}" --region="{location}" --sort-by=~metadata.creationTimestamp --limit=10',
);

/** Share of requests and events that ended in 5xx, which failed invocations of functions do too; EMPTY without any. */
export function errorRatio(options: CloudRunOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'cloud-run-error-ratio',
      title: 'Error ratio',
      meaning: `Users get errors: this share of requests and function calls of the last ${window} failed.`,
      dataSource: 'google',
      unit: 'percent',
      legend: 'all services',
      causes: causes.errors,
      expression: () =>
        share(eventsIn(window, of(options, 'request_count', 'response_code_class="5xx"')), eventsIn(window, of(options, 'request_count'))),
      firstChecks: [
        newestErrors,
        newestRevisions,
        'Look at failed calls by function, and at rejected requests of Firestore: one function, or all?',
      ],
      fix: 'Roll back where the errors began with a deployment. Else bring back what does not answer. The alert ends when the share is below its limit.',
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
      meaning: `Users wait: 5 of 100 requests of the last ${window} took longer than this figure.`,
      dataSource: 'google',
      unit,
      legend: `${legend} p95`,
      expression: figure(0.95),
      extra: [0.5, 0.99].map((quantile) => ({ legend: `${legend} p${quantile * 100}`, expression: figure(quantile) })),
      firstChecks: [
        newestRevisions,
        'Look at Firestore latency: what waits for it is as slow.',
        'Look at cold starts: instances that come and go.',
      ],
      fix: 'Roll back where it began with a deployment; keep an instance running where cold starts cost the time.',
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
      meaning: 'Users wait longer than they are used to: requests take this many times as long as at the same hour a week before.',
      dataSource: 'google',
      unit: 'percent',
      legend: 'all services',
      expression: () => quantileVersusLastWeek(0.95, window, of(options, 'request_latencies_bucket')),
      firstChecks: [newestRevisions, 'Look at traffic against last week: more of it slows everything down.'],
      fix: 'Roll back where it began with a deployment; raise the bounds of the instances where traffic grew.',
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
    'Instances are near their memory limit. There they end, and the requests that they serve fail.',
    'bytes',
    options.limit,
  );
}

/** Share of its CPU that an instance uses, p95 over instances. */
export function cpu(options: CloudRunOptions): Signal {
  return utilisation(options, 'cpu', 'CPU use of an instance, p95', 'Instances compute at their limit: users wait.', 'percent', 1);
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
      firstChecks: [newestRevisions, 'Compare traffic with last week.'],
      fix: 'Roll back where it began with a deployment. Real load: a higher limit, or more instances.',
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
