import { customResource } from '../model/backup-metrics';
import type { MetricScope } from '../model/signal';

/** Labels with the exact value that each must have. */
export type Labels = Readonly<Record<string, string>>;

/** Matchers of labels that must have these exact values. */
export const matchersOf = (labels: Labels): readonly string[] =>
  Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);

/** A matcher for any of the literal values; several become a regular expression with its special characters escaped. */
export function anyOf(label: string, values: readonly string[]): string {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return `${label}=${JSON.stringify(only)}`;
  return `${label}=~${JSON.stringify(values.map(escapeRegExp).join('|'))}`;
}

/** A value as a literal part of a regular expression. */
export const escapeRegExp = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Series of the product environment: every one carries the labels `product` and `environment`. */
export const select = (scope: MetricScope, metric: string, labels: Labels = {}, ...more: readonly string[]): string =>
  `${metric}${scope.match(...matchersOf(labels), ...more)}`;

/**
 * Series that Google Cloud writes itself. They have no product label: the project that the data source reads is their scope.
 * The monitored resource is always since a metric of several resource types is refused without it.
 */
export const selectNative = (metric: string, resource: string, labels: Labels = {}, ...more: readonly string[]): string =>
  `${metric}{${[...matchersOf({ monitored_resource: resource, ...labels }), ...more].join(',')}}`;

/** Custom metrics of Cloud Monitoring, which jobs and applications write with the labels of the scope. */
export const selectCustom = (scope: MetricScope, metric: string, labels: Labels = {}, ...more: readonly string[]): string =>
  select(scope, `custom_googleapis_com:${metric}`, { monitored_resource: customResource, ...labels }, ...more);

/** Whether one of Google's own metrics, which carry no labels of the scope. */
export const isNativeMetric = (metric: string): boolean =>
  metric.includes('_googleapis_com:') && !metric.startsWith('custom_googleapis_com:');
