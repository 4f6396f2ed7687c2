import { collectFindings } from '../../model/finding';
import { formatInstant, instantsOf, offsetAt, timeZone } from '../../model/time-zone';

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const twoThirty = { hour: 2, minute: 30 };

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Paris', 'Asia/Ho_Chi_Minh'])('of the name %s is known, however often it is asked for', (name) => {
    expect(collectFindings('shop', () => [timeZone(name), timeZone(name)])).toEqual({ value: [name, name], findings: [] });
  });

  it('that nobody knows is a finding every time, and UTC takes its place', () => {
    const { value, findings } = collectFindings('shop', () => [timeZone('Mars/Olympus'), timeZone('Mars/Olympus')]);
    expect(value).toEqual(['UTC', 'UTC']);
    expect(findings.map(({ rule, given }) => [rule, given])).toEqual([
      ['bad-time-zone', '"Mars/Olympus"'],
      ['bad-time-zone', '"Mars/Olympus"'],
    ]);
  });
});

describe('a local time', () => {
  it('is one instant on most days, none where spring skips it, and two where autumn repeats it, the first one first', () => {
    const paris = (month: number, day: number) => instantsOf({ year: 2027, month, day, ...twoThirty }, 'Europe/Paris');
    expect(paris(3, 27)).toEqual([seconds('2027-03-27T01:30:00Z')]);
    expect(paris(3, 28)).toEqual([]);
    expect(paris(10, 31)).toEqual([seconds('2027-10-31T00:30:00Z'), seconds('2027-10-31T01:30:00Z')]);
  });

  it('is itself in UTC', () => {
    expect(instantsOf({ year: 2027, month: 1, day: 31, ...twoThirty }, 'UTC')).toEqual([seconds('2027-01-31T02:30:00Z')]);
  });
});

describe('the offset of a zone', () => {
  it.each([
    ['UTC', '2027-07-01T00:00:00Z', 0],
    ['Europe/Paris', '2027-03-28T00:59:59Z', 3600],
    ['Europe/Paris', '2027-03-28T01:00:00Z', 7200],
    ['America/New_York', '2027-01-01T00:00:00Z', -18_000],
    ['Asia/Kathmandu', '2027-01-01T00:00:00Z', 20_700],
  ])('of %s at %s is %i s', (zone, instant, offset) => {
    expect(offsetAt(seconds(instant), zone)).toBe(offset);
  });
});

describe('an instant as people write it', () => {
  it.each([
    ['2027-03-28T00:30:00Z', 'Europe/Paris', 'Sunday 28 March 2027 at 01:30 Europe/Paris'],
    ['2027-03-28T01:30:00Z', 'Europe/Paris', 'Sunday 28 March 2027 at 03:30 Europe/Paris'],
    ['2026-12-31T23:05:00Z', 'Asia/Ho_Chi_Minh', 'Friday 1 January 2027 at 06:05 Asia/Ho_Chi_Minh'],
    ['2027-01-31T12:00:00Z', 'UTC', 'Sunday 31 January 2027 at 12:00 UTC'],
    ['2027-02-01T12:00:00Z', 'UTC', 'Monday 1 February 2027 at 12:00 UTC'],
    ['2027-04-06T12:00:00Z', 'UTC', 'Tuesday 6 April 2027 at 12:00 UTC'],
    ['2027-05-05T12:00:00Z', 'UTC', 'Wednesday 5 May 2027 at 12:00 UTC'],
    ['2027-06-03T12:00:00Z', 'UTC', 'Thursday 3 June 2027 at 12:00 UTC'],
    ['2027-07-02T12:00:00Z', 'UTC', 'Friday 2 July 2027 at 12:00 UTC'],
    ['2027-08-07T12:00:00Z', 'UTC', 'Saturday 7 August 2027 at 12:00 UTC'],
    ['2027-09-01T12:00:00Z', 'UTC', 'Wednesday 1 September 2027 at 12:00 UTC'],
    ['2027-10-01T12:00:00Z', 'UTC', 'Friday 1 October 2027 at 12:00 UTC'],
    ['2027-11-01T12:00:00Z', 'UTC', 'Monday 1 November 2027 at 12:00 UTC'],
    ['2027-12-01T12:00:00Z', 'UTC', 'Wednesday 1 December 2027 at 12:00 UTC'],
  ])('%s in %s is %s', (instant, zone, written) => {
    expect(formatInstant(seconds(instant), zone)).toBe(written);
  });
});
