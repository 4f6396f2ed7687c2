import { Duration } from '../../model/duration';
import { answeringPeople, type Person, type Rota } from '../../model/on-call';
import { startOf, weeklyWindows } from '../../model/on-call-hours';

describe('hours of a rota', () => {
  it('are one window a day, from Monday on, each day once', () => {
    expect(weeklyWindows({ days: ['sunday', 'monday', 'sunday'], from: '09:00', to: '18:00' })).toEqual([
      { day: 'monday', from: { hour: 9, minute: 0 }, duration: Duration.hours(9) },
      { day: 'sunday', from: { hour: 9, minute: 0 }, duration: Duration.hours(9) },
    ]);
  });

  it('end on the next day when they end at or before their start', () => {
    const lengths = [
      ['22:00', '06:00'],
      ['00:00', '00:00'],
      ['00:00', '23:59'],
    ].map(([from = '', to = '']) => weeklyWindows({ days: ['monday'], from, to })[0]?.duration.minutes);
    expect(lengths).toEqual([480, 1440, 1439]);
  });

  it('count minutes from Monday midnight', () => {
    expect(weeklyWindows({ days: ['monday', 'sunday'], from: '00:30', to: '01:00' }).map(startOf)).toEqual([30, 6 * 1440 + 30]);
  });

  it('refuse a time that no clock shows', () => {
    expect(() => weeklyWindows({ days: ['monday'], from: '9:00', to: '24:00' })).toThrow('not a time of day');
  });
});

describe('people who answer', () => {
  const person = (role: string): Person => ({ role, title: role, email: undefined, meets: [] });
  const rota = (name: string, member: string, external: boolean): Rota => ({
    name,
    title: name,
    zone: 'UTC',
    members: [person(member)],
    turn: Duration.weeks(1),
    external,
    meets: [],
  });

  it('are those whom a chain names and the members of declared rotas, not contacts or members of external rotas', () => {
    const [declared, external] = [rota('declared', 'member', false), rota('external', 'outsider', true)];
    const chain = (named: string) =>
      ({ steps: [{ after: Duration.zero, notify: [declared, external, person(named)], meets: [] }], loops: 0, meets: [] }) as const;
    const people = ['contact', 'outsider', 'member', 'for-critical', 'for-error', 'for-warning'].map(person);
    const escalations = { critical: chain('for-critical'), error: chain('for-error'), warning: chain('for-warning') };
    const roles = answeringPeople({ team: 'Team', people, rotas: [declared, external], escalations, catchAll: 'api' }).map(
      ({ role }) => role,
    );
    expect(roles).toEqual(['member', 'for-critical', 'for-error', 'for-warning']);
  });
});
