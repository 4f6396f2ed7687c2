import { MonitoringNotificationChannel } from '@cdktf/provider-google/lib/monitoring-notification-channel';
import { Construct } from 'constructs';
import { secretToken } from '../aws/vendor-limits';
import { type GoogleProps, labelsOf, prefixOf } from './place';

export interface PagerDutyChannelProps extends Omit<GoogleProps, 'protect'> {
  /** Integration key of a PagerDuty service (Events API v2), a sensitive input. */
  readonly serviceKey: string;
}

/** The way from Cloud Monitoring to a person that does not depend on Grafana. */
export class PagerDutyChannel extends Construct {
  readonly channelId: string;

  constructor(scope: Construct, id: string, props: PagerDutyChannelProps) {
    super(scope, id);
    const channel = new MonitoringNotificationChannel(this, 'channel', {
      project: props.place.project,
      displayName: `${prefixOf(props)} PagerDuty`,
      type: 'pagerduty',
      // Among the plain labels the key would show in every plan.
      sensitiveLabels: { serviceKey: secretToken(this.node.path, 'the PagerDuty key', props.serviceKey) },
      userLabels: labelsOf(props),
      forceDelete: false,
    });
    this.channelId = channel.id;
  }
}
