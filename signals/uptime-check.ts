import type { InputSeries, MetricScope } from '../model/signal';
import { sampleOfNative } from './sample';
import { escapeRegExp, type Labels, selectNative } from './selector';

/** Which of Google's uptime checks. */
export interface UptimeCheckOptions {
  /** Name of the probe. @default all of the product environment */
  readonly probe?: string;
  readonly matchers?: Labels;
}

/** Series of uptime checks: the check id is the display name in lower case and a random end. */
export function uptimeCheck(options: UptimeCheckOptions, scope: MetricScope, metric: string): string {
  const prefix = escapeRegExp([scope.product, scope.environment, ...(options.probe === undefined ? [] : [options.probe])].join('-'));
  return selectNative(
    `monitoring_googleapis_com:uptime_check_${metric}`,
    'uptime_url',
    options.matchers,
    `check_id=~${JSON.stringify(`${prefix}-.+`)}`,
  );
}

/** A series of an uptime check, for samples. */
export const sampleOfUptimeCheck = (
  options: UptimeCheckOptions,
  scope: MetricScope,
  metric: string,
  location: string,
  values: string,
): InputSeries =>
  sampleOfNative(
    `monitoring_googleapis_com:uptime_check_${metric}`,
    'uptime_url',
    {
      check_id: `${scope.product}-${scope.environment}-${options.probe ?? 'health'}-x1Y2z3`,
      checker_location: location,
      ...options.matchers,
    },
    values,
  );
