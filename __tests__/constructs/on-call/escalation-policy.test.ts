import { Duration } from '../../../model/duration';
import type { Escalation } from '../../../model/on-call';
import type { StackJson } from '../../support/schema-provider';
import { renderStack } from '../../support/synth';
import { error, find, manager, primary, sampleChains, sampleOnCall, secondary } from './sample-on-call';

const withCritical = (critical: Escalation): StackJson =>
  renderStack((test) => void sampleOnCall(test, { onCall: { ...sampleChains, escalations: { critical, error } } }));

describe('escalation policy', () => {
  const stack = renderStack((test) => void sampleOnCall(test));
  const teams = [find(stack, 'pagerduty_team', 'Clinic operations').id];
  const onPrimary = { type: 'schedule_reference', id: find(stack, 'pagerduty_schedule', 'clinic-primary').id };
  const onSecondary = { type: 'schedule_reference', id: find(stack, 'pagerduty_schedule', 'clinic-secondary').id };
  const theManager = { type: 'user_reference', id: find(stack, 'pagerduty_user', 'manager@clinic.example').id };

  it('tells on-call and manager at once, and turns the declared times into waits on each level', () => {
    expect(find(stack, 'pagerduty_escalation_policy', 'clinic-production-critical').block).toEqual({
      name: 'clinic-production-critical',
      description: 'Who answers alerts of severity critical of Clinic, production',
      num_loops: 2,
      teams,
      rule: [
        { escalation_delay_in_minutes: 5, target: [onPrimary, theManager] },
        { escalation_delay_in_minutes: 10, target: [onSecondary] },
        { escalation_delay_in_minutes: 30, target: [theManager] },
      ],
    });
  });

  it('differs by severity', () => {
    expect(find(stack, 'pagerduty_escalation_policy', 'clinic-production-error').block.rule).toEqual([
      { escalation_delay_in_minutes: 15, target: [onPrimary] },
      { escalation_delay_in_minutes: 30, target: [theManager] },
    ]);
    expect(find(stack, 'pagerduty_escalation_policy', 'clinic-production-warning').block.rule).toEqual([
      { escalation_delay_in_minutes: 30, target: [onSecondary] },
    ]);
  });

  it('refuses what PagerDuty would refuse only in the middle of an apply', () => {
    const [first] = error.steps;
    expect(() => withCritical({ ...error, loops: 10 })).toThrow('given     10 loops');
    expect(() => withCritical({ ...error, steps: [{ ...first, after: Duration.minutes(5) }] })).toThrow('first level after 5 min');
  });

  it('refuses a rota that nobody declared', () => {
    const stranger = { ...secondary, name: 'night' };
    expect(() => withCritical({ ...error, steps: [{ after: Duration.zero, notify: [primary, stranger, manager], meets: [] }] })).toThrow(
      'unknown rota [unknown-rota]\n  given     "night"',
    );
  });
});
