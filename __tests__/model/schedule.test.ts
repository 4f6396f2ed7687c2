import { ZoneId } from '@js-joda/core';
import '@js-joda/timezone/dist/js-joda-timezone-10-year-range';
import fc from 'fast-check';
import { Duration } from '../../model/duration';
import { collectFindings, DeclarationError } from '../../model/finding';
import { Schedule, weekdays } from '../../model/schedule';

const zones = ['UTC', 'America/New_York', 'Europe/Paris', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'Asia/Ho_Chi_Minh'];
const zone = fc.constantFrom(...zones);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

/** Walks minute by minute and keeps those at which the wall clock of the zone shows the time for the first time on a day. */
function oracle(at: string, inZone: string, from: number, until: number): number[] {
  const rules = ZoneId.of(inZone).rules();
  const seen = new Set<string>();
  const starts: number[] = [];
  for (let minute = from - 86_400; minute < until; minute += 60) {
    const local = new Date((minute + rules.offsetOfEpochMilli(minute * 1000).totalSeconds()) * 1000).toISOString();
    const [day = '', time = ''] = local.split('T');
    if (time.slice(0, 5) !== at || seen.has(day)) continue;
    seen.add(day);
    if (minute >= from) starts.push(minute);
  }
  return starts;
}

describe('Schedule', () => {
  it('starts exactly when the wall clock of its zone shows the time, once a day, through changes of the clock', () => {
    // Each of the zones with daylight saving changes its clock within these weeks of 2027.
    const weeks = [
      Date.UTC(2027, 2, 10),
      Date.UTC(2027, 2, 25),
      Date.UTC(2027, 3, 1),
      Date.UTC(2027, 9, 1),
      Date.UTC(2027, 9, 28),
      Date.UTC(2027, 10, 4),
    ];
    fc.assert(
      fc.property(clock, zone, fc.constantFrom(...weeks), (at, inZone, week) => {
        const [from, until] = [week / 1000, week / 1000 + 6 * 86_400];
        expect(Schedule.daily(at, inZone).startsBetween(from, until)).toEqual(oracle(at, inZone, from, until));
      }),
      { numRuns: 120 },
    );
  });

  it('has no run in the hour that spring takes away, which makes the gap 47 h', () => {
    expect(Schedule.daily('02:30', 'Europe/Paris').longestInterval()).toEqual(Duration.hours(47));
    expect(Schedule.daily('02:30', 'UTC').longestInterval()).toEqual(Duration.hours(24));
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
