import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { ContactPoint as ContactPointResource } from '../../.gen/providers/grafana/contact-point';
import type { Duration } from '../../model/duration';
import type { ProductEnvironment } from '../../model/product-environment';
import { heartbeatChannel, heartbeatInterval } from '../../signals/dead-man-switch';
import type { AlertDestination } from './alert-destination';

export interface HeartbeatContactPointProps {
  readonly environment: ProductEnvironment;
  /** ARN of the SNS topic whose silence raises an alarm outside of Grafana. */
  readonly topicArn: string;
  /** How often the topic is written to. @default every 5 minutes */
  readonly repeat?: Duration;
}

/** Tells a topic again and again that Grafana evaluates rules and delivers alerts; whoever misses that tells a person. */
export class HeartbeatContactPoint extends Construct implements AlertDestination {
  readonly name: string;
  readonly repeat: Duration;
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, props: HeartbeatContactPointProps) {
    super(scope, id);
    this.name = `${props.environment.id}-${heartbeatChannel}`;
    this.repeat = props.repeat ?? heartbeatInterval;
    this.resource = new ContactPointResource(this, 'contact-point', {
      name: this.name,
      // A resolved message would count as a sign of life.
      sns: [{ topic: props.topicArn, authProvider: 'default', messageFormat: 'json', disableResolveMessage: true }],
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
