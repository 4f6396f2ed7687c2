import {
  EventOrchestrationService,
  type EventOrchestrationServiceSetRule,
} from '@cdktf/provider-pagerduty/lib/event-orchestration-service';
import { Construct } from 'constructs';
import type { Severity } from '../../model/severity';
import { recordMeets } from '../coverage';
import type { EscalationPolicy } from './escalation-policy';
import { eventMatches } from './event-condition';
import type { TechnicalService } from './technical-service';

export interface SeverityRoutingProps {
  readonly service: TechnicalService;
  /** Who answers events of severity error. */
  readonly error: EscalationPolicy;
  /** Who answers warnings, as incidents of low urgency. @default nobody: warnings open no incident */
  readonly warning?: EscalationPolicy;
  /** @default none */
  readonly meets?: readonly string[];
}

/**
 * Chooses the escalation policy of a service's incidents by severity. Only what is known to be milder leaves the strict path: an event of
 * severity critical, or without one that we know, goes to the service's own policy. Info opens no incident.
 */
export class SeverityRouting extends Construct {
  constructor(scope: Construct, id: string, props: SeverityRoutingProps) {
    super(scope, id);
    const rule = (
      severity: Severity,
      label: string,
      actions: EventOrchestrationServiceSetRule['actions'],
    ): EventOrchestrationServiceSetRule => ({
      label,
      condition: [{ expression: eventMatches(this, 'event.severity', severity) }],
      actions,
    });
    const suppressed = { suppress: true };
    const orchestration = new EventOrchestrationService(this, 'orchestration', {
      service: props.service.id,
      enableEventOrchestrationForService: true,
      set: [
        {
          id: 'start',
          rule: [
            rule('info', 'info opens no incident', suppressed),
            props.warning === undefined
              ? rule('warning', 'warning opens no incident', suppressed)
              : rule('warning', 'warning is of low urgency', { escalationPolicy: props.warning.id }),
            rule('error', 'error has its own policy', { escalationPolicy: props.error.id }),
          ],
        },
      ],
      catchAll: { actions: {} },
    });
    recordMeets(orchestration, props.meets ?? []);
  }
}
