import type { ITerraformDependable } from 'cdktf';
import type { Duration } from '../../model/duration';

/** What alert rules send to. Rules name it by its literal name, because Terraform leaves blocks with references unchecked. */
export interface AlertDestination {
  /** Name in Grafana, unique in the organisation. */
  readonly name: string;
  /** How often it is told again while an alert holds. */
  readonly repeat: Duration;
  /** Made before, and removed after, the rules that name it. */
  readonly resource: ITerraformDependable;
}
