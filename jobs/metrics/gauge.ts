import type { PublishedMetric } from './names';

/** A figure of this moment. */
export interface Gauge {
  readonly metric: PublishedMetric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Whose gauges: labels that every series carries besides its own. */
export interface GaugeScope {
  readonly product: string;
  readonly environment: string;
}

/** A place of metrics. A failure is a `JobError` with the reason `metrics`. */
export interface Publisher {
  /** As logs call it. */
  readonly name: string;
  publish(gauges: readonly Gauge[], signal: AbortSignal): Promise<void>;
}

/** The gauges in groups of at most `size`, for places that take only so many in one call. */
export function inGroups<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
