import { copyingTakes, firstTransfer, toSecondLocation, toSecondProvider, transfersInYear } from '../../model/copying';
import { Duration } from '../../model/duration';
import { simulatedYear } from '../../model/schedule';

const dates = (starts: readonly number[]) => starts.map((start) => new Date(start * 1000).toISOString());

describe('transfers to another place', () => {
  it('begin on a day that is over, at their own time and weekday', () => {
    expect(firstTransfer(toSecondLocation)).toEqual({ year: 2026, month: 1, day: 4, hour: 22, minute: 0 });
    expect(firstTransfer({ ...toSecondProvider, weekday: 'sunday' })).toEqual(firstTransfer(toSecondProvider));
    expect(firstTransfer({ ...toSecondProvider, weekday: 'wednesday' })).toEqual({ year: 2026, month: 1, day: 7, hour: 12, minute: 0 });
  });

  it('start daily or weekly through the simulated year, and are through in 2 h', () => {
    const [begin, end] = dates([simulatedYear.start, simulatedYear.end]);
    expect([begin, end]).toEqual(['2026-12-01T00:00:00.000Z', '2028-02-01T00:00:00.000Z']);
    const daily = dates(transfersInYear(toSecondLocation));
    expect([daily[0], daily.at(-1), daily.length]).toEqual(['2026-12-01T22:00:00.000Z', '2028-01-31T22:00:00.000Z', 427]);
    const weekly = dates(transfersInYear(toSecondProvider));
    expect([weekly[0], weekly.at(-1)]).toEqual(['2026-12-06T12:00:00.000Z', '2028-01-30T12:00:00.000Z']);
    expect(copyingTakes).toEqual(Duration.hours(2));
  });

  it('leave out one that would start with the end of the year', () => {
    const midnight = dates(transfersInYear({ at: '00:00', every: Duration.days(1) }));
    expect([midnight[0], midnight.at(-1)]).toEqual(['2026-12-01T00:00:00.000Z', '2028-01-31T00:00:00.000Z']);
  });
});
