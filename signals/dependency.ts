/** Services of others that the product calls. Prometheus, histogram `dependency_request_duration_seconds`. */
import type { MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, entry, type TimeUnitOptions, usualWindow, type WindowOptions } from './catalogue';
import { eventsIn, quantileOf, share } from './figures';
import { applicationMetrics } from './instrumentation';
import { growing, histogramOf, sampleOf, samplesOf } from './sample';
import { type Labels, select } from './selector';

export interface DependencyOptions extends CatalogueOptions, WindowOptions {
  /** Value of the label `dependency`, e.g. `ai`. */
  readonly dependency: string;
}

const histogram = applicationMetrics.dependencyDuration;
const labelsOf = (options: DependencyOptions): Labels => ({ dependency: options.dependency, ...options.matchers });
const calls = (options: DependencyOptions, scope: MetricScope, suffix: 'bucket' | 'count', ...more: readonly string[]): string =>
  select(scope, `${histogram}_${suffix}`, labelsOf(options), ...more);

/** Time until the other service answers, p95. */
export function latency(options: DependencyOptions & TimeUnitOptions): Signal {
  const { window = usualWindow, unit = 'milliseconds' } = options;
  return entry(
    {
      id: 'dependency-latency',
      part: options.dependency,
      title: 'Response time p95 of an external service',
      meaning: 'The other service answers slowly; ours waits for it.',
      unit,
      legend: '{{dependency}}',
      expression: (scope) => quantileOf(0.95, window, calls(options, scope, 'bucket'), 'dependency'),
      firstChecks: ["Look at the vendor's status page", 'Switch to the fallback'],
      fix: 'Switch to the fallback, or switch the feature off, until the vendor is well again.',
      sample: (scope, level) => histogramOf(samplesOf(scope), histogram, { ...labelsOf(options), outcome: 'ok' }, 0.95, level),
    },
    options,
  );
}

/** Share of calls that failed; 0 until the first one, EMPTY without calls. */
export function errorRatio(options: DependencyOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'dependency-error-ratio',
      part: options.dependency,
      title: 'Failed calls of an external service',
      meaning: 'The other service fails; so does what needs it.',
      unit: 'percent',
      legend: '{{dependency}}',
      expression: (scope) =>
        share(
          eventsIn(window, calls(options, scope, 'count', 'outcome="error"'), 'dependency'),
          eventsIn(window, calls(options, scope, 'count'), 'dependency'),
        ),
      firstChecks: ["Look at the vendor's status page", 'Look whether the key or the quota has run out'],
      fix: 'A key or quota of ours: renew it. The vendor fails: switch to the fallback, or switch the feature off.',
      sample: (scope, level) => [
        sampleOf(scope, `${histogram}_count`, { ...labelsOf(options), outcome: 'ok' }, growing(600 * (1 - level))),
        sampleOf(scope, `${histogram}_count`, { ...labelsOf(options), outcome: 'error' }, growing(600 * level)),
      ],
    },
    options,
  );
}
