import fc from 'fast-check';
import { Duration } from '../../../model/duration';
import type { Escalation, Person, Responder, Rota, WeeklyHours } from '../../../model/on-call';
import { coverageHoles, formatSegment, weekSegments } from '../../../model/proofs/on-call-coverage';
import { type Weekday, weekdays } from '../../../model/schedule';
import { formatInstant } from '../../../model/time-zone';

const person = (role: string): Person => ({ role, title: role, email: undefined, meets: [] });
const rotaOf = (name: string, hours?: WeeklyHours, zone = 'UTC'): Rota => ({
  name,
  title: name,
  zone,
  members: [person(`${name}-a`), person(`${name}-b`)],
  turn: Duration.weeks(1),
  external: false,
  meets: [],
  ...(hours === undefined ? {} : { hours }),
});

const chain = (...levels: readonly [readonly [Responder, ...Responder[]], ...(readonly [Responder, ...Responder[]])[]]): Escalation => {
  const [first, ...others] = levels.map((notify, index) => ({ after: Duration.minutes(15 * index), notify, meets: [] }));
  if (first === undefined) throw new Error('a chain has levels');
  return { steps: [first, ...others], loops: 0, meets: [] };
};

const workdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const businessHours: WeeklyHours = { days: workdays, from: '09:00', to: '18:00' };

describe('coverage of the week', () => {
  it('is whole with two levels that are always there', () => {
    expect(coverageHoles(chain([rotaOf('primary')], [person('manager')]))).toEqual([]);
  });

  it('is whole with a second level in business hours and a manager behind it', () => {
    expect(coverageHoles(chain([rotaOf('primary')], [rotaOf('secondary', businessHours)], [person('manager')]))).toEqual([]);
  });

  it('has holes at night and over the weekend without the manager, the longest first', () => {
    const holes = coverageHoles(chain([rotaOf('primary')], [rotaOf('secondary', businessHours, 'Europe/Paris')]));
    expect(holes.map(formatSegment)).toEqual([
      'Friday 18:00 to Monday 09:00 Europe/Paris',
      'Monday 18:00 to Tuesday 09:00 Europe/Paris',
      'Tuesday 18:00 to Wednesday 09:00 Europe/Paris',
      'Wednesday 18:00 to Thursday 09:00 Europe/Paris',
      'Thursday 18:00 to Friday 09:00 Europe/Paris',
    ]);
    expect(new Set(holes.map((hole) => hole.levels.join()))).toEqual(new Set(['1']));
  });

  it('is whole where one rota begins as another ends, and has a hole of one minute where it begins a minute later', () => {
    const every: readonly Weekday[] = weekdays;
    const second = (begins: string) =>
      chain(
        [rotaOf('primary')],
        [rotaOf('day', { days: every, from: '09:00', to: '18:00' }), rotaOf('night', { days: every, from: begins, to: '09:00' })],
      );
    expect(coverageHoles(second('18:00'))).toEqual([]);
    expect(coverageHoles(second('18:01')).map(formatSegment)).toEqual(
      ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((day) => `${day} 18:00 to ${day} 18:01 UTC`),
    );
  });

  it('is one hole of a week with one level, or with one person on all levels', () => {
    const alone: Rota = { ...rotaOf('primary'), members: [person('manager')] };
    for (const escalation of [
      chain([person('manager')]),
      chain([person('manager')], [person('manager')]),
      chain([alone], [person('manager')]),
    ]) {
      expect(coverageHoles(escalation).map(formatSegment)).toEqual(['the whole week UTC']);
    }
  });

  it('counts on no particular member of a rota that people keep by hand', () => {
    const external: Rota = { ...rotaOf('primary'), members: [person('manager')], external: true };
    expect(coverageHoles(chain([external], [person('manager')]))).toEqual([]);
  });

  it('counts a rota of several as somebody else than one of its members, since nobody knows whose week it is', () => {
    const primary = rotaOf('primary');
    expect(coverageHoles(chain([primary], [primary.members[0]]))).toEqual([]);
  });

  it.each([
    [0, 7 * 1440, 'the whole week UTC'],
    [720, 9360, 'Monday 12:00 to Sunday 12:00 UTC'],
    [5 * 1440, 6 * 1440 + 61, 'Saturday 00:00 to Sunday 01:01 UTC'],
    [6 * 1440, 8 * 1440, 'Sunday 00:00 to Tuesday 00:00 UTC'],
  ])('is told from minute %i to minute %i of the week as %s', (from, until, text) => {
    expect(formatSegment({ from, until, zone: 'UTC', levels: [], first: undefined, responders: 0 })).toBe(text);
  });

  it('finds the hour that only opens while one of two zones has changed its clocks', () => {
    // Midnight to noon in Paris and 18:00 to 06:00 in Ho Chi Minh City, 5 or 6 hours ahead: they meet in winter only.
    const days: readonly Weekday[] = weekdays;
    const paris = rotaOf('paris', { days, from: '00:00', to: '12:00' }, 'Europe/Paris');
    const saigon = rotaOf('saigon', { days, from: '18:00', to: '06:00' }, 'Asia/Ho_Chi_Minh');
    const holes = coverageHoles(chain([person('lead')], [paris, saigon]));
    expect(new Set(holes.map((hole) => hole.until - hole.from))).toEqual(new Set([60]));
    expect(holes.map(formatSegment)[0]).toBe('Monday 12:00 to Monday 13:00 Europe/Paris');
  });
});

const quarterHour = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
const hours = fc.record({ days: fc.subarray([...weekdays]), from: quarterHour, to: quarterHour });
const responder = (zone: string) =>
  fc.oneof(
    fc.constantFrom('x', 'y').map(person),
    fc
      .tuple(fc.constantFrom('p', 'q', 'r'), fc.option(hours, { nil: undefined }))
      .map(([name, open]) => rotaOf(`${name}${JSON.stringify(open)}`, open, zone)),
  );
const level = (zone: string) =>
  fc
    .tuple(responder(zone), fc.array(responder(zone), { maxLength: 1 }))
    .map(([first, others]): readonly [Responder, ...Responder[]] => [first, ...others]);
const anyChain = fc.tuple(level('UTC'), fc.array(level('UTC'), { maxLength: 2 })).map(([first, others]) => chain(first, ...others));

/** Whether somebody of the rota is on duty, asked of the clock on the wall: minute of the day, today and yesterday. */
function onDuty(who: Responder, today: Weekday, minute: number): boolean {
  if (!('members' in who) || who.hours === undefined) return true;
  const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const [from, to] = [minutesOf(who.hours.from), minutesOf(who.hours.to)];
  const yesterday = weekdays[(weekdays.indexOf(today) + 6) % 7] ?? today;
  const overNight = to <= from;
  const startedToday = who.hours.days.includes(today) && minute >= from && (overNight || minute < to);
  return startedToday || (overNight && who.hours.days.includes(yesterday) && minute < to);
}

describe('the segments of a week', () => {
  it('agree with asking at every quarter of an hour who is on duty', () => {
    fc.assert(
      fc.property(anyChain, (escalation) => {
        const segments = weekSegments(escalation);
        const holes = coverageHoles(escalation);
        for (let minute = 0; minute < 7 * 1440; minute += 15) {
          // The week of a segment begins on Monday, that of the list of days on Sunday.
          const today = weekdays[(Math.floor(minute / 1440) + 1) % 7] ?? 'monday';
          const answering = escalation.steps.map((step) => step.notify.filter((who) => onDuty(who, today, minute % 1440)));
          const levels = answering.flatMap((who, index) => (who.length > 0 ? [index + 1] : []));
          const names = new Set(answering.flat().map((who) => ('members' in who ? who.name : who.role)));
          const at = (candidates: typeof segments) =>
            candidates.filter(({ from, until }) => [minute, minute + 7 * 1440].some((point) => from <= point && point < until));
          const [found, ...more] = at(segments);
          const agrees =
            more.length === 0 &&
            found?.levels.join() === levels.join() &&
            found.responders === names.size &&
            found.first === escalation.steps[(levels[0] ?? 0) - 1] &&
            at(holes).length === (levels.length < 2 || names.size < 2 ? 1 : 0);
          if (!agrees) throw new Error(`${today}, minute ${minute % 1440}: ${JSON.stringify(found)}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('find a hole of two zones exactly when some hour of the year has one', () => {
    const twoZones = fc
      .tuple(hours, hours)
      .map(([paris, york]) => chain([person('lead')], [rotaOf('paris', paris, 'Europe/Paris'), rotaOf('york', york, 'America/New_York')]));
    // Weeks in winter, in summer, and in the two gaps between the changes of both zones.
    const mondays = [Date.UTC(2027, 0, 11), Date.UTC(2027, 2, 15), Date.UTC(2027, 6, 12), Date.UTC(2027, 10, 1)];
    fc.assert(
      fc.property(twoZones, (escalation) => {
        const holed = mondays.some((monday) =>
          Array.from({ length: 7 * 96 }, (_, quarter) => monday / 1000 + quarter * 900).some(
            (instant) => escalation.steps.filter((step) => step.notify.some((who) => onDutyAt(who, instant))).length < 2,
          ),
        );
        expect(coverageHoles(escalation).length > 0).toBe(holed);
      }),
      { numRuns: 15 },
    );
  });
});

function onDutyAt(who: Responder, instant: number): boolean {
  const [day = '', , , , , time = ''] = formatInstant(instant, 'members' in who ? who.zone : 'UTC').split(' ');
  const today = weekdays.find((weekday) => weekday === day.toLowerCase()) ?? 'monday';
  return onDuty(who, today, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
}
