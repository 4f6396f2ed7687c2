import { ZoneId } from '@js-joda/core';
import '@js-joda/timezone/dist/js-joda-timezone-10-year-range';
import fc from 'fast-check';
import { Duration } from '../../model/duration';
import { collectFindings, DeclarationError } from '../../model/finding';
import { Schedule, simulatedYear, timeOfDay, weekdays } from '../../model/schedule';

const zones = ['UTC', 'America/New_York', 'Europe/Paris', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'Asia/Ho_Chi_Minh'];
const zone = fc.constantFrom(...zones);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

/** Seconds of an instant as UTC writes it. */
const at = (iso: string): number => Date.parse(iso) / 1000;

/** Walks minute by minute and keeps those at which the wall clock of the zone shows the time for the first time on a day. */
function oracle(time: string, inZone: string, from: number, until: number): number[] {
  const rules = ZoneId.of(inZone).rules();
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const seen = new Set<number>();
  const starts: number[] = [];
  for (let instant = from - 86_400; instant < until; instant += 60) {
    const local = instant + rules.offsetOfEpochMilli(instant * 1000).totalSeconds();
    const day = Math.floor(local / 86_400);
    if (local % 86_400 !== hour * 3600 + minute * 60 || seen.has(day)) continue;
    seen.add(day);
    if (instant >= from) starts.push(instant);
  }
  return starts;
}

describe('Schedule', () => {
  it('starts exactly when the wall clock of its zone shows the time, once a day, through changes of the clock', () => {
    // Each of the zones with daylight saving changes its clock within three days from one of these of 2027.
    const days = [
      Date.UTC(2027, 2, 13),
      Date.UTC(2027, 2, 27),
      Date.UTC(2027, 3, 2),
      Date.UTC(2027, 9, 1),
      Date.UTC(2027, 9, 30),
      Date.UTC(2027, 10, 6),
    ];
    fc.assert(
      fc.property(clock, zone, fc.constantFrom(...days), (at, inZone, day) => {
        const [from, until] = [day / 1000, day / 1000 + 3 * 86_400];
        expect(Schedule.daily(at, inZone).startsBetween(from, until)).toEqual(oracle(at, inZone, from, until));
      }),
      { numRuns: 120 },
    );
  });

  it('has no run in the hour that spring takes away, which makes the gap 47 h', () => {
    expect(Schedule.daily('02:30', 'Europe/Paris').longestInterval()).toEqual(Duration.hours(47));
    expect(Schedule.daily('02:30', 'UTC').longestInterval()).toEqual(Duration.hours(24));
  });

  it('runs once, at the first of the two, where autumn shows its time twice', () => {
    const ofDay = (schedule: Schedule, day: string) => schedule.startsBetween(at(`${day}T00:00Z`), at(`${day}T24:00Z`));
    expect(ofDay(Schedule.daily('02:30', 'Europe/Paris'), '2027-10-31')).toEqual([at('2027-10-31T00:30Z')]);
    // Zones whose clocks change long after, and long before, midnight in UTC.
    expect(ofDay(Schedule.daily('02:30', 'America/Anchorage'), '2027-03-14')).toEqual([]);
    expect(ofDay(Schedule.daily('01:30', 'America/Anchorage'), '2027-11-07')).toEqual([at('2027-11-07T09:30Z')]);
    expect(ofDay(Schedule.daily('02:15', 'Australia/Lord_Howe'), '2027-10-02')).toEqual([]);
    expect(ofDay(Schedule.daily('01:45', 'Australia/Lord_Howe'), '2027-04-03')).toEqual([at('2027-04-03T14:45Z')]);
  });

  it('has its starts in ascending order through changes of the clock, however many there are in a day', () => {
    for (const inZone of zones) {
      const starts = Schedule.every(Duration.minutes(15), inZone).startsBetween(simulatedYear.start, simulatedYear.end);
      expect(starts.filter((start, index) => start <= (starts[index - 1] ?? 0))).toEqual([]);
    }
  });

  it('starts from the first instant on and not any more at the last', () => {
    const two = Schedule.daily('02:00', 'UTC');
    expect(two.startsBetween(at('2027-01-01T02:00Z'), at('2027-01-03T02:00Z'))).toEqual([at('2027-01-01T02:00Z'), at('2027-01-02T02:00Z')]);
  });

  it('knows which of its starts the clock shows twice, with the second instant, and no others', () => {
    const repeats = (schedule: Schedule) => [...schedule.repeatsInYear()];
    expect(repeats(Schedule.daily('02:30', 'Europe/Paris'))).toEqual([[at('2027-10-31T00:30Z'), at('2027-10-31T01:30Z')]]);
    expect(repeats(Schedule.weekly('sunday', '01:30', 'America/Anchorage'))).toEqual([[at('2027-11-07T09:30Z'), at('2027-11-07T10:30Z')]]);
    expect(repeats(Schedule.daily('01:45', 'Australia/Lord_Howe'))).toEqual([[at('2027-04-03T14:45Z'), at('2027-04-03T15:15Z')]]);
    expect(repeats(Schedule.weekly('monday', '02:30', 'Europe/Paris'))).toEqual([]);
    expect(repeats(Schedule.daily('04:30', 'Europe/Paris'))).toEqual([]);
    expect(repeats(Schedule.daily('02:30', 'UTC'))).toEqual([]);
  });

  it('has the distance of its starts together with others, and the whole year where it starts once', () => {
    const [two, eight] = [Schedule.daily('02:00', 'UTC'), Schedule.daily('08:00', 'UTC')];
    expect(two.longestIntervalWith([eight])).toEqual(Duration.hours(18));
    expect(eight.longestIntervalWith([two])).toEqual(Duration.hours(18));
    expect(Schedule.cron('0 2 1 3 *', 'UTC').longestInterval()).toEqual(Duration.days(427));
    expect(Schedule.cron('0 2 15 12 *', 'UTC').longestInterval()).toEqual(Duration.days(365));
  });

  it('starts twice at an instant that two schedules share, in ascending order', () => {
    const starts = Schedule.startsInYear([Schedule.daily('08:00', 'UTC'), Schedule.cron('0 2,8 * * *', 'UTC')]);
    expect(starts.slice(0, 4)).toEqual(
      ['02:00', '08:00', '08:00'].map((time) => at(`2026-12-01T${time}Z`)).concat(at('2026-12-02T02:00Z')),
    );
  });

  it('reckons the year of what says the same once', () => {
    const two = () => Schedule.daily('02:07', 'UTC');
    expect(Schedule.startsInYear([two()])).toBe(Schedule.startsInYear([two()]));
    expect(two().longestInterval()).toBe(two().longestInterval());
  });

  it.each([1, 5, 30, 60, 120, 360, 1440])(
    'takes an interval of %i min, which divides the hour or is whole hours and divides the day',
    (minutes) => {
      const starts = Schedule.every(Duration.minutes(minutes), 'UTC').startsBetween(at('2027-01-01T00:00Z'), at('2027-01-02T00:00Z'));
      expect(starts).toEqual(Array.from({ length: 1440 / minutes }, (_, index) => at('2027-01-01T00:00Z') + index * minutes * 60));
    },
  );

  it.each([0, 0.5, 7, 7.5, 40, 90, 300, 2880])('refuses an interval of %s min, and takes an hour to go on', (minutes) => {
    const { value, findings } = collectFindings('shop', () => Schedule.every(Duration.minutes(minutes), 'UTC').toUnixCron());
    expect([value, findings.map(({ rule }) => rule)]).toEqual(['0 * * * *', ['bad-interval']]);
  });

  it.each([0, 1.5, 29, -1])('refuses the day %s of a month, and takes the first to go on', (day) => {
    const { value, findings } = collectFindings('shop', () => Schedule.monthly(day, '02:00', 'UTC').toUnixCron());
    expect([value, findings.map(({ rule }) => rule)]).toEqual(['0 2 1 * *', ['bad-day-of-month']]);
  });

  it('takes the days 1 to 28 of a month', () => {
    expect([1, 28].map((day) => Schedule.monthly(day, '02:00', 'UTC').toUnixCron())).toEqual(['0 2 1 * *', '0 2 28 * *']);
  });

  it.each(['24:00', '12:60', '2:00', ' 02:00', '02:00 ', '02:00:00', '102:00'])('refuses "%s" as a time of day', (text) => {
    const { value, findings } = collectFindings('shop', () => timeOfDay(text));
    expect([value, findings.map(({ rule }) => rule)]).toEqual([{ hour: 0, minute: 0 }, ['bad-time-of-day']]);
  });

  it.each([
    ['00:00', 0, 0],
    ['19:59', 19, 59],
    ['23:05', 23, 5],
  ])('reads "%s" as a time of day', (text, hour, minute) => {
    expect(timeOfDay(text)).toEqual({ hour, minute });
  });

  it.each([
    [Schedule.daily('02:00', 'UTC'), '0 2 * * *', 'cron(0 2 * * ? *)'],
    [Schedule.weekly('sunday', '06:30', 'UTC'), '30 6 * * 0', 'cron(30 6 ? * SUN *)'],
    [Schedule.monthly(1, '08:00', 'UTC'), '0 8 1 * *', 'cron(0 8 1 * ? *)'],
    [Schedule.every(Duration.minutes(30), 'UTC'), '*/30 * * * *', 'cron(0/30 * * * ? *)'],
    [Schedule.every(Duration.hours(6), 'UTC'), '0 */6 * * *', 'cron(0 0/6 * * ? *)'],
    [Schedule.cron('15 3,18 * * mon-fri', 'UTC'), '15 3,18 * * 1,2,3,4,5', 'cron(15 3,18 ? * MON,TUE,WED,THU,FRI *)'],
  ])('writes %s for each scheduler in its own dialect', (schedule, unix, eventBridge) => {
    expect([schedule.toUnixCron(), schedule.toEventBridge()]).toEqual([unix, eventBridge]);
  });

  it('means the same after a way through Unix cron', () => {
    fc.assert(
      fc.property(fc.constantFrom(...weekdays), clock, zone, (day, at, inZone) => {
        const declared = Schedule.weekly(day, at, inZone);
        expect(Schedule.cron(declared.toUnixCron(), inZone)).toEqual(declared);
      }),
    );
  });

  it.each([
    ['a bad time of day', () => Schedule.daily('25:00', 'UTC'), /"25:00"/],
    ['a bad zone, with the nearest name', () => Schedule.daily('02:00', 'Europe/Pari'), /did you mean "Europe\/Paris"\?/],
    ['a cron with six fields', () => Schedule.cron('0 0 2 * * *', 'UTC'), /6 fields/],
    ['a cron field out of range', () => Schedule.cron('61 2 * * *', 'UTC'), /minute "61" is not within 0 to 59/],
    ['both day fields, which EventBridge cannot say', () => Schedule.cron('0 2 1 * 1', 'UTC'), /day of month and day of week together/],
    ['a day that February lacks', () => Schedule.monthly(31, '02:00', 'UTC'), /1 to 28/],
    ['an interval that does not divide the day', () => Schedule.every(Duration.minutes(7), 'UTC'), /divide 24 h/],
  ])('refuses %s', (_, declare, message) => {
    expect(declare).toThrow(DeclarationError);
    expect(declare).toThrow(message);
  });

  it('reports all mistakes of a declaration together, with its name', () => {
    const { findings } = collectFindings('shop', () => [Schedule.daily('25:00', 'Mars/Olympus'), Schedule.cron('x', 'UTC')]);
    expect(findings.map((finding) => [finding.where, finding.rule])).toEqual([
      ['shop / schedule', 'bad-time-of-day'],
      ['shop / schedule', 'bad-time-zone'],
      ['shop / schedule', 'bad-cron'],
    ]);
  });
});
