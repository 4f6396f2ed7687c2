/**
 * Metrics of an application that a program of the job image writes in its stead. Signals and programs take the names from here, so that they
 * cannot disagree. They have the scope's labels, `product` and `environment`, and those that are named here.
 */
export const jobMetrics = {
  /** Gauge 0 or 1; `check`. 1 while the newest data integrity check found a fault. */
  integrityFailed: 'data_integrity_check_failed',
} as const;

export type JobMetric = (typeof jobMetrics)[keyof typeof jobMetrics];
