import { Duration } from './duration';
import type { Finding } from './finding';
import { messages } from './messages';
import { type Escalation, escalationDelays, type Rota } from './on-call';
import { checkPagerDutyZone } from './pagerduty-zones';

/** Limits of PagerDuty that its Terraform provider does not check before the apply. */
const limits = {
  /** Targets in one rule of an escalation policy. */
  targets: 10,
  /** Times that a policy starts anew. */
  loops: { least: 0, most: 9 },
  /** Wait on a level. The vendor's least; it documents no most, and a level that waits for more than a day is a mistake. */
  delay: { least: Duration.minutes(1), most: Duration.days(1) },
  turn: { least: Duration.hours(1), most: Duration.days(365) },
};

/** The rule of escalation policies, the strictest of PagerDuty's, for every name that is made there. */
const usableName = /^(?: |[^\p{C}\p{Z}\\/&<>])*[^\p{C}\p{Z}\\/&<>]$/u;

/** A finding when PagerDuty would refuse the name. */
export function checkPagerDutyName(where: string, kind: string, name: string): Finding[] {
  return usableName.test(name) ? [] : [messages.pagerName(where, kind, name)];
}

/** Whether an escalation policy can say what the escalation says. */
export function checkEscalation(where: string, escalation: Escalation): Finding[] {
  const { least, most } = limits.loops;
  const loopsFit = Number.isInteger(escalation.loops) && escalation.loops >= least && escalation.loops <= most;
  return [
    ...checkSteps(where, escalation),
    ...(loopsFit
      ? []
      : [
          messages.badEscalation(
            where,
            `${escalation.loops} loops`,
            `${least} to ${most} loops (PagerDuty)`,
            'correct the number of loops',
          ),
        ]),
  ];
}

function checkSteps(where: string, escalation: Escalation): Finding[] {
  const findings: Finding[] = [];
  const [first] = escalation.steps;
  if (first.after.seconds > 0) {
    findings.push(
      messages.badEscalation(
        where,
        `first level after ${first.after}`,
        'first level at 0: PagerDuty tells it at once',
        'set after of the first step to Duration.zero',
      ),
    );
  }
  const { least, most } = limits.delay;
  // Differences of the declared times: a Duration of a step that goes backwards cannot be made.
  const goesBackwards = escalation.steps.some(
    (step, index) => index > 0 && !step.after.isLongerThan(escalation.steps[index - 1]?.after ?? Duration.zero),
  );
  if (goesBackwards) {
    const given = escalation.steps.map((step) => step.after.toString()).join(', ');
    findings.push(
      messages.badEscalation(
        where,
        `levels after ${given}`,
        'each level later than the one before',
        'order the steps by time; people told at the same time belong to one step',
      ),
    );
  } else {
    for (const delay of escalationDelays(escalation)) {
      const fits = Number.isInteger(delay.minutes) && !least.isLongerThan(delay) && !delay.isLongerThan(most);
      if (!fits)
        findings.push(
          messages.badEscalation(where, `${delay} between two levels`, `whole minutes, ${least} to ${most}`, 'move the later level'),
        );
    }
  }
  for (const [index, step] of escalation.steps.entries()) {
    if (step.notify.length > limits.targets) {
      findings.push(
        messages.badEscalation(
          where,
          `${step.notify.length} targets in level ${index + 1}`,
          `${limits.targets} targets (PagerDuty)`,
          'put some of them into a rota or a later level',
        ),
      );
    }
  }
  return findings;
}

/** Whether a PagerDuty schedule can say what the rota says; rotas that people keep by hand are theirs to check. */
export function checkRota(where: string, rota: Rota): Finding[] {
  if (rota.external) return [];
  const { least, most } = limits.turn;
  const turnFits = Number.isInteger(rota.turn.seconds) && !least.isLongerThan(rota.turn) && !rota.turn.isLongerThan(most);
  const badTurn = (): Finding =>
    messages.vendorLimit(
      where,
      'a turn of duty that PagerDuty cannot keep',
      rota.turn.toString(),
      `${least} to ${most} (PagerDuty)`,
      'correct the turn of the rota, e.g. Duration.weeks(1)',
    );
  return [...checkPagerDutyZone(where, rota.zone), ...(turnFits ? [] : [badTurn()])];
}
