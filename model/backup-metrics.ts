/**
 * Names of the gauges that the store watcher publishes for each backup and tier. The watcher that writes them and the alarms that
 * read them take them from here, so that they cannot disagree.
 */
export const backupGauges = {
  /**
   * Age of the newest verified backup, seconds, from the start of its run on: what was written since is not in it. Counts from the
   * enrolment of the watcher while there is none.
   */
  age: 'age_seconds',
  /** Size of the newest verified backup, bytes. */
  size: 'bytes',
  /** Size of the newest verified backup as a share of the one before it in its tier; 1 while there is only one. */
  sizeRatio: 'bytes_ratio',
  /** Run time of the newest verified backup, seconds. */
  duration: 'duration_seconds',
  /** 1 while the newest attempt is newer than the newest verified backup and has ended or overrun, else 0. */
  lastAttemptFailed: 'last_attempt_failed',
  /** Age of the newest good drill result, seconds; counts from enrolment while there is none. */
  drillAge: 'drill_age_seconds',
  /** Duration of the newest drill, seconds. */
  drillDuration: 'drill_duration_seconds',
  /** 1 while the newest drill result is a failure, else 0. */
  drillFailed: 'drill_failed',
  /** Rows of a table that the newest drill counted in what it restored. */
  drillRows: 'drill_rows',
  /** Age of the newest success of a routine, or of the newest record of a duty, seconds; counts from enrolment while there is none. */
  routineAge: 'routine_age_seconds',
} as const;

export type BackupGauge = (typeof backupGauges)[keyof typeof backupGauges];

/** Published by the store watcher at the end of each look, value 1, with no labels of its own: its absence means that nobody watches. */
export const watcherHeartbeat = 'watcher_heartbeat';

/** Whatever the store watcher publishes. */
export type WatcherMetric = BackupGauge | typeof watcherHeartbeat;

/** Labels of every gauge; drills and routines set `backup` or `routine` and their own name, counts of a drill the table too. */
export const gaugeLabels = { backup: 'backup', tier: 'tier', drill: 'drill', routine: 'routine', table: 'table' } as const;

/** Namespace of the gauges in CloudWatch. */
export const cloudWatchNamespace = 'opskeep/backup';

/** The gauge as Prometheus names it: `opskeep_backup_age_seconds`. */
export const prometheusGauge = (gauge: WatcherMetric): string => `opskeep_backup_${gauge}`;

/** The gauge as a custom metric of Cloud Monitoring. */
export const googleMetricType = (gauge: WatcherMetric): string => `custom.googleapis.com/${prometheusGauge(gauge)}`;

/** The monitored resource that custom metrics are written for. */
export const customResource = 'generic_task';

/** The custom metric as PromQL on Cloud Monitoring names it: first slash a colon, everything else special an underscore. */
export const googlePromqlGauge = (gauge: WatcherMetric): string => `custom_googleapis_com:${prometheusGauge(gauge)}`;

/**
 * Dimensions of a gauge in CloudWatch: product and environment, then the labels of the gauge. CloudWatch never sums over dimensions,
 * so an alarm sees a series only when it names all of them.
 */
export function cloudWatchDimensions(
  scope: { readonly product: string; readonly environment: string },
  labels: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { product: scope.product, environment: scope.environment, ...labels };
}
