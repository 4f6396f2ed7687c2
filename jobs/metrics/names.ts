import { prometheusGauge, type WatcherMetric } from '../../model/backup-metrics';
import { type JobMetric, jobMetrics } from '../../model/job-metrics';

/** What programs publish: gauges of backups, and metrics of the application that they write in its stead. */
export type PublishedMetric = WatcherMetric | JobMetric;

const ofApplications: readonly string[] = Object.values(jobMetrics);

const isOfApplication = (metric: PublishedMetric): metric is JobMetric => ofApplications.includes(metric);

/** A metric as Prometheus names it: gauges of backups carry a prefix, metrics of an application are named as its signals name them. */
export const prometheusName = (metric: PublishedMetric): string => (isOfApplication(metric) ? metric : prometheusGauge(metric));

/** A metric as a custom metric of Cloud Monitoring. */
export const customMetricType = (metric: PublishedMetric): string => `custom.googleapis.com/${prometheusName(metric)}`;
