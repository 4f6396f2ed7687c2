/**
 * Checks from outside. Prometheus: `probe_success` of the blackbox exporter with the labels `probe` and `region` (one series a
 * prober). Google: uptime checks, whose check id begins with `<product>-<environment>-<probe>-`, their display name.
 */
import { Duration } from '../model/duration';
import type { InputSeries, MetricScope, Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
import { askYourself } from './ask-probe';
import {
  type CatalogueOptions,
  type CloudOptions,
  entry,
  type ServiceOptions,
  sampleLabels,
  serviceLabels,
  type TimeUnitOptions,
  usualWindow,
  type WindowOptions,
} from './catalogue';
import { causes } from './causes';
import { held, sampleOf } from './sample';
import { type Labels, select } from './selector';
import { sampleOfUptimeCheck, uptimeCheck } from './uptime-check';

export interface ProbeOptions extends CatalogueOptions {
  /** Name of the probe, as the product declares it. @default all probes, one line each */
  readonly probe?: string;
}

export interface CloudProbeOptions extends ProbeOptions, CloudOptions {}

const probeLabels = (options: ProbeOptions): Labels => ({
  ...(options.probe === undefined ? {} : { probe: options.probe }),
  ...options.matchers,
});

const sampleOfProbe = (options: ProbeOptions, scope: MetricScope, metric: string, region: string, values: string): InputSeries =>
  sampleOf(scope, metric, { probe: 'health', region, ...probeLabels(options) }, values);

const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-1'] as const;

/**
 * Number of regions whose prober does not get the healthy answer: "from at least 2 regions" is `above(1)`, so that the trouble of
 * one region's network wakes nobody.
 */
export function failingRegions(options: CloudProbeOptions): Signal {
  const google = options.dataSource === 'google';
  return entry(
    {
      id: 'probe-failing-regions',
      part: options.probe,
      probe: options.probe,
      title: 'Regions that cannot reach the service',
      meaning: 'Users do not get through: requests from several parts of the world fail or get the wrong answer.',
      dataSource: google ? 'google' : 'prometheus',
      unit: 'count',
      legend: google ? '{{check_id}}' : '{{probe}}',
      noData: 'alerting',
      causes: causes.failingRegions,
      expression: (scope) =>
        google
          ? `sum by (check_id) (${uptimeCheck(options, scope, 'check_passed')} == bool 0)`
          : `sum by (probe) (${select(scope, 'probe_success', probeLabels(options))} == bool 0)`,
      firstChecks: [
        ...askYourself(options),
        'No answer at all: look at the status pages of hosting and DNS, and at the certificate.',
        'A wrong answer: compare with the time of the newest deployment, and read the log of the service.',
      ],
      fix: 'Bring users back first: roll back a deployment that came just before, else start again what does not run. The alert ends when the probes get the healthy answer.',
      sample: (scope, level) =>
        regions.map((region, index) =>
          google
            ? sampleOfUptimeCheck(options, scope, 'check_passed', region, held(index < level ? 0 : 1))
            : sampleOfProbe(options, scope, 'probe_success', region, held(index < level ? 0 : 1)),
        ),
    },
    options,
  );
}

/** Whether the only prober, often one inside the network, gets the healthy answer: 1 or 0, bad is `below(1)`. */
export function up(options: ProbeOptions): Signal {
  return entry(
    {
      id: 'probe-up',
      part: options.probe,
      probe: options.probe,
      title: 'Answers the probe',
      meaning: 'Who calls this address gets no answer, or the wrong one.',
      unit: 'bool',
      legend: '{{probe}}',
      noData: 'alerting',
      expression: (scope) => `min by (probe) (${select(scope, 'probe_success', probeLabels(options))})`,
      firstChecks: [...askYourself(options), 'Compare with the time of the newest deployment.'],
      fix: 'Roll back a deployment that came just before, else start again what does not run.',
      sample: (scope, level) => [sampleOfProbe(options, scope, 'probe_success', 'internal', held(level))],
    },
    options,
  );
}

/** Whether Prometheus can scrape the service: 1 or 0, bad is `below(1)`. For services without a probe of their own. */
export function scraped(options: ServiceOptions): Signal {
  return entry(
    {
      id: 'service-up',
      part: options.service,
      title: 'Service is up',
      meaning: 'The service does not answer its monitoring.',
      unit: 'bool',
      legend: '{{service}}',
      noData: 'alerting',
      expression: (scope) => `min by (service) (${select(scope, 'up', serviceLabels(options))})`,
      firstChecks: ['Look whether its process or container runs', 'Read its newest log lines'],
      fix: 'Start it again; roll back where it began with a deployment.',
      sample: (scope, level) => [sampleOf(scope, 'up', sampleLabels(options), held(level))],
    },
    options,
  );
}

export interface ResponseTimeOptions extends CloudProbeOptions, WindowOptions, TimeUnitOptions {}

/** Time of a whole request from outside, name look-up and TLS included: p95 over probers, p75 beside it. */
export function responseTime(options: ResponseTimeOptions): Signal {
  const { window = usualWindow, unit = 'seconds' } = options;
  const google = options.dataSource === 'google';
  const figure = (quantile: number) => (scope: MetricScope) =>
    google
      ? `quantile by (check_id) (${quantile}, quantile_over_time(${quantile}, ${uptimeCheck(options, scope, 'request_latency')}[${window.toShort()}])) / 1000`
      : `quantile by (probe) (${quantile}, quantile_over_time(${quantile}, ${select(scope, 'probe_duration_seconds', probeLabels(options))}[${window.toShort()}]))`;
  const line = google ? '{{check_id}}' : '{{probe}}';
  return entry(
    {
      id: 'probe-response-time',
      part: options.probe,
      probe: options.probe,
      title: 'Page response time, p95',
      meaning: 'Visitors wait this long for the first answer of the page; many leave before.',
      dataSource: google ? 'google' : 'prometheus',
      unit,
      legend: `${line} p95`,
      expression: figure(0.95),
      extra: [{ legend: `${line} p75`, expression: figure(0.75) }],
      firstChecks: [
        ...(options.probe === undefined
          ? []
          : [
              shell(
                'See which part takes the time: name look-up, connection, TLS, first byte, all of it.',
                'curl --silent --output /dev/null --write-out \'%{time_namelookup} %{time_connect} %{time_appconnect} %{time_starttransfer} %{time_total}\\n\' "{probe-url}"',
              ),
            ]),
        'Compare with the latency of the service itself: the rest is network and hosting.',
      ],
      fix: 'Roll back where it began with a deployment; else make smaller or cache what takes the time.',
      sample: (scope, level) =>
        google
          ? [sampleOfUptimeCheck(options, scope, 'request_latency', 'eu', held(level * 1000))]
          : [sampleOfProbe(options, scope, 'probe_duration_seconds', 'eu', held(level))],
    },
    options,
  );
}

/** Share of probes that got the healthy answer, over all regions. */
export function availability(options: CloudProbeOptions & WindowOptions): Signal {
  const { window = Duration.days(30) } = options;
  const google = options.dataSource === 'google';
  return entry(
    {
      id: 'probe-availability',
      part: options.probe,
      probe: options.probe,
      title: `Availability, last ${window}`,
      meaning: 'Share of probes that got the healthy answer; planned work counts as downtime.',
      dataSource: google ? 'google' : 'prometheus',
      unit: 'percent',
      panel: 'stat',
      legend: google ? '{{check_id}}' : '{{probe}}',
      expression: (scope) =>
        google
          ? `avg by (check_id) (avg_over_time(${uptimeCheck(options, scope, 'check_passed')}[${window.toShort()}]))`
          : `avg by (probe) (avg_over_time(${select(scope, 'probe_success', probeLabels(options))}[${window.toShort()}]))`,
      sample: (scope, level) => [
        google
          ? sampleOfUptimeCheck(options, scope, 'check_passed', 'eu', held(level))
          : sampleOfProbe(options, scope, 'probe_success', 'eu', held(level)),
      ],
    },
    options,
  );
}
