import { Duration } from './duration';
import type { Severity } from './severity';

/** Somebody who answers, known by role. The address may be left to an input variable; a phone never stands here. */
export interface Person {
  /** Stable name of the role, e.g. `engineering-manager`; the input variable is called after it. */
  readonly role: string;
  readonly title: string;
  /** Login address in PagerDuty, in its exact case; undefined asks for it at plan. */
  readonly email: string | undefined;
  /** Whether the person may change the schedules and policies of the team in PagerDuty. @default false: answers incidents only */
  readonly managesTeam?: boolean;
  readonly meets: readonly string[];
}

/** Days and hours of a restricted rota, in its own zone. */
export interface WeeklyHours {
  readonly days: readonly ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
  readonly from: string;
  readonly to: string;
}

/** Who is on call when. */
export interface Rota {
  readonly name: string;
  readonly title: string;
  readonly zone: string;
  readonly members: readonly [Person, ...Person[]];
  /** How long one person is on call before the next. */
  readonly turn: Duration;
  /** Undefined means at all hours. */
  readonly hours?: WeeklyHours;
  /** A schedule that people keep by hand in PagerDuty: only its id is asked for. */
  readonly external: boolean;
  readonly meets: readonly string[];
}

export type Responder = Person | Rota;

export function isRota(responder: Responder): responder is Rota {
  return 'members' in responder;
}

/** A level of an escalation: who is told, counted from the alert. */
export interface EscalationStep {
  readonly after: Duration;
  readonly notify: readonly [Responder, ...Responder[]];
  readonly meets: readonly string[];
}

/** The order in which people are told until one acknowledges. */
export interface Escalation {
  readonly steps: readonly [EscalationStep, ...EscalationStep[]];
  /** How often the chain starts anew when nobody acknowledged. PagerDuty allows 0 to 9. */
  readonly loops: number;
  readonly meets: readonly string[];
}

/** Time that the last level has before the chain starts anew or ends, where the runbook gives none. */
export const lastLevelWait = Duration.minutes(30);

/** Minutes after the alert at which each level is told, and how long PagerDuty waits on it before the next. */
export function escalationDelays(escalation: Escalation): readonly Duration[] {
  return escalation.steps.map((step, index) => {
    const next = escalation.steps[index + 1];
    return next === undefined ? lastLevelWait : Duration.seconds(next.after.seconds - step.after.seconds);
  });
}

/** What severity means to people: the runbook's class with its response times. */
/** A part of an incident, as a runbook divides it. */
export interface IncidentPhase {
  readonly name: string;
  /** In words, e.g. `5-15 min`. */
  readonly bound: string;
  /** When the work that brings service back begins, counted from the page. @default not in this phase */
  readonly restoresFrom?: Duration;
}

export interface IncidentClass {
  /** The runbook's word, e.g. `P0` or `Sev1`. */
  readonly name: string;
  readonly severity: Severity;
  /** When somebody works on it, in the runbook's words. */
  readonly response: string;
  /** Within what time the first person must be told; undefined where nobody is paged. */
  readonly tellWithin?: Duration;
  /** Within what time every level must have been told. */
  readonly reachLastLevelWithin?: Duration;
  readonly phases: readonly IncidentPhase[];
  readonly causes: readonly string[];
  readonly source: IncidentSource;
  readonly meets: readonly string[];
}

/** Where the figures of a class come from: its own runbook, our reading of it, or the baseline where it is silent. */
export type IncidentSource = 'runbook' | 'assumed' | 'inherited';

/** Whom people write to for a purpose, beside those who are paged. */
export interface Contact {
  readonly name: string;
  readonly title: string;
  /** Address as the runbook gives it; undefined where it left the place empty: the runbook then shows "not set". */
  readonly address: string | undefined;
  readonly meets: readonly string[];
}

/** Where something is announced, by people or jobs, and when. */
export interface Notice {
  readonly name: string;
  /** A Slack channel with its `#`, or an address; it may name an input of the product in braces. */
  readonly place: string;
  readonly when: string;
  readonly meets: readonly string[];
}

/** A part of the product that has a service of its own in PagerDuty. */
export interface Component {
  readonly name: string;
  readonly title: string;
  readonly meets: readonly string[];
}

/** Where a severity goes beside or instead of the pager. */
export type Receiver =
  | { readonly kind: 'pagerduty'; readonly meets: readonly string[] }
  | { readonly kind: 'slack'; readonly channel: string; readonly meets: readonly string[] }
  | { readonly kind: 'email'; readonly address: string; readonly meets: readonly string[] };

/** A contact point of the product; the four severities are channels of their own name. */
export interface Channel {
  readonly name: Severity | (string & {});
  /** Role of the owner, so that no alert ends where nobody looks. */
  readonly owner: string;
  readonly receivers: readonly [Receiver, ...Receiver[]];
  /** How often it repeats while the alert holds. */
  readonly repeat: Duration;
  readonly meets: readonly string[];
}

export interface OnCall {
  readonly team: string;
  readonly people: readonly Person[];
  readonly rotas: readonly Rota[];
  /** Chains by severity; warning and info open no incident without one. */
  readonly escalations: { readonly critical: Escalation; readonly error: Escalation; readonly warning?: Escalation };
  /** The component that events without a known component go to. */
  readonly catchAll: string;
}

/** The people who must have a user in PagerDuty: whom a chain names and who is in a rota that is declared here. Others are contacts. */
export function answeringPeople({ people, rotas, escalations }: OnCall): readonly Person[] {
  const { critical, error, warning } = escalations;
  const steps = [critical, error, ...(warning === undefined ? [] : [warning])].flatMap((escalation) => escalation.steps);
  const named = steps.flatMap((step) => step.notify.flatMap((responder) => (isRota(responder) ? [] : [responder])));
  const members = rotas.filter((rota) => !rota.external).flatMap((rota) => rota.members);
  const roles = new Set([...named, ...members].map((person) => person.role));
  return people.filter((person) => roles.has(person.role));
}
