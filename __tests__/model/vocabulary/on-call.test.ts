import { Duration } from '../../../model/duration';
import { collectFindings } from '../../../model/finding';
import {
  atMinute,
  channel,
  component,
  contact,
  email,
  escalation,
  incidentClass,
  notice,
  pagerduty,
  person,
  rota,
  slack,
} from '../../../model/vocabulary/on-call';

const lead = person('lead', 'Team lead');

describe('people on call as a declaration writes them', () => {
  it('are asked for an address at plan unless it stands in the declaration', () => {
    expect(lead).toStrictEqual({ role: 'lead', title: 'Team lead', email: undefined, meets: [] });
    const said = { email: 'lead@shop.example', meets: ['R-1'] };
    expect(person('lead', 'Team lead', said)).toStrictEqual({ role: 'lead', title: 'Team lead', ...said });
  });

  it('take turns of a week at all hours in a schedule of ours unless the rota says so', () => {
    const given = { zone: 'UTC', members: [lead] } as const;
    const named = { name: 'primary', title: 'Primary', ...given };
    expect(rota('primary', 'Primary', given)).toStrictEqual({ ...named, turn: Duration.days(7), external: false, meets: [] });
    const hours = { days: ['monday'], from: '09:00', to: '17:00' } as const;
    const said = { turn: Duration.days(1), hours, external: true, meets: ['R-1'] };
    expect(rota('primary', 'Primary', { ...given, ...said })).toStrictEqual({ ...named, ...said });
  });

  it('are told in the order of the steps, and once more when nobody acknowledged unless the escalation says so', () => {
    const step = atMinute(15, [lead], 'R-1');
    expect(step).toStrictEqual({ after: Duration.minutes(15), notify: [lead], meets: ['R-1'] });
    expect(escalation([step])).toStrictEqual({ steps: [step], loops: 1, meets: [] });
    expect(escalation([step], { loops: 0, meets: ['R-2'] })).toStrictEqual({ steps: [step], loops: 0, meets: ['R-2'] });
  });

  it('have contacts and notices with the address and the place that the runbook gives', () => {
    expect(contact('support', 'Support', 'help@shop.example', 'R-1')).toStrictEqual({
      name: 'support',
      title: 'Support',
      address: 'help@shop.example',
      meets: ['R-1'],
    });
    expect(notice('release', '#releases', 'before each release', 'R-2')).toStrictEqual({
      name: 'release',
      place: '#releases',
      when: 'before each release',
      meets: ['R-2'],
    });
    expect(component('api', 'API', 'R-3')).toStrictEqual({ name: 'api', title: 'API', meets: ['R-3'] });
  });
});

describe('a channel as a declaration writes it', () => {
  it.each([
    ['critical', 4],
    ['error', 4],
    ['warning', 12],
    ['info', 24],
    ['stakeholders', 24],
  ] as const)('of %s repeats an alert that holds every %i h', (name, hours) => {
    expect(channel(name, 'lead', [pagerduty()])).toStrictEqual({
      name,
      owner: 'lead',
      receivers: [{ kind: 'pagerduty', meets: [] }],
      repeat: Duration.hours(hours),
      meets: [],
    });
  });

  it('ends where its receivers say', () => {
    expect([pagerduty('R-1'), slack('#shop', 'R-2'), email('ops@shop.example', 'R-3')]).toStrictEqual([
      { kind: 'pagerduty', meets: ['R-1'] },
      { kind: 'slack', channel: '#shop', meets: ['R-2'] },
      { kind: 'email', address: 'ops@shop.example', meets: ['R-3'] },
    ]);
    expect(channel('info', 'lead', [pagerduty()], 'R-4').meets).toEqual(['R-4']);
  });
});

describe('an incident class as a declaration writes it', () => {
  const named = { name: 'P0', severity: 'critical', response: 'at once' } as const;

  it('promises no times, phases or causes that the runbook does not give', () => {
    expect(incidentClass('P0', 'critical', { response: 'at once' })).toStrictEqual({
      ...named,
      phases: [],
      causes: [],
      source: 'runbook',
      meets: [],
    });
  });

  it('promises those that it gives', () => {
    const said = {
      tellWithin: Duration.minutes(5),
      reachLastLevelWithin: Duration.minutes(30),
      phases: [{ name: 'Triage', bound: '0-5 min' }],
      causes: ['outage'],
      source: 'assumed',
      meets: ['R-1'],
    } as const;
    expect(incidentClass('P0', 'critical', { response: 'at once', ...said })).toStrictEqual({ ...named, ...said });
  });

  it('refuses a fifth severity, with the four that there are', () => {
    const { findings } = collectFindings('shop', () => incidentClass('P4', 'fatal' as 'critical', { response: 'at once' }));
    expect(findings).toMatchObject([
      { rule: 'unknown-severity', where: 'incident class P4', given: '"fatal"', allowed: 'info, warning, error, critical' },
    ]);
  });
});
