import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Duration } from '../../../model/duration';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { recordMeets } from '../../coverage';

export interface AlarmProps {
  readonly name: string;
  /** What is wrong and where its runbook is. */
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  /** All dimensions of the series; CloudWatch finds none otherwise. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Minimum' | 'Sum' | 'SampleCount';
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  /** Not shorter than the distance at which the metric is published; whole minutes up to a day. */
  readonly period: Duration;
  /** Periods in a row that must be bad. @default 1 */
  readonly periods?: number;
  /** What a period without data means; `ignore` leaves the alarm in the state that it has. @default it is good */
  readonly missing?: 'notBreaching' | 'breaching' | 'ignore';
  /** Whom it tells when it begins and when it ends. @default nobody; it is only seen */
  readonly topic?: { readonly arn: string } | undefined;
  /**
   * Whether it tells them. For what has to have been seen once before its silence means anything: off until then, or every fresh
   * deployment would page. CloudWatch tells changes of state only, so turn it on while the alarm is OK.
   * @default true
   */
  readonly enrolled?: boolean | IResolvable;
  readonly meets?: readonly string[];
}

/** An alarm on one series with a plain threshold. */
export function metricAlarm(scope: Construct, id: string, props: AlarmProps): void {
  const actions = props.topic === undefined ? {} : { alarmActions: [props.topic.arn], okActions: [props.topic.arn] };
  const periods = props.periods ?? 1;
  // Without anybody to tell, nobody is asked whether to tell.
  const enrolled = props.topic === undefined || props.enrolled === undefined ? {} : { actionsEnabled: props.enrolled };
  const alarm = new CloudwatchMetricAlarm(scope, id, {
    alarmName: props.name,
    alarmDescription: props.description,
    namespace: props.namespace,
    metricName: props.metric,
    dimensions: { ...props.dimensions },
    statistic: props.statistic,
    comparisonOperator: props.comparison === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    threshold: props.threshold,
    period: alarmPeriod(`${scope.node.path}/${id}`, props.period, periods),
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: props.missing ?? 'notBreaching',
    ...actions,
    ...enrolled,
  });
  recordMeets(alarm, props.meets ?? []);
}

const secondsADay = 86_400;

/** CloudWatch: periods in whole minutes; all periods together at most 7 days, and a day where one is shorter than an hour. */
function alarmPeriod(where: string, period: Duration, periods: number): number {
  const longest = period.seconds < 3600 ? secondsADay : 7 * secondsADay;
  const holds = period.seconds >= 60 && period.seconds % 60 === 0 && period.seconds <= secondsADay && period.seconds * periods <= longest;
  if (holds) return period.seconds;
  const allowed = 'whole minutes up to 1 d; together up to 7 d, or 1 d where a period is below 1 h (CloudWatch)';
  return reportFinding(
    messages.vendorLimit(
      where,
      'an alarm over a time that CloudWatch does not offer',
      `${periods} x ${period}`,
      allowed,
      'watch over a shorter time',
    ),
    60,
  );
}
