import { Construct } from 'constructs';
import type { EnvironmentName } from '../../model/environment';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { Component, Escalation, IncidentClass, OnCall as OnCallDeclaration } from '../../model/on-call';
import { type Severity, severities } from '../../model/severity';
import type { BusinessService } from './business-service';
import { CloudIntegration } from './cloud-integration';
import { EscalationPolicy } from './escalation-policy';
import { EventRouting } from './event-routing';
import type { People } from './people';
import type { RotaSchedule } from './rota-schedule';
import { SeverityRouting } from './severity-routing';
import type { Team } from './team';
import { TechnicalService } from './technical-service';

export interface PagingEnvironmentProps {
  /** Id and title of the product. */
  readonly product: { readonly id: string; readonly title: string };
  readonly environment: EnvironmentName;
  readonly components: readonly Component[];
  readonly onCall: OnCallDeclaration;
  readonly incidentClasses: readonly IncidentClass[];
  readonly team: Team;
  readonly people: People;
  readonly schedules: readonly RotaSchedule[];
  readonly businessService: BusinessService;
  /** Requirements that the way from Grafana to a person meets. @default none */
  readonly meets?: readonly string[];
}

/** One environment of a product that pages: its policies, a service a component, and the ways into them. */
export class PagingEnvironment extends Construct {
  /** Key for the contact points of Grafana; sensitive. */
  readonly routingKey: string;
  /** Address for SNS topics of CloudWatch alarms; sensitive. Its events go to the catch-all service. */
  readonly cloudWatchEndpoint: string;
  /** Key for senders of the Events API v2; sensitive. Its events go to the catch-all service. */
  readonly eventsKey: string;

  private readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PagingEnvironmentProps,
  ) {
    super(scope, id);
    const { product, environment, onCall } = props;
    this.name = `${product.id}-${environment}`;
    const { critical, error, warning } = onCall.escalations;
    const policies = {
      critical: this.policy('critical', critical),
      error: this.policy('error', error),
      ...(warning === undefined ? {} : { warning: this.policy('warning', warning) }),
    };
    const promises = [...new Set(severities.filter((severity) => severity in policies).flatMap((severity) => this.promisesOf(severity)))];
    const services = props.components.map((component) => ({
      component: component.name,
      service: this.service(component, policies.critical),
      meets: component.meets,
    }));
    for (const { component, service } of services) {
      new SeverityRouting(this, `severity-${component}`, { ...policies, service, meets: promises });
    }
    const catchAll = services.find(({ component }) => component === onCall.catchAll)?.service ?? this.unknownCatchAll(policies.critical);
    const routing = new EventRouting(this, 'routing', {
      name: this.name,
      description: `Alerts of ${product.title}, ${environment}, by component`,
      team: props.team,
      routes: services,
      catchAll,
      meets: props.meets ?? [],
    });
    const cloudWatch = new CloudIntegration(this, 'cloudwatch', {
      name: 'CloudWatch alarms',
      sender: 'cloudwatch',
      service: catchAll,
      meets: props.meets ?? [],
    });
    const events = new CloudIntegration(this, 'events', {
      name: 'Events API v2',
      sender: 'events',
      service: catchAll,
      meets: props.meets ?? [],
    });
    this.routingKey = routing.routingKey;
    this.cloudWatchEndpoint = cloudWatch.endpoint;
    this.eventsKey = events.key;
  }

  private policy(severity: Severity, escalation: Escalation): EscalationPolicy {
    const { product, environment, team, people, schedules } = this.props;
    return new EscalationPolicy(this, `policy-${severity}`, {
      name: `${this.name}-${severity}`,
      description: `Who answers alerts of severity ${severity} of ${product.title}, ${environment}`,
      escalation,
      team,
      people,
      schedules,
      meets: this.promisesOf(severity),
    });
  }

  private service(component: Component, policy: EscalationPolicy): TechnicalService {
    const { product, environment, businessService } = this.props;
    const service = new TechnicalService(this, `service-${component.name}`, {
      name: `${this.name}-${component.name}`,
      description: `${component.title} of ${product.title}, ${environment}`,
      policy,
      // Its urgency rule keeps the promise of the classes that page.
      meets: [...new Set([...component.meets, ...this.promisesOf('critical'), ...this.promisesOf('error')])],
    });
    businessService.dependOn(`${environment}-${component.name}`, service, component.meets);
    return service;
  }

  private unknownCatchAll(policy: EscalationPolicy): TechnicalService {
    const { components, onCall } = this.props;
    const known = components.map((component) => component.name);
    return reportFinding(
      messages.unknownName(this.node.path, 'component', onCall.catchAll, known),
      this.service({ name: 'unknown', title: onCall.catchAll, meets: [] }, policy),
    );
  }

  private promisesOf(severity: Severity): readonly string[] {
    return this.props.incidentClasses
      .filter((incidentClass) => incidentClass.severity === severity)
      .flatMap((incidentClass) => incidentClass.meets);
  }
}
