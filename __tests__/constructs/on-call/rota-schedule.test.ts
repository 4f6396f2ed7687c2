// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Terraform, not of JavaScript
import { Duration } from '../../../model/duration';
import type { Rota } from '../../../model/on-call';
import type { StackJson } from '../../support/schema-provider';
import { renderStack, resourcesOf } from '../../support/synth';
import { deputy, find, primary, sampleChains, sampleOnCall } from './sample-on-call';

const withPrimary = (changes: Partial<Rota>): StackJson => {
  const rota: Rota = { ...primary, ...changes };
  const chain = { steps: [{ after: Duration.zero, notify: [rota, deputy], meets: [] }], loops: 0, meets: [] } as const;
  return renderStack(
    (test) => void sampleOnCall(test, { onCall: { ...sampleChains, rotas: [rota], escalations: { critical: chain, error: chain } } }),
  );
};

const layersOf = (stack: StackJson): unknown => find(stack, 'pagerduty_schedule', 'clinic-primary').block.layer;

describe('rota schedule', () => {
  const stack = renderStack((test) => void sampleOnCall(test));
  const teams = [find(stack, 'pagerduty_team', 'Clinic operations').id];
  const user = (email: string): string => find(stack, 'pagerduty_user', email).id;

  it('has somebody on duty at all hours when the rota has none of its own', () => {
    expect(find(stack, 'pagerduty_schedule', 'clinic-primary').block).toEqual({
      name: 'clinic-primary',
      description: 'Primary, at all hours',
      time_zone: 'Etc/UTC',
      teams,
      layer: [
        {
          name: 'primary',
          start: '2024-01-01T00:00:00Z',
          rotation_virtual_start: '2024-01-01T09:00:00Z',
          rotation_turn_length_seconds: 604_800,
          users: [user('engineer@clinic.example'), user('${var.deputy_email}')],
        },
      ],
    });
  });

  it('keeps business hours as one weekly restriction a day, in local time, Monday first', () => {
    const restriction = [1, 2, 3, 4, 5].map((day) => ({
      type: 'weekly_restriction',
      start_day_of_week: day,
      start_time_of_day: '09:00:00',
      duration_seconds: 9 * 3600,
    }));
    expect(find(stack, 'pagerduty_schedule', 'clinic-secondary').block).toEqual({
      name: 'clinic-secondary',
      description: 'Secondary, business hours',
      time_zone: 'Europe/Paris',
      teams,
      layer: [
        {
          name: 'secondary',
          start: '2024-01-01T00:00:00Z',
          // 09:00 in Paris, where winter is one hour ahead of UTC.
          rotation_virtual_start: '2024-01-01T08:00:00Z',
          rotation_turn_length_seconds: 604_800,
          users: [user('${var.deputy_email}')],
          restriction,
        },
      ],
    });
  });

  it('writes Sunday as 7 and lets night duty end on the next morning', () => {
    const layers = layersOf(withPrimary({ hours: { days: ['sunday', 'saturday'], from: '22:30', to: '06:00' } }));
    expect(layers).toEqual([
      expect.objectContaining({
        rotation_virtual_start: '2024-01-01T22:30:00Z',
        restriction: [
          { type: 'weekly_restriction', start_day_of_week: 6, start_time_of_day: '22:30:00', duration_seconds: 7.5 * 3600 },
          { type: 'weekly_restriction', start_day_of_week: 7, start_time_of_day: '22:30:00', duration_seconds: 7.5 * 3600 },
        ],
      }),
    ]);
  });

  it('runs Vietnamese rotas on the clock of Bangkok, which PagerDuty knows', () => {
    const schedule = withPrimary({ zone: 'Asia/Ho_Chi_Minh' });
    expect(find(schedule, 'pagerduty_schedule', 'clinic-primary').block.time_zone).toBe('Asia/Bangkok');
    expect(layersOf(schedule)).toEqual([expect.objectContaining({ rotation_virtual_start: '2024-01-01T02:00:00Z' })]);
  });

  it('refuses a zone that PagerDuty lacks and a turn that it cannot keep', () => {
    expect(() => withPrimary({ zone: 'America/Toronto' })).toThrow('a time zone that PagerDuty schedules do not offer');
    expect(() => withPrimary({ turn: Duration.minutes(59) })).toThrow('given     59 min\n  allowed   1 h to 365 d (PagerDuty)');
  });

  it('makes no resource for a schedule that people keep by hand, only uses its id', () => {
    const external = withPrimary({ external: true, zone: 'America/Toronto' });
    expect(resourcesOf(external, 'pagerduty_schedule')).toEqual({});
    expect(find(external, 'pagerduty_escalation_policy', 'clinic-production-critical').block.rule).toEqual([
      {
        escalation_delay_in_minutes: 30,
        target: [
          { type: 'schedule_reference', id: '${var.primary_schedule_id}' },
          { type: 'user_reference', id: find(external, 'pagerduty_user', '${var.deputy_email}').id },
        ],
      },
    ]);
  });
});
