import { claimedControls, clauseOf, meetsOfControl } from '../../model/compliance';
import { answersTo } from '../../model/vocabulary';

const compliance = {
  answers: [answersTo('gdpr', ['restore-test', 'data-backup-plan'], 'G-1'), answersTo('pci-dss', ['no-card-data'], 'P-1')],
  labels: { allowed: ['service'], meets: ['L-1', 'P-1'] },
};

describe('the controls of a product', () => {
  it('are those that it claims for any regulation, in the order of the table', () => {
    expect(claimedControls(compliance)).toEqual(['data-backup-plan', 'restore-test', 'no-card-data']);
    expect(claimedControls({ answers: [] })).toEqual([]);
  });

  it('stand for the requirements of the answers that claim them, and for those of the labels where cards are kept out', () => {
    expect(meetsOfControl(compliance, 'restore-test')).toEqual(['G-1']);
    expect(meetsOfControl(compliance, 'no-card-data')).toEqual(['P-1', 'L-1']);
    expect(meetsOfControl({ answers: compliance.answers }, 'no-card-data')).toEqual(['P-1']);
    expect(meetsOfControl(compliance, 'audit-log')).toEqual([]);
  });

  it('have the clause of a regulation that asks for them, and none elsewhere', () => {
    expect(clauseOf('gdpr', 'restore-test')).toMatch(/32/);
    expect(clauseOf('gdpr', 'no-card-data')).toBeUndefined();
  });
});
