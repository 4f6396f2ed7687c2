import { Team as PagerdutyTeam } from '@cdktf/provider-pagerduty/lib/team';
import { Construct } from 'constructs';
import { pagerDutyName } from './report';

export interface TeamProps {
  /** Unique in the PagerDuty account. */
  readonly name: string;
  readonly description: string;
}

/** The team that owns schedules, policies and orchestrations of a product. */
export class Team extends Construct {
  /** Id in PagerDuty. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: TeamProps) {
    super(scope, id);
    const team = new PagerdutyTeam(this, 'team', { name: pagerDutyName(this, 'team', props.name), description: props.description });
    this.id = team.id;
  }
}
