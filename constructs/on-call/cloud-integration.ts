import { ServiceIntegration } from '@cdktf/provider-pagerduty/lib/service-integration';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { recordMeets } from '../coverage';
import { pagerDutyName } from './report';
import type { TechnicalService } from './technical-service';

/** What calls the integration: alarms of CloudWatch through SNS, or a sender of the Events API v2 such as Google Cloud. */
export type CloudSender = 'cloudwatch' | 'events';

const types: Readonly<Record<CloudSender, string>> = {
  cloudwatch: 'aws_cloudwatch_inbound_integration',
  events: 'events_api_v2_inbound_integration',
};

export interface CloudIntegrationProps {
  readonly name: string;
  readonly sender: CloudSender;
  /** The service that its events go to. Another one gives another key, and the old endpoint dies. */
  readonly service: TechnicalService;
  /** @default none */
  readonly meets?: readonly string[];
}

/** The second path to a person: the cloud's own alarms, which work while Grafana does not. */
export class CloudIntegration extends Construct {
  /** Key of the integration, marked sensitive: an output of it must be sensitive too. */
  readonly key: string;
  /** Address that takes the messages of CloudWatch alarms from SNS; it holds the key and is as sensitive. */
  readonly endpoint: string;

  constructor(scope: Construct, id: string, props: CloudIntegrationProps) {
    super(scope, id);
    const integration = new ServiceIntegration(this, 'integration', {
      name: pagerDutyName(this, 'integration', props.name),
      type: types[props.sender],
      service: props.service.id,
    });
    recordMeets(integration, props.meets ?? []);
    this.key = Fn.sensitive(integration.integrationKey);
    this.endpoint = Fn.sensitive(`https://events.pagerduty.com/integration/${integration.integrationKey}/enqueue`);
  }
}
