import { EventOrchestration } from '@cdktf/provider-pagerduty/lib/event-orchestration';
import { EventOrchestrationIntegrationA } from '@cdktf/provider-pagerduty/lib/event-orchestration-integration';
import { EventOrchestrationRouter } from '@cdktf/provider-pagerduty/lib/event-orchestration-router';
import { EventOrchestrationUnrouted } from '@cdktf/provider-pagerduty/lib/event-orchestration-unrouted';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { recordMeets } from '../coverage';
import { eventMatches } from './event-condition';
import { pagerDutyName } from './report';
import type { Team } from './team';
import type { TechnicalService } from './technical-service';

/** Events of a component and the service that they belong to. */
export interface EventRoute {
  /** Value of the field `component` of an event, compared whole and in its case. */
  readonly component: string;
  readonly service: TechnicalService;
  /** Requirements that the route meets. @default none */
  readonly meets?: readonly string[];
}

export interface EventRoutingProps {
  /** Unique in the PagerDuty account. */
  readonly name: string;
  readonly description: string;
  readonly team: Team;
  readonly routes: readonly EventRoute[];
  /** Where events go whose component no route knows. */
  readonly catchAll: TechnicalService;
  /** @default none */
  readonly meets?: readonly string[];
}

/**
 * The one door for the alerts of a product environment: a contact point of Grafana carries one key, and the router sends each event to the
 * service of its component.
 */
export class EventRouting extends Construct {
  /** Key of the integration, marked sensitive: an output of it must be sensitive too. */
  readonly routingKey: string;

  constructor(scope: Construct, id: string, props: EventRoutingProps) {
    super(scope, id);
    const orchestration = new EventOrchestration(this, 'orchestration', {
      name: pagerDutyName(this, 'event orchestration', props.name),
      description: props.description,
      team: props.team.id,
    });
    const integration = new EventOrchestrationIntegrationA(this, 'grafana', { eventOrchestration: orchestration.id, label: 'grafana' });
    recordMeets(integration, props.meets ?? []);
    this.routingKey = Fn.sensitive(integration.parameters.get(0).routingKey);
    const router = new EventOrchestrationRouter(this, 'router', {
      eventOrchestration: orchestration.id,
      set: {
        id: 'start',
        rule: props.routes.map(({ component, service }) => ({
          label: component,
          condition: [{ expression: eventMatches(this, 'event.component', component) }],
          actions: { routeTo: service.id },
        })),
      },
      // The vendor's own catch-all, "unrouted", would suppress the event and tell nobody.
      catchAll: { actions: { routeTo: props.catchAll.id } },
    });
    recordMeets(router, [...new Set(props.routes.flatMap(({ meets = [] }) => meets))]);
    // Nothing arrives here while the router has a catch-all; declared so that no rule of another hand stays in it.
    new EventOrchestrationUnrouted(this, 'unrouted', {
      eventOrchestration: orchestration.id,
      set: [{ id: 'start' }],
      catchAll: { actions: { severity: 'critical' } },
    });
  }
}
