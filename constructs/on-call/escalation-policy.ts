import {
  type EscalationPolicyRuleTarget,
  EscalationPolicy as PagerdutyEscalationPolicy,
} from '@cdktf/provider-pagerduty/lib/escalation-policy';
import { Construct } from 'constructs';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import { type Escalation, escalationDelays, isRota, type Responder } from '../../model/on-call';
import { checkEscalation } from '../../model/pagerduty-limits';
import { recordMeets } from '../coverage';
import type { People } from './people';
import { pagerDutyName, reportAll } from './report';
import type { RotaSchedule } from './rota-schedule';
import type { Team } from './team';

export interface EscalationPolicyProps {
  /** Unique in the PagerDuty account. */
  readonly name: string;
  readonly description: string;
  readonly escalation: Escalation;
  readonly team: Team;
  readonly people: People;
  /** The schedules of the rotas that the escalation names. */
  readonly schedules: readonly RotaSchedule[];
  /** Requirements that the policy meets beyond those of the escalation, its steps and its external rotas. @default none */
  readonly meets?: readonly string[];
}

/**
 * An escalation as PagerDuty follows it: one rule a level, whose delay is the time until the next level is told. PagerDuty carries only
 * incidents of high urgency from rule to rule; those of low urgency stay with the first.
 */
export class EscalationPolicy extends Construct {
  /** Id in PagerDuty. */
  readonly id: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EscalationPolicyProps,
  ) {
    super(scope, id);
    const { escalation, team } = props;
    reportAll(checkEscalation(this.node.path, escalation));
    const delays = escalationDelays(escalation);
    const policy = new PagerdutyEscalationPolicy(this, 'policy', {
      name: pagerDutyName(this, 'escalation policy', props.name),
      description: props.description,
      numLoops: escalation.loops,
      teams: [team.id],
      rule: escalation.steps.map((step, index) => ({
        escalationDelayInMinutes: delays[index]?.minutes ?? 0,
        target: step.notify.map((responder) => this.target(responder)),
      })),
    });
    // An external rota has no resource of its own to record its requirements on.
    const external = escalation.steps.flatMap((step) => step.notify.filter(isRota).filter((rota) => rota.external));
    const meets = [escalation, ...escalation.steps, ...external].flatMap((part) => part.meets);
    recordMeets(policy, [...new Set([...meets, ...(props.meets ?? [])])]);
    this.id = policy.id;
  }

  /** The type is always said: left out, a schedule would be looked for among the users. */
  private target(responder: Responder): EscalationPolicyRuleTarget {
    if (!isRota(responder)) return { type: 'user_reference', id: this.props.people.userId(responder) };
    const schedule = this.props.schedules.find(({ rota }) => rota.name === responder.name);
    const known = this.props.schedules.map(({ rota }) => rota.name);
    const id = schedule?.id ?? reportFinding(messages.unknownName(this.node.path, 'rota', responder.name, known), '');
    return { type: 'schedule_reference', id };
  }
}
