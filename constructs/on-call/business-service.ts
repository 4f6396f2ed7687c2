import { BusinessService as PagerdutyBusinessService } from '@cdktf/provider-pagerduty/lib/business-service';
import { ServiceDependency } from '@cdktf/provider-pagerduty/lib/service-dependency';
import { Construct } from 'constructs';
import { recordMeets } from '../coverage';
import { pagerDutyName } from './report';
import type { Team } from './team';
import type { TechnicalService } from './technical-service';

export interface BusinessServiceProps {
  /** Unique in the PagerDuty account. */
  readonly name: string;
  readonly description: string;
  /** Whom other teams ask, as free text. */
  readonly pointOfContact: string;
  readonly team: Team;
}

/** A product as the business sees it: impaired when one of its technical services is. */
export class BusinessService extends Construct {
  /** Id in PagerDuty. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: BusinessServiceProps) {
    super(scope, id);
    const service = new PagerdutyBusinessService(this, 'service', {
      name: pagerDutyName(this, 'business service', props.name),
      description: props.description,
      pointOfContact: props.pointOfContact,
      team: props.team.id,
    });
    this.id = service.id;
  }

  /** Declares that the product needs the service. `name` is unique among its dependencies. */
  dependOn(name: string, service: TechnicalService, meets: readonly string[] = []): void {
    // One dependency a resource: of several in one, the provider makes the first alone.
    const dependency = new ServiceDependency(this, `needs-${name}`, {
      dependency: [
        { dependentService: [{ id: this.id, type: 'business_service' }], supportingService: [{ id: service.id, type: 'service' }] },
      ],
    });
    recordMeets(dependency, meets);
  }
}
