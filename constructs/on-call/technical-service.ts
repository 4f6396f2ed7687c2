import { Service } from '@cdktf/provider-pagerduty/lib/service';
import { Construct } from 'constructs';
import { recordMeets } from '../coverage';
import type { EscalationPolicy } from './escalation-policy';
import { pagerDutyName } from './report';

export interface TechnicalServiceProps {
  /** Unique in the PagerDuty account. */
  readonly name: string;
  readonly description: string;
  /** Who answers where no event rule says otherwise: the strictest policy. */
  readonly policy: EscalationPolicy;
  /** @default none */
  readonly meets?: readonly string[];
}

/** How PagerDuty writes that a timeout is off. Null, or nothing at all, would switch it on. */
const never = 'null';

/**
 * One component in one environment. The severity of an event decides its urgency: critical and error, or none at all, are high, warning
 * and info are low. Incidents are never resolved by age, and an acknowledged one is not told again: both would replace a person's word.
 *
 * Alerts are not grouped by PagerDuty: that needs an add-on, and one fault is already one event, because tiers of a signal silence each
 * other and the deduplication key of Grafana is that of its notification group.
 */
export class TechnicalService extends Construct {
  /** Id in PagerDuty. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: TechnicalServiceProps) {
    super(scope, id);
    const service = new Service(this, 'service', {
      name: pagerDutyName(this, 'service', props.name),
      description: props.description,
      escalationPolicy: props.policy.id,
      acknowledgementTimeout: never,
      autoResolveTimeout: never,
      incidentUrgencyRule: { type: 'constant', urgency: 'severity_based' },
    });
    recordMeets(service, props.meets ?? []);
    this.id = service.id;
  }
}
