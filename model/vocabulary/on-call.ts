import { Duration } from '../duration';
import { reportFinding } from '../finding';
import { messages } from '../messages';
import type {
  Channel,
  Component,
  Contact,
  Escalation,
  EscalationStep,
  IncidentClass,
  Notice,
  Person,
  Receiver,
  Responder,
  Rota,
  WeeklyHours,
} from '../on-call';
import { isSeverity, type Severity, severities } from '../severity';

/** Somebody by role. Without an address, an input variable named `<role>_email` asks for it. */
export function person(role: string, title: string, options: { readonly email?: string; readonly meets?: readonly string[] } = {}): Person {
  return { role, title, email: options.email, meets: options.meets ?? [] };
}

export interface RotaOptions {
  readonly zone: string;
  readonly members: readonly [Person, ...Person[]];
  /** @default at all hours */
  readonly hours?: WeeklyHours;
  /** @default a week each */
  readonly turn?: Duration;
  /** @default false: opskeep makes the schedule */
  readonly external?: boolean;
  readonly meets?: readonly string[];
}

export function rota(name: string, title: string, options: RotaOptions): Rota {
  return {
    name,
    title,
    zone: options.zone,
    members: options.members,
    turn: options.turn ?? Duration.weeks(1),
    ...(options.hours === undefined ? {} : { hours: options.hours }),
    external: options.external ?? false,
    meets: options.meets ?? [],
  };
}

/** Who is told so many minutes after the alert. */
export function atMinute(minute: number, notify: readonly [Responder, ...Responder[]], ...meets: readonly string[]): EscalationStep {
  return { after: Duration.minutes(minute), notify, meets };
}

/** A chain of steps that starts anew once when nobody acknowledged, unless `loops` says otherwise. */
export function escalation(
  steps: readonly [EscalationStep, ...EscalationStep[]],
  options: { readonly loops?: number; readonly meets?: readonly string[] } = {},
): Escalation {
  return { steps, loops: options.loops ?? 1, meets: options.meets ?? [] };
}

export const pagerduty = (...meets: readonly string[]): Receiver => ({ kind: 'pagerduty', meets });

/** A channel of Slack, with its `#`; the bot token is a secret input of the stack. */
export const slack = (channel: string, ...meets: readonly string[]): Receiver => ({ kind: 'slack', channel, meets });

/** An address; it may name an input of the product in braces. */
export const email = (address: string, ...meets: readonly string[]): Receiver => ({ kind: 'email', address, meets });

/** How often an alert that holds is told again: grave ones within a shift, the others once a day at most. */
const repeatBySeverity: Readonly<Record<Severity, Duration>> = {
  critical: Duration.hours(4),
  error: Duration.hours(4),
  warning: Duration.hours(12),
  info: Duration.hours(24),
};

/** A contact point of one of the severities, or of a name of its own that tiers send to. Repeats by severity; others every 24 h. */
export function channel(name: Channel['name'], owner: string, receivers: Channel['receivers'], ...meets: readonly string[]): Channel {
  const repeat = name in repeatBySeverity ? repeatBySeverity[name as Severity] : Duration.hours(24);
  return { name, owner, receivers, repeat, meets };
}

export const component = (name: string, title: string, ...meets: readonly string[]): Component => ({ name, title, meets });

/** Whom people write to; without an address, the runbook shows "not set". */
export const contact = (name: string, title: string, address: string | undefined, ...meets: readonly string[]): Contact => ({
  name,
  title,
  address,
  meets,
});

/** Where something is announced, and when. */
export const notice = (name: string, place: string, when: string, ...meets: readonly string[]): Notice => ({ name, place, when, meets });

export interface IncidentClassOptions {
  readonly response: string;
  readonly tellWithin?: Duration;
  readonly reachLastLevelWithin?: Duration;
  readonly phases?: IncidentClass['phases'];
  readonly causes?: readonly string[];
  /** @default the runbook of the product */
  readonly source?: IncidentClass['source'];
  readonly meets?: readonly string[];
}

/** A class of incidents with the severity of its alerts; another word than the four is a finding. */
export function incidentClass(name: string, severity: Severity, options: IncidentClassOptions): IncidentClass {
  if (!isSeverity(severity)) reportFinding(messages.unknownName(`incident class ${name}`, 'severity', severity, severities), undefined);
  return {
    name,
    severity,
    response: options.response,
    ...(options.tellWithin === undefined ? {} : { tellWithin: options.tellWithin }),
    ...(options.reachLastLevelWithin === undefined ? {} : { reachLastLevelWithin: options.reachLastLevelWithin }),
    phases: options.phases ?? [],
    causes: options.causes ?? [],
    source: options.source ?? 'runbook',
    meets: options.meets ?? [],
  };
}
