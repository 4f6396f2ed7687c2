import { dayOf } from '../../model/calendar-day';

describe('a day of the calendar', () => {
  it('is its midnight in UTC', () => {
    expect(dayOf('2027-03-31')).toBe(Date.UTC(2027, 2, 31) / 1000);
    expect(dayOf('2028-02-29')).toBe(Date.UTC(2028, 1, 29) / 1000);
  });

  it.each(['2027-02-29', '2027-13-01', '2027-3-1', '31.03.2027', '2027-03-31 ', '+275760-09', '2027-03-31T00:00', ''])(
    'is not "%s"',
    (text) => expect(dayOf(text)).toBeUndefined(),
  );
});
