// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Terraform, not of JavaScript
import { People } from '../../../constructs/on-call/people';
import { Team } from '../../../constructs/on-call/team';
import type { Person } from '../../../model/on-call';
import { dataOf, renderStack, resourcesOf } from '../../support/synth';
import { deputy, engineer, find, manager, sampleChains, sampleOnCall } from './sample-on-call';

describe('people', () => {
  it('look each person up once, by a literal address or by that of an input', () => {
    const stack = renderStack((test) => void sampleOnCall(test));
    expect(Object.values(dataOf(stack, 'pagerduty_user'))).toEqual([
      { email: 'engineer@clinic.example' },
      { email: '${var.deputy_email}' },
      { email: 'manager@clinic.example' },
    ]);
  });

  it('let only those change schedules and policies who manage the team', () => {
    const stack = renderStack((test) => void sampleOnCall(test));
    const team = find(stack, 'pagerduty_team', 'Clinic operations').id;
    const user = (email: string): string => find(stack, 'pagerduty_user', email).id;
    expect(Object.values(resourcesOf(stack, 'pagerduty_team_membership'))).toEqual([
      { team_id: team, user_id: user('engineer@clinic.example'), role: 'responder' },
      { team_id: team, user_id: user('${var.deputy_email}'), role: 'responder' },
      { team_id: team, user_id: user('manager@clinic.example'), role: 'manager' },
    ]);
  });

  it('share one look-up and one membership between roles with the same address', () => {
    const stack = renderStack((test) => {
      const team = new Team(test, 'team', { name: 'Clinic', description: 'Clinic' });
      const people = new People(test, 'people', { team, people: [engineer, manager], email: () => 'both@clinic.example' });
      expect(people.userId(engineer)).toBe(people.userId(manager));
    });
    expect(Object.values(dataOf(stack, 'pagerduty_user'))).toEqual([{ email: 'both@clinic.example' }]);
    expect(Object.values(resourcesOf(stack, 'pagerduty_team_membership')).map((membership) => membership.role)).toEqual(['manager']);
  });

  it('are not looked up when they are contacts only', () => {
    const lawyer: Person = { role: 'lawyer', title: 'Lawyer', email: 'legal@clinic.example', meets: [] };
    const stack = renderStack(
      (test) => void sampleOnCall(test, { onCall: { ...sampleChains, people: [engineer, deputy, manager, lawyer] } }),
    );
    expect(Object.values(dataOf(stack, 'pagerduty_user')).map((user) => user.email)).toEqual([
      'engineer@clinic.example',
      '${var.deputy_email}',
      'manager@clinic.example',
    ]);
  });

  it('refuse a person whom nobody declared', () => {
    renderStack((test) => {
      const team = new Team(test, 'team', { name: 'Clinic', description: 'Clinic' });
      const people = new People(test, 'people', { team, people: [engineer], email: () => 'engineer@clinic.example' });
      expect(() => people.userId(manager)).toThrow('test/people: unknown person [unknown-person]\n  given     "engineering-manager"');
    });
  });
});
