import { dayOf } from '../../../model/calendar-day';
import type { DrillResults } from '../../../model/drill-result';
import { Duration } from '../../../model/duration';
import type { ProductDeclaration } from '../../../model/product';
import { checkDates } from '../../../model/proofs/dates';
import { goodDrill, measuredObjective } from '../../support/sample-drill';
import { sampleProduct } from '../../support/sample-product';

const on = (day: string, changes: Partial<ProductDeclaration> = {}, results: DrillResults = {}) => {
  const today = dayOf(day);
  if (today === undefined) throw new Error(`not a day: ${day}`);
  return checkDates([sampleProduct(changes)], results, today).map(({ rule, where, given }) => `${rule}, ${where}: ${given}`);
};

const allowed = (day: string, changes: Partial<ProductDeclaration>, results: DrillResults = {}) =>
  checkDates([sampleProduct(changes)], results, dayOf(day) ?? 0).map((finding) => finding.allowed);

describe('the check of dates', () => {
  it('lets a waiver hold to the end of its last day, and tells it on the next', () => {
    const waivers = [{ rule: 'rpo-not-met', where: 'shop / production / database', reason: 'soon', owner: 'lead', expires: '2027-03-31' }];
    expect(on('2027-03-31', { waivers })).toEqual([]);
    expect(on('2027-04-01', { waivers })).toEqual([
      'waiver-expired, shop / waivers / rpo-not-met at shop / production / database: accepted until 2027-03-31',
    ]);
  });

  it('tells a review of a certificate that is older than it may be', () => {
    const vendors = (reviewed: string | undefined) => [
      { title: 'Payments', facts: {}, certification: { standard: 'PCI DSS', reviewed, reviewEvery: Duration.days(365) }, meets: [] },
    ];
    expect(on('2027-06-01', { vendors: vendors('2026-06-01') })).toEqual([]);
    expect(on('2027-06-02', { vendors: vendors('2026-06-01') })).toEqual([
      'review-overdue, shop / vendors / Payments: last read on 2026-06-01',
    ]);
    expect(on('2027-06-01', { vendors: vendors('2026-06-31') })).toEqual(['bad-day, shop / vendors / Payments: "2026-06-31"']);
    expect(on('2027-06-01', { vendors: vendors(undefined) })).toEqual([]);
    expect(on('2027-06-01', { vendors: [{ title: 'Mail', facts: {}, meets: [] }] })).toEqual([]);
    expect(allowed('2027-06-02', { vendors: vendors('2026-06-01') })).toEqual(['at least every 365 d']);
  });

  it('tells a measured rate that is older than 100 days', () => {
    const objectives = [measuredObjective];
    const results = { 'shop-production': [{ ...goodDrill, finished: '2027-01-01T00:00:00Z' }] };
    expect(on('2027-04-11', { objectives }, results)).toEqual([]);
    expect(on('2027-04-12', { objectives }, results)).toEqual([
      'drill-too-old, shop / production / database: weekly-restore of database on 2027-01-01',
    ]);
    expect(allowed('2027-04-12', { objectives }, results)).toEqual(['at most 100 d']);
    expect(on('2027-04-12', { objectives })).toEqual([]);
    // Staging promises no recovery time.
    expect(on('2027-04-12', { objectives }, { 'shop-staging': results['shop-production'] })).toEqual([]);
  });

  it('tells when the simulated year is over', () => {
    expect(on('2027-12-31')).toEqual([]);
    expect(on('2028-01-01')).toEqual(['simulated-year-past, model/schedule.ts / simulatedYear: over since 2028-01-01']);
  });
});
