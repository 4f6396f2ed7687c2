import { Duration } from '../../model/duration';
import { collectFindings } from '../../model/finding';
import type { Escalation, EscalationStep, Person, Rota } from '../../model/on-call';
import { checkEscalation, checkPagerDutyName, checkRota } from '../../model/pagerduty-limits';
import { pagerDutyZone, pagerDutyZones } from '../../model/pagerduty-zones';
import { simulatedYear } from '../../model/schedule';
import { instantsOf, timeZone } from '../../model/time-zone';

const person: Person = { role: 'lead', title: 'Lead', email: undefined, meets: [] };
const rota: Rota = {
  name: 'primary',
  title: 'Primary',
  zone: 'UTC',
  members: [person],
  turn: Duration.weeks(1),
  external: false,
  meets: [],
};
const told = (minutes: number): EscalationStep => ({ after: Duration.minutes(minutes), notify: [person], meets: [] });
const chain = (first: EscalationStep, ...others: EscalationStep[]): Escalation => ({ steps: [first, ...others], loops: 1, meets: [] });
const given = (findings: readonly { readonly given: string }[]): string[] => findings.map((finding) => finding.given);

describe('names in PagerDuty', () => {
  it.each(['AlloDoc production', 'clinic-production-critical', 'Équipe de garde', 'a'])('may be %j', (name) => {
    expect(checkPagerDutyName('here', 'service', name)).toEqual([]);
  });

  it.each(['', ' ', 'ends with a blank ', 'R&D', 'api/database', 'a\\b', 'a<b', 'a>b', 'two\nlines', 'a\u00a0b'])(
    'may not be %j',
    (name) => {
      expect(checkPagerDutyName('here', 'service', name)).toEqual([
        expect.objectContaining({ rule: 'pager-name', where: 'here', given: JSON.stringify(name) }),
      ]);
    },
  );
});

describe('escalations in PagerDuty', () => {
  it('may wait on a level from a minute to a day', () => {
    expect(checkEscalation('here', chain(told(0), told(1), told(1441)))).toEqual([]);
    expect(given(checkEscalation('here', chain(told(0), told(0.5))))).toEqual(['30 s between two levels']);
    expect(given(checkEscalation('here', chain(told(0), told(1.5))))).toEqual(['1 min 30 s between two levels']);
    expect(given(checkEscalation('here', chain(told(0), told(1441))))).toEqual(['24 h 1 min between two levels']);
  });

  it('tell the first level at once', () => {
    expect(given(checkEscalation('here', chain(told(5), told(15))))).toEqual(['first level after 5 min']);
  });

  it('tell each level later than the one before', () => {
    expect(given(checkEscalation('here', chain(told(0), told(15), told(5))))).toEqual(['levels after 0 s, 15 min, 5 min']);
    expect(given(checkEscalation('here', chain(told(0), told(0))))).toEqual(['levels after 0 s, 0 s']);
  });

  it('tell at most ten targets at a time', () => {
    const people = (count: number): EscalationStep => ({ ...told(0), notify: [person, ...Array<Person>(count - 1).fill(person)] });
    expect(checkEscalation('here', chain(people(10)))).toEqual([]);
    expect(given(checkEscalation('here', chain(people(11))))).toEqual(['11 targets in level 1']);
  });

  it('say what PagerDuty allows and how to come within it', () => {
    const mends = (escalation: Escalation) => checkEscalation('here', escalation).map(({ allowed, mend }) => `${allowed}: ${mend}`);
    const crowd: EscalationStep = { ...told(0), notify: [person, ...Array<Person>(10).fill(person)] };
    expect(mends(chain(told(5), told(15)))).toEqual([
      'first level at 0: PagerDuty tells it at once: set after of the first step to Duration.zero',
    ]);
    expect(mends(chain(told(0), told(15), told(5)))).toEqual([
      'each level later than the one before: order the steps by time; people told at the same time belong to one step',
    ]);
    expect(mends(chain(told(0), told(0.5)))).toEqual(['whole minutes, 1 min to 24 h: move the later level']);
    expect(mends(chain(crowd))).toEqual(['10 targets (PagerDuty): put some of them into a rota or a later level']);
    expect(mends({ ...chain(told(0)), loops: 10 })).toEqual(['0 to 9 loops (PagerDuty): correct the number of loops']);
  });

  it.each([0, 9])('may start anew %d times', (loops) => {
    expect(checkEscalation('here', { ...chain(told(0)), loops })).toEqual([]);
  });

  it.each([-1, 10, 1.5, Number.NaN])('may not start anew %d times', (loops) => {
    expect(given(checkEscalation('here', { ...chain(told(0)), loops }))).toEqual([`${loops} loops`]);
  });
});

describe('rotas in PagerDuty', () => {
  it('may turn every hour to every year', () => {
    for (const turn of [Duration.hours(1), Duration.days(365)]) expect(checkRota('here', { ...rota, turn })).toEqual([]);
    for (const turn of [Duration.minutes(59), Duration.days(366), Duration.seconds(4000.5)])
      expect(checkRota('here', { ...rota, turn })).toHaveLength(1);
    expect(checkRota('here', { ...rota, turn: Duration.minutes(59) })).toMatchObject([
      {
        what: 'a turn of duty that PagerDuty cannot keep',
        given: '59 min',
        allowed: '1 h to 365 d (PagerDuty)',
        mend: 'correct the turn of the rota, e.g. Duration.weeks(1)',
      },
    ]);
  });

  it('may be in a zone of its list, and nothing is asked of those that people keep by hand', () => {
    expect(given(checkRota('here', { ...rota, zone: 'America/Toronto' }))).toEqual(['"America/Toronto"']);
    expect(checkRota('here', { ...rota, zone: 'America/Toronto', turn: Duration.zero, external: true })).toEqual([]);
  });

  it('suggest the nearest zone', () => {
    expect(checkRota('here', { ...rota, zone: 'Europe/Pari' })[0]?.mend).toMatch('did you mean "Europe/Paris"?');
  });
});

describe('zones of PagerDuty', () => {
  it('are known to the IANA database, each once', () => {
    expect(pagerDutyZones.map(timeZone)).toEqual([...new Set(pagerDutyZones)]);
  });

  it('are in every part of the world', () => {
    const zones = ['America/New_York', 'America/Bogota', 'Asia/Tokyo', 'Asia/Kolkata', 'Asia/Seoul', 'Europe/Berlin', 'Europe/London'];
    const others = ['Europe/Zurich', 'Africa/Cairo', 'Atlantic/Azores', 'Australia/Sydney', 'Pacific/Auckland'];
    expect([...zones, ...others].filter((zone) => !pagerDutyZones.includes(zone))).toEqual([]);
  });

  it('are named as they are, but for two whose clock another zone shows', () => {
    expect(['Europe/Paris', 'UTC', 'Asia/Ho_Chi_Minh'].map((zone) => pagerDutyZone('here', zone))).toEqual([
      'Europe/Paris',
      'Etc/UTC',
      'Asia/Bangkok',
    ]);
    expect(collectFindings('shop', () => pagerDutyZone('here', 'Mars/Phobos')).value).toBe('Etc/UTC');
    expect(() => pagerDutyZone('here', 'Mars/Phobos')).toThrow('here: a time zone that PagerDuty schedules do not offer [pager-zone]');
  });

  it.each([
    ['UTC', 'Etc/UTC'],
    ['Asia/Ho_Chi_Minh', 'Asia/Bangkok'],
  ])('show the same time in %s and %s at every hour of the year', (declared, listed) => {
    for (let hour = simulatedYear.start; hour < simulatedYear.end; hour += 3600) {
      const date = new Date(hour * 1000);
      const local = {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: 0,
      };
      if (instantsOf(local, declared).join() !== instantsOf(local, listed).join()) throw new Error(`they differ at ${date.toISOString()}`);
    }
  });
});
