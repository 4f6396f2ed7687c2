import { pastDates } from '../../dates/past-dates';
import { dayOf } from '../../model/calendar-day';
import { product } from '../../model/product';
import { Schedule } from '../../model/schedule';
import { UTC } from '../../model/time-zone';
import { sampleProduct } from '../support/sample-product';

describe('dates that have passed', () => {
  it('are told of every product that can be read, beside what cannot be read', () => {
    const waivers = [{ rule: 'rpo-not-met', where: 'shop / production / database', reason: 'soon', owner: 'lead', expires: '2027-03-31' }];
    const products = [
      product('clinic', () => {
        Schedule.daily('25:00', UTC);
        return sampleProduct();
      }),
      product('shop', () => sampleProduct({ waivers })),
    ];
    const found = pastDates(products, { 'shop-production': [{ ok: 'perhaps' }] }, dayOf('2027-04-01') ?? 0);
    expect(found.map(({ rule, where }) => `${rule}, ${where}`)).toEqual([
      'bad-drill-result, drills/results.json / shop-production / 1',
      'bad-time-of-day, clinic / schedule',
      'waiver-expired, shop / waivers / rpo-not-met at shop / production / database',
    ]);
  });
});
