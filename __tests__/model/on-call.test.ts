import { Duration } from '../../model/duration';
import { answeringPeople, escalationDelays } from '../../model/on-call';
import { atMinute, escalation, person, rota } from '../../model/vocabulary';

const [lead, engineer, manager, writer] = ['lead', 'engineer', 'manager', 'writer'].map((role) => person(role, role));
if (lead === undefined || engineer === undefined || manager === undefined || writer === undefined) throw new Error('four people');
const people = [lead, engineer, manager, writer];
const ours = rota('primary', 'Primary', { zone: 'UTC', members: [engineer] });
const paging = escalation([atMinute(0, [ours]), atMinute(15, [lead])]);

describe('the people who must have a user in PagerDuty', () => {
  const answering = (escalations: Parameters<typeof answeringPeople>[0]['escalations'], rotas = [ours]) =>
    answeringPeople({ team: 'Shop', people, rotas, escalations, catchAll: 'api' }).map(({ role }) => role);

  it('are those whom a chain names and those in a rota, and no mere contacts', () => {
    expect(answering({ critical: paging, error: paging })).toEqual(['lead', 'engineer']);
  });

  it('are those of the chain for warnings, too', () => {
    expect(answering({ critical: paging, error: paging, warning: escalation([atMinute(0, [manager])]) })).toEqual([
      'lead',
      'engineer',
      'manager',
    ]);
  });

  it('are not the members of a rota that people keep in PagerDuty by hand', () => {
    expect(answering({ critical: paging, error: paging }, [{ ...ours, external: true }])).toEqual(['lead']);
  });
});

describe('the waits of an escalation', () => {
  it('are the distances of its levels, and half an hour on the last', () => {
    expect(escalationDelays(paging)).toEqual([Duration.minutes(15), Duration.minutes(30)]);
  });
});
