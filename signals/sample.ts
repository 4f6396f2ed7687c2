import { customResource } from '../model/backup-metrics';
import { Duration } from '../model/duration';
import type { InputSeries, MetricScope } from '../model/signal';
import type { Labels } from './selector';

/** Points of a sample at promtool's interval of 1 min: longer than any window or duration of an ordinary rule. */
const points = 300;

/** A gauge that keeps its value. */
export const held = (value: number): string => `${decimal(value)}x${points}`;

/** A counter that grows evenly, for as long as a window that looks further back than usual; by the hour where that is days. */
export function growing(perMinute: number, window = Duration.zero): string {
  if (!window.isLongerThan(Duration.days(1))) return `0+${decimal(perMinute)}x${Math.max(points, window.minutes + 120)}`;
  return Array.from({ length: window.minutes / 60 + 2 }, (_, hour) => `${decimal(perMinute * 60 * hour)} _x59`).join(' ');
}

/** A gauge that falls evenly from a first value. */
export const falling = (from: number, perMinute: number): string => `${decimal(from)}-${decimal(perMinute)}x${points}`;

/** A gauge that takes a new value once in every window. */
export const changingOnceIn = (window: Duration): string =>
  Array.from({ length: points }, (_, minute) => Math.floor(minute / window.minutes)).join(' ');

/** Without an exponent, which promtool's notation does not know. */
export const decimal = (value: number): string =>
  Number.isInteger(value) ? value.toString() : Number(value.toPrecision(15)).toFixed(12).replace(/0+$/, '').replace(/\.$/, '');

const series = (metric: string, labels: Labels, values: string): InputSeries => ({
  series: `${metric}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',')}}`,
  values,
});

/** A series of the product environment. */
export const sampleOf = (scope: MetricScope, metric: string, labels: Labels, values: string): InputSeries =>
  series(metric, { product: scope.product, environment: scope.environment, ...labels }, values);

/** Makes series of one product environment. */
export const samplesOf =
  (scope: MetricScope) =>
  (metric: string, labels: Labels, values: string): InputSeries =>
    sampleOf(scope, metric, labels, values);

/** A series that Google Cloud writes itself. */
export const sampleOfNative = (metric: string, resource: string, labels: Labels, values: string): InputSeries =>
  series(metric, { monitored_resource: resource, ...labels }, values);

/** A custom metric of Cloud Monitoring. */
export const sampleOfCustom = (scope: MetricScope, metric: string, labels: Labels, values: string): InputSeries =>
  sampleOf(scope, `custom_googleapis_com:${metric}`, { monitored_resource: customResource, ...labels }, values);

/** The only series of a histogram that its quantile needs: all observations in one bucket, whose interpolation yields the level. */
export function histogramOf(
  sample: (metric: string, labels: Labels, values: string) => InputSeries,
  metric: string,
  labels: Labels,
  quantile: number,
  level: number,
): readonly InputSeries[] {
  const perMinute = growing(60);
  return [
    sample(`${metric}_bucket`, { ...labels, le: decimal(level / quantile) }, perMinute),
    sample(`${metric}_bucket`, { ...labels, le: '+Inf' }, perMinute),
    sample(`${metric}_count`, labels, perMinute),
  ];
}

const week = Duration.days(7).minutes;

/** A histogram whose quantile was 1 s a week ago and is the level now. Evaluate it a week after its first point. */
export function weekOldHistogramOf(
  sample: (metric: string, labels: Labels, values: string) => InputSeries,
  metric: string,
  labels: Labels,
  quantile: number,
  level: number,
): readonly InputSeries[] {
  const lastWeek = growing(60);
  const now = growing(60);
  const bucket = (le: string, values: string): InputSeries => sample(`${metric}_bucket`, { ...labels, le }, values);
  // A hair apart, so that a level of 1 does not make the two buckets one series.
  return [
    bucket(decimal(1 / quantile + 1e-6), lastWeek),
    bucket(decimal(level / quantile), `_x${week} ${now}`),
    bucket('+Inf', `${lastWeek} _x${week - points - 1} ${now}`),
  ];
}
