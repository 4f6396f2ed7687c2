import { storeTime } from '../../../jobs/watch/stores';

describe('the time of a look', () => {
  it('is that of the store, however wrong the clock of the machine is', () => {
    const here = new Date('2026-11-21T12:00:00Z');
    expect([0, 90, -90].map((clockAhead) => storeTime({ clockAhead }, here).toISOString())).toEqual([
      '2026-11-21T12:00:00.000Z',
      '2026-11-21T11:58:30.000Z',
      '2026-11-21T12:01:30.000Z',
    ]);
  });
});
