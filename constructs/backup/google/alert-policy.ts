import {
  MonitoringAlertPolicy,
  type MonitoringAlertPolicyAlertStrategy,
  type MonitoringAlertPolicyConditions,
} from '@cdktf/provider-google/lib/monitoring-alert-policy';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import type { Severity } from '../../../model/severity';
import { recordMeets } from '../../coverage';
import type { PagerDutyChannel } from './pagerduty-channel';
import { type GoogleProps, labelsOf, prefixOf } from './place';
import { inSeconds } from './vendor-limits';

/** Cloud Monitoring closes an incident that has had no data for this long; the longest that it allows, so that none ends by silence. */
const autoClose = Duration.days(7);

/** Our words in those of Cloud Monitoring, which knows three. */
const severityNames: Readonly<Record<Severity, 'CRITICAL' | 'ERROR' | 'WARNING'>> = {
  critical: 'CRITICAL',
  error: 'ERROR',
  warning: 'WARNING',
  info: 'WARNING',
};

export interface AlertPolicyProps extends Omit<GoogleProps, 'protect'> {
  readonly title: string;
  readonly severity: Severity;
  /** Who is told. @default nobody: the incident shows in the console alone */
  readonly channel?: PagerDutyChannel;
  /** Address of the runbook. @default none */
  readonly runbookUrl?: string;
  /** When it ends, and how often it is told. @default it ends after 7 days without data */
  readonly strategy?: MonitoringAlertPolicyAlertStrategy;
  readonly conditions: readonly MonitoringAlertPolicyConditions[];
  /** Metrics that have to exist before. @default none */
  readonly dependsOn?: readonly ITerraformDependable[];
  readonly meets: readonly string[];
}

/** One alert of the second path to a person. */
export class AlertPolicy extends Construct {
  constructor(scope: Construct, id: string, props: AlertPolicyProps) {
    super(scope, id);
    const policy = new MonitoringAlertPolicy(this, 'policy', {
      project: props.place.project,
      displayName: `${prefixOf(props)}: ${props.title}`,
      combiner: 'OR',
      severity: severityNames[props.severity],
      notificationChannels: props.channel === undefined ? [] : [props.channel.channelId],
      alertStrategy: props.strategy ?? { autoClose: inSeconds(autoClose) },
      ...(props.runbookUrl === undefined ? {} : { documentation: { content: `Runbook: ${props.runbookUrl}`, mimeType: 'text/markdown' } }),
      conditions: [...props.conditions],
      userLabels: { ...labelsOf(props), severity: props.severity },
      ...(props.dependsOn === undefined ? {} : { dependsOn: [...props.dependsOn] }),
    });
    recordMeets(policy, props.meets);
  }
}
