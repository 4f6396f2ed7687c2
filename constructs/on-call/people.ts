import { DataPagerdutyUser } from '@cdktf/provider-pagerduty/lib/data-pagerduty-user';
import { TeamMembership } from '@cdktf/provider-pagerduty/lib/team-membership';
import { Construct } from 'constructs';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { Person } from '../../model/on-call';
import { recordMeets } from '../coverage';
import type { Team } from './team';

export interface PeopleProps {
  readonly team: Team;
  readonly people: readonly Person[];
  /** Login address of a person, in its exact case: a literal or a token of an input. */
  readonly email: (person: Person) => string;
}

/**
 * The users of PagerDuty behind the roles, and their membership of the team. Users, phones and notification rules are people's own:
 * a user is looked up by address, and one that is gone fails the plan with the role in the address of the look-up
 * (`data.pagerduty_user.<...>_people_<role>_...`). To mend it, give the role the address of a successor.
 * Roles with one address share a look-up and a membership.
 */
export class People extends Construct {
  private readonly userIds = new Map<string, string>();

  constructor(scope: Construct, id: string, props: PeopleProps) {
    super(scope, id);
    const roles = new Map<string, Person[]>();
    for (const person of props.people) {
      const email = props.email(person);
      roles.set(email, [...(roles.get(email) ?? []), person]);
    }
    for (const [email, people] of roles) this.lookUp(props.team, email, people);
  }

  /** Id of the person's user. A person who is not among the people is a finding. */
  userId(person: Person): string {
    return (
      this.userIds.get(person.role) ??
      reportFinding(messages.unknownName(this.node.path, 'person', person.role, [...this.userIds.keys()]), '')
    );
  }

  private lookUp(team: Team, email: string, people: readonly Person[]): void {
    const [first] = people;
    if (first === undefined) return;
    const user = new DataPagerdutyUser(this, first.role, { email });
    recordMeets(user, [...new Set(people.flatMap((person) => person.meets))]);
    const userId = user.id;
    new TeamMembership(this, `${first.role}-membership`, {
      teamId: team.id,
      userId,
      // Left out, it would be manager.
      role: people.some((person) => person.managesTeam === true) ? 'manager' : 'responder',
    });
    for (const person of people) this.userIds.set(person.role, userId);
  }
}
