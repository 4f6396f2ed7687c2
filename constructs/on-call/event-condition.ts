import type { Construct } from 'constructs';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';

/** Fields of an event that conditions may read. */
export type EventField = 'event.severity' | 'event.component';

const breaksOut = /['"\\\p{C}]/u;

/**
 * A condition of an event rule: the field is the value, whole and in its case. PagerDuty checks conditions neither at plan nor at apply,
 * so they are made here alone. A value with quotes is a finding.
 */
export function eventMatches(scope: Construct, field: EventField, value: string): string {
  const safe = breaksOut.test(value) ? reportFinding(messages.unquotable(scope.node.path, value), '') : value;
  return `${field} matches '${safe}'`;
}
