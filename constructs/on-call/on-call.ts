import { Construct } from 'constructs';
import type { EnvironmentName } from '../../model/environment';
import {
  answeringPeople,
  type Component,
  type IncidentClass,
  type OnCall as OnCallDeclaration,
  type Person,
  type Rota,
} from '../../model/on-call';
import { BusinessService } from './business-service';
import { PagingEnvironment } from './paging-environment';
import { People } from './people';
import { RotaSchedule } from './rota-schedule';
import { Team } from './team';

export interface OnCallProps {
  /** Id and title of the product; names in PagerDuty begin with the id. */
  readonly product: { readonly id: string; readonly title: string };
  readonly components: readonly Component[];
  readonly onCall: OnCallDeclaration;
  readonly incidentClasses: readonly IncidentClass[];
  /** The environments that page. */
  readonly environments: readonly EnvironmentName[];
  /** Whom other teams ask about the product, as free text. */
  readonly pointOfContact: string;
  /** Login address of a person in PagerDuty, in its exact case: a literal or a token of an input. Asked once for each person who answers. */
  readonly email: (person: Person) => string;
  /** Id of a schedule that people keep by hand. Asked once for each external rota. */
  readonly externalScheduleId: (rota: Rota) => string;
  /** Requirements that the way from Grafana and the clouds to a person meets. @default none */
  readonly meets?: readonly string[];
}

/**
 * Everything in PagerDuty for one product: its team, people, rotas and business service once, and for each environment that pages the
 * policies, services and event routing. People who are contacts only are not looked up. Expects a provider of PagerDuty in the stack.
 */
export class OnCall extends Construct {
  /** The keys of each environment that pages, in the order of the props. */
  readonly paging: ReadonlyMap<EnvironmentName, PagingEnvironment>;

  constructor(scope: Construct, id: string, props: OnCallProps) {
    super(scope, id);
    const { product, onCall } = props;
    const team = new Team(this, 'team', { name: onCall.team, description: `Answers for ${product.title}` });
    const people = new People(this, 'people', { team, people: answeringPeople(onCall), email: props.email });
    const schedules = onCall.rotas.map(
      (rota) =>
        new RotaSchedule(this, `rota-${rota.name}`, {
          rota,
          name: `${product.id}-${rota.name}`,
          team,
          people,
          externalId: props.externalScheduleId,
        }),
    );
    const businessService = new BusinessService(this, 'business-service', {
      name: product.id,
      description: product.title,
      pointOfContact: props.pointOfContact,
      team,
    });
    this.paging = new Map(
      props.environments.map((environment) => [
        environment,
        new PagingEnvironment(this, environment, { ...props, environment, team, people, schedules, businessService }),
      ]),
    );
  }
}
