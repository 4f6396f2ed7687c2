import { Duration } from '../../../model/duration';
import { answersTo, vendor } from '../../../model/vocabulary/compliance';

describe('what a product answers to as a declaration writes it', () => {
  it('is a regulation with the controls that the product claims', () => {
    expect(answersTo('gdpr', ['restore-test'], 'R-1')).toStrictEqual({ regulation: 'gdpr', controls: ['restore-test'], meets: ['R-1'] });
  });

  it('has vendors with the facts that are known, and with a certificate where the product relies on one', () => {
    const facts = { 'Escalation contact': undefined };
    expect(vendor('Payments', facts)).toStrictEqual({ title: 'Payments', facts, meets: [] });
    const said = {
      certification: { standard: 'PCI DSS', reviewed: '2026-11-02', reviewEvery: Duration.days(365) },
      meets: ['R-1'],
    };
    expect(vendor('Payments', facts, said)).toStrictEqual({ title: 'Payments', facts, ...said });
  });
});
