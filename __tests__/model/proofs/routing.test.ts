import { Duration } from '../../../model/duration';
import type { Finding } from '../../../model/finding';
import type { Channel, Escalation, IncidentClass, OnCall, Person, Receiver, Rota } from '../../../model/on-call';
import type { ProductDeclaration } from '../../../model/product';
import { checkOnCall } from '../../../model/proofs/routing';
import { above, type Signal, signal } from '../../../model/signal';
import { sampleProduct } from '../../support/sample-product';

const sample = sampleProduct();
const { people, rotas, escalations } = sample.onCall;
const [lead] = people as readonly [Person];
const [primary] = rotas as readonly [Rota];
const { critical } = escalations;

const check = (changes: Partial<ProductDeclaration>): Finding[] => checkOnCall(sampleProduct(changes));
const withOnCall = (changes: Partial<OnCall>): Finding[] => check({ onCall: { ...sample.onCall, ...changes } });
const withCritical = (changes: Partial<Escalation>): Finding[] =>
  withOnCall({ escalations: { ...escalations, critical: { ...critical, ...changes } } });
/** Rule, place and value of each finding. */
const brief = (findings: readonly Finding[]): string[] => findings.map(({ rule, where, given }) => `${rule}, ${where}: ${given}`);

const stranger: Person = { ...lead, role: 'stranger' };
const slack: Receiver = { kind: 'slack', channel: '#shop', meets: [] };
const pager: Receiver = { kind: 'pagerduty', meets: [] };
const channelWith = (name: string, ...[first, ...others]: readonly [Receiver, ...Receiver[]]): Channel[] =>
  sample.channels.map((channel) => (channel.name === name ? { ...channel, receivers: [first, ...others] } : channel));
const without = (name: string): Channel[] => sample.channels.filter((channel) => channel.name !== name);

const promise = (changes: Partial<IncidentClass>): Partial<ProductDeclaration> => ({
  incidentClasses: [
    { name: 'P0', severity: 'critical', response: 'immediate', phases: [], causes: [], source: 'runbook', meets: [], ...changes },
  ],
});

const errorsOf = (component: string, channel?: string): Signal => {
  const tier = above(1).for(Duration.minutes(5));
  return signal({
    id: 'errors',
    title: 'Errors',
    meaning: 'Requests fail.',
    component,
    expression: () => 'errors',
    unit: 'count',
    tiers: { critical: channel === undefined ? tier : tier.to(channel) },
  });
};
const watched = (channel?: string, component = 'api'): Partial<ProductDeclaration> => ({
  dashboards: [{ name: 'main', title: 'Main', rows: [{ title: 'All', panels: [errorsOf(component, channel)] }], links: [], meets: [] }],
});

describe('on call', () => {
  it('has no findings in a product whose alerts all reach somebody', () => {
    expect(checkOnCall(sample)).toEqual([]);
  });
});

describe('names', () => {
  it('may be shared by a person, a rota and a channel', () => {
    expect(withOnCall({ rotas: [primary, { ...primary, name: 'lead' }] })).toEqual([]);
  });

  it('may not be shared by two of a kind', () => {
    expect(brief(withOnCall({ people: [...people, lead], rotas: [primary, primary] }))).toEqual([
      'duplicate-name, shop: "lead" twice',
      'duplicate-name, shop: "primary" twice',
    ]);
    expect(brief(check({ channels: [...sample.channels, ...sample.channels.slice(3)] }))).toEqual(['duplicate-name, shop: "info" twice']);
    const kinds = (findings: readonly Finding[]) => findings.map(({ what }) => what.split(' ').at(-1));
    expect(kinds(withOnCall({ people: [...people, lead], rotas: [primary, primary] }))).toEqual(['person', 'rota']);
    expect(kinds(check({ channels: [...sample.channels, ...sample.channels.slice(3)] }))).toEqual(['channel']);
  });

  it('are fit for Terraform, for PagerDuty and for the conditions of event rules', () => {
    const component = { name: "it's", title: 'API', meets: [] };
    expect(brief(check({ components: [...sample.components, component] }))).toEqual(['bad-name, shop / component: "it\'s"']);
    expect(brief(withOnCall({ team: 'R&D' }))).toEqual(['pager-name, shop / team: "R&D"']);
    expect(brief(withOnCall({ rotas: [primary, { ...primary, name: 'By Night' }] }))).toEqual(['bad-name, shop / rota: "By Night"']);
  });
});

describe('rotas', () => {
  it('consist of declared people, unless they are kept by hand', () => {
    const [declared, external] = [false, true].map((kept) => ({ ...primary, name: 'night', members: [stranger], external: kept }) as const);
    expect(brief(withOnCall({ rotas: [primary, declared as Rota] }))).toEqual(['unknown-person, shop / rota night: "stranger"']);
    expect(withOnCall({ rotas: [primary, external as Rota] })).toEqual([]);
  });

  it('are in zones and turn in times that PagerDuty knows', () => {
    expect(withOnCall({ rotas: [primary, { ...primary, name: 'night', zone: 'Asia/Ho_Chi_Minh' }] })).toEqual([]);
    expect(brief(withOnCall({ rotas: [primary, { ...primary, name: 'night', zone: 'America/Toronto', turn: Duration.zero }] }))).toEqual([
      'pager-zone, shop / rota night: "America/Toronto"',
      'vendor-limit, shop / rota night: 0 s',
    ]);
  });
});

describe('chains', () => {
  const first = { after: Duration.zero, notify: [primary], meets: [] } as const;
  const last = { after: Duration.minutes(15), notify: [lead], meets: [] } as const;

  it('end at a human being', () => {
    expect(withCritical({ steps: [first, last] })).toEqual([]);
    const empty = { ...first, notify: [] as unknown as readonly [Person] };
    expect(brief(withCritical({ steps: [] as unknown as Escalation['steps'] }))).toEqual([
      'alert-reaches-nobody, shop / escalation critical: no levels',
    ]);
    expect(brief(withCritical({ steps: [first, last, { ...empty, after: Duration.minutes(30) }] }))).toEqual([
      'alert-reaches-nobody, shop / escalation critical: a level that tells nobody',
    ]);
  });

  it('do not count on a rota that nobody is ever on', () => {
    const nobody: Rota = { ...primary, name: 'nobody', hours: { days: [], from: '09:00', to: '18:00' } };
    const findings = withOnCall({
      rotas: [primary, nobody],
      escalations: { ...escalations, critical: { ...critical, steps: [first, { ...last, notify: [nobody] }] } },
    });
    expect(brief(findings)).toEqual([
      'alert-reaches-nobody, shop / escalation critical: rota "nobody", which nobody is ever on',
      'on-call-hole, shop / escalation critical: the whole week UTC: level 1 alone',
    ]);
  });

  it('that reach nobody say who is wanted, and what to add', () => {
    const empty = { ...first, notify: [] as unknown as readonly [Person] };
    const idle: Rota = { ...primary, name: 'idle', hours: { days: [], from: '09:00', to: '18:00' } };
    const mends = (steps: Escalation['steps']) =>
      withOnCall({ rotas: [primary, idle], escalations: { ...escalations, critical: { ...critical, steps } } })
        .filter(({ rule }) => rule === 'alert-reaches-nobody')
        .map(({ allowed, mend }) => `${allowed}: ${mend}`);
    const wanted = 'levels with a person, or a rota that somebody is on';
    expect(mends([] as unknown as Escalation['steps'])).toEqual([`${wanted}: name somebody`]);
    expect(mends([first, empty])).toEqual([`${wanted}: name somebody in every level`]);
    expect(mends([first, { ...last, notify: [idle] }])).toEqual([`${wanted}: give it days`]);
  });

  it('say of three holes each, and of nobody or one person on several levels by name', () => {
    const on = (name: string, ...days: readonly ('monday' | 'wednesday' | 'friday')[]): Rota => ({
      ...primary,
      name,
      members: [lead],
      hours: { days, from: '09:00', to: '18:00' },
    });
    const three = on('three', 'monday', 'wednesday', 'friday');
    const holes = (steps: Escalation['steps'], ...rotas: readonly Rota[]) =>
      withOnCall({ rotas: [primary, ...rotas], escalations: { ...escalations, critical: { ...critical, steps } } })
        .filter(({ rule }) => rule === 'on-call-hole')
        .map(({ given }) => given);
    expect(holes([first, { ...last, notify: [three] }], three)).toEqual([
      'Friday 18:00 to Monday 09:00 UTC: level 1 alone; Monday 18:00 to Wednesday 09:00 UTC: level 1 alone; ' +
        'Wednesday 18:00 to Friday 09:00 UTC: level 1 alone',
    ]);
    const monday = on('monday', 'monday');
    expect(holes([{ ...first, notify: [monday] }, last], monday)).toEqual([
      'Monday 18:00 to Monday 09:00 UTC: level 2 alone; Monday 09:00 to Monday 18:00 UTC: one person on the levels 1, 2',
    ]);
    expect(holes([{ ...first, notify: [monday] }], monday)).toEqual([
      'Monday 18:00 to Monday 09:00 UTC: nobody; Monday 09:00 to Monday 18:00 UTC: level 1 alone',
    ]);
  });

  it('name declared people and rotas', () => {
    const unknown = { ...primary, name: 'unknown' };
    expect(brief(withCritical({ steps: [{ ...first, notify: [stranger, unknown] }, last] }))).toEqual([
      'unknown-person, shop / escalation critical: "stranger"',
      'unknown-rota, shop / escalation critical: "unknown"',
    ]);
  });

  it('go from level to level in time, and start anew as often as PagerDuty allows', () => {
    expect(withCritical({ loops: 9 })).toEqual([]);
    expect(brief(withCritical({ loops: 10 }))).toEqual(['bad-escalation, shop / escalation critical: 10 loops']);
    expect(brief(withCritical({ steps: [first, { ...last, after: Duration.zero }] }))).toEqual([
      'bad-escalation, shop / escalation critical: levels after 0 s, 0 s',
    ]);
  });

  it('have two levels to call at every hour of the week, for critical and error', () => {
    const office: Rota = {
      ...primary,
      name: 'office',
      members: [lead],
      hours: { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '18:00' },
    };
    const atNight = { ...critical, steps: [first, { ...last, notify: [office] }] } as const;
    const withManager = { ...critical, steps: [first, { ...last, notify: [office] }, { ...last, after: Duration.minutes(20) }] } as const;
    const declared = [primary, office];
    expect(withOnCall({ rotas: declared, escalations: { critical: withManager, error: withManager } })).toEqual([]);
    expect(brief(withOnCall({ rotas: declared, escalations: { critical: withManager, error: atNight } }))).toEqual([
      'on-call-hole, shop / escalation error: Friday 18:00 to Monday 09:00 UTC: level 1 alone; Monday 18:00 to Tuesday 09:00 UTC: level 1 alone; ' +
        'Tuesday 18:00 to Wednesday 09:00 UTC: level 1 alone; and 2 more',
    ]);
  });

  it('say where the hours of a rota cannot be read', () => {
    const odd: Rota = { ...primary, name: 'odd', hours: { days: ['monday'], from: '9:00', to: '18:00' } };
    const findings = withOnCall({
      rotas: [primary, odd],
      escalations: { ...escalations, critical: { ...critical, steps: [{ ...first, notify: [primary, odd] }, last] } },
    });
    expect(brief(findings)).toEqual(['bad-time-of-day, shop / escalation critical / schedule: "9:00"']);
  });

  it('warn that PagerDuty leaves incidents of low urgency with the first level', () => {
    const channels = channelWith('warning', slack, pager);
    const one: Escalation = { ...critical, steps: [first] };
    expect(check({ channels, onCall: { ...sample.onCall, escalations: { ...escalations, warning: one } } })).toEqual([]);
    const findings = check({ channels, onCall: { ...sample.onCall, escalations: { ...escalations, warning: critical } } });
    expect(findings.map((finding) => finding.level)).toEqual(['warning']);
    expect(brief(findings)).toEqual(['low-urgency-stays, shop / escalation warning: 2 levels']);
  });
});

describe('incident classes', () => {
  it('are told of within the time that they promise', () => {
    expect(check(promise({ tellWithin: Duration.zero, reachLastLevelWithin: Duration.minutes(15) }))).toEqual([]);
  });

  it('are told of in time at every hour, not only when the first level is on duty', () => {
    const office: Rota = { ...primary, name: 'office', hours: { days: ['monday'], from: '09:00', to: '18:00' } };
    const chain: Escalation = {
      ...critical,
      steps: [
        { after: Duration.zero, notify: [office], meets: [] },
        { after: Duration.minutes(5), notify: [primary], meets: [] },
        { after: Duration.minutes(10), notify: [lead], meets: [] },
      ],
    };
    const onCall = { ...sample.onCall, rotas: [primary, office], escalations: { ...escalations, critical: chain } };
    expect(check({ ...promise({ tellWithin: Duration.minutes(5) }), onCall })).toEqual([]);
    expect(brief(check({ ...promise({ tellWithin: Duration.minutes(4) }), onCall }))).toEqual([
      'response-too-late, shop / incident class P0 (critical): first told after 5 min, Monday 18:00 to Monday 09:00 UTC',
    ]);
  });

  it('reach the last level within the time that they promise', () => {
    expect(brief(check(promise({ reachLastLevelWithin: Duration.minutes(14) })))).toEqual([
      'response-too-late, shop / incident class P0 (critical): last level told after 15 min',
    ]);
  });

  it('that promise too much say within what, once for the week', () => {
    const late = {
      ...critical,
      steps: [
        { ...critical.steps[0], after: Duration.minutes(5) },
        { after: Duration.minutes(15), notify: [lead], meets: [] },
      ],
    } as const;
    const onCall = { ...sample.onCall, escalations: { ...escalations, critical: late } };
    const promised = promise({ tellWithin: Duration.minutes(4), reachLastLevelWithin: Duration.minutes(14) });
    expect(
      check({ ...promised, onCall })
        .filter(({ rule }) => rule === 'response-too-late')
        .map(({ given, allowed }) => `${given}: ${allowed}`),
    ).toEqual(['first told after 5 min, the whole week UTC: within 4 min', 'last level told after 15 min: within 14 min']);
  });

  it('without a chain say how to get one, or that there is none to get', () => {
    const facts = (severity: IncidentClass['severity']) =>
      check(promise({ severity, reachLastLevelWithin: Duration.hours(1) })).map(({ given, allowed, mend }) => [given, allowed, mend]);
    expect(facts('warning')).toEqual([
      [
        'a promise to tell somebody within 1 h',
        'a chain for warning, or no promise',
        'declare escalations.warning, or leave the promise out',
      ],
    ]);
    expect(facts('info')).toEqual([['a promise to tell somebody within 1 h', 'a chain for info, or no promise', 'leave the promise out']]);
  });

  it('promise nothing to a severity that no chain answers', () => {
    expect(check(promise({ severity: 'info' }))).toEqual([]);
    expect(brief(check(promise({ severity: 'warning', tellWithin: Duration.hours(1) })))).toEqual([
      'alert-reaches-nobody, shop / incident class P0 (warning): a promise to tell somebody within 1 h',
    ]);
  });
});

describe('channels', () => {
  it.each(['critical', 'error'])('end at the pager for %s', (severity) => {
    expect(check({ channels: channelWith(severity, slack, pager) })).toEqual([]);
    expect(brief(check({ channels: channelWith(severity, slack) }))).toEqual([
      `alert-reaches-nobody, shop / channel ${severity}: receivers slack`,
    ]);
    expect(brief(check({ channels: without(severity) }))).toEqual([`alert-reaches-nobody, shop / channel ${severity}: no such channel`]);
  });

  it.each(['warning', 'info'])('end where people read for %s', (severity) => {
    expect(check({ channels: channelWith(severity, slack) })).toEqual([]);
    expect(brief(check({ channels: without(severity) }))).toEqual([`alert-reaches-nobody, shop / channel ${severity}: no such channel`]);
  });

  it('say what kind of receiver is missing, and where to add it', () => {
    const silent = { ...sample.channels[0], name: 'info', receivers: [] as unknown as Channel['receivers'] } as Channel;
    const facts = (channels: Channel[]) =>
      check({ channels })
        .filter(({ rule }) => rule === 'alert-reaches-nobody')
        .map(({ given, allowed, mend }) => [given, allowed, mend]);
    expect(facts([...without('info'), silent])).toEqual([
      ['receivers none', 'a receiver of kind slack or email', 'add it to the channel info'],
    ]);
    expect(facts(channelWith('critical', slack, { kind: 'email', address: 'a@shop.example', meets: [] }))).toEqual([
      ['receivers slack, email', 'a receiver of kind pagerduty', 'add it to the channel critical'],
    ]);
    expect(facts(channelWith('warning', slack, pager))).toEqual([
      ['a pagerduty receiver without escalations.warning', 'both or neither', 'declare escalations.warning, or remove the receiver'],
    ]);
    const answered = { ...sample.onCall, escalations: { ...escalations, warning: { ...critical, steps: [critical.steps[0]] } } } as const;
    expect(check({ onCall: answered }).map(({ mend }) => mend)).toEqual(['add the receiver, or remove escalations.warning']);
  });

  it('do not end at the pager alone for info', () => {
    expect(brief(check({ channels: channelWith('info', pager) }))).toEqual([
      'alert-reaches-nobody, shop / channel info: receivers pagerduty',
    ]);
  });

  it('need no pager in a product that pages nowhere, where every alert goes to the warning channel', () => {
    const warningOnly = sample.channels.filter((channel) => channel.name === 'warning');
    expect(check({ environments: ['staging'], channels: warningOnly })).toEqual([]);
    expect(brief(check({ environments: ['staging'], channels: [] }))).toEqual([
      'alert-reaches-nobody, shop / channel warning: no such channel',
    ]);
  });

  it('page for warnings exactly when a chain answers them', () => {
    const answered = { ...sample.onCall, escalations: { ...escalations, warning: { ...critical, steps: [critical.steps[0]] } } } as const;
    expect(check({ onCall: answered, channels: channelWith('warning', slack, pager) })).toEqual([]);
    expect(brief(check({ onCall: answered }))).toEqual([
      'alert-reaches-nobody, shop / channel warning: escalations.warning without a pagerduty receiver',
    ]);
    expect(brief(check({ channels: channelWith('warning', slack, pager) }))).toEqual([
      'alert-reaches-nobody, shop / channel warning: a pagerduty receiver without escalations.warning',
    ]);
  });

  it('are known where a signal names them', () => {
    expect(check(watched('critical'))).toEqual([]);
    expect(brief(check(watched('stakeholders')))).toEqual(['unknown-channel, shop / signal errors: "stakeholders"']);
  });

  it('are no contact points that no alert goes to, unless a requirement asks for one', () => {
    const [first] = sample.channels;
    if (first === undefined) throw new Error('the sample product has channels');
    const stakeholders: Channel = { ...first, name: 'stakeholders', receivers: [slack], meets: [] };
    const channels = [...sample.channels, stakeholders];
    expect(brief(check({ channels }))).toEqual([
      'orphan-contact-point, shop / channel stakeholders: no tier of a signal names it, and it meets no requirement',
    ]);
    expect(check({ channels, ...watched('stakeholders') })).toEqual([]);
    expect(check({ channels: [...sample.channels, { ...stakeholders, meets: ['SH-CHN-01'] }] })).toEqual([]);
    expect(check({ channels: [...sample.channels, { ...stakeholders, receivers: [{ ...slack, meets: ['SH-CHN-01'] }] }] })).toEqual([]);
  });
});

describe('objectives', () => {
  it('are about declared stores, or about none', () => {
    const objective = (store?: string) => ({
      name: 'files',
      ...(store === undefined ? {} : { store }),
      rto: Duration.hours(1),
      assumed: false,
      meets: [],
    });
    expect(check({ objectives: [objective('database'), objective()] })).toEqual([]);
    expect(brief(check({ objectives: [objective('files')] }))).toEqual(['unknown-store, shop / objective files: "files"']);
  });
});

describe('components', () => {
  it('catch all that no other component does', () => {
    expect(brief(withOnCall({ catchAll: 'web' }))).toEqual(['unknown-component, shop / catch-all: "web"']);
  });

  it('are known to whatever sends events for them', () => {
    expect(check(watched())).toEqual([]);
    const probe = {
      name: 'home',
      component: 'web',
      host: 'shop.example',
      path: '/',
      port: 443,
      tls: true,
      interval: Duration.minutes(1),
      status: 200,
      meets: [],
    };
    const slo = { name: 'availability', title: 'Availability', component: 'web', objective: 0.999, meets: [] };
    expect(brief(check({ ...watched(undefined, 'web'), probes: [probe], slos: [slo] }))).toEqual([
      'unknown-component, shop / signal errors: "web"',
      'unknown-component, shop / probe home: "web"',
      'unknown-component, shop / objective availability: "web"',
    ]);
  });

  it('are known to an alert that is inherited as it is', () => {
    const inherited = [errorsOf('web')];
    expect(brief(check({ baseline: { inherited, overridden: {}, notApplicable: {} } }))).toEqual([
      'unknown-component, shop / signal errors: "web"',
    ]);
  });
});
