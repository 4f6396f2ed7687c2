import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { checkWaivers, waivableRules, waive, waiveWritten } from '../../../model/proofs/waivers';
import type { Waiver } from '../../../model/waiver';
import { projectRoot } from '../../support/command';
import { sampleProduct } from '../../support/sample-product';

const where = 'shop / production / database';
const late = messages.rpoNotMet(where, 'bad write', 'rpo 1 h', '25 h', 'one run a day', 'run it more often');
const waiver: Waiver = {
  rule: 'rpo-not-met',
  where,
  reason: 'the second run comes with the new host',
  owner: 'lead',
  expires: '2027-03-31',
};
const withWaivers = (...waivers: readonly Waiver[]) => sampleProduct({ waivers });
const brief = (...waivers: readonly Waiver[]) =>
  checkWaivers(withWaivers(...waivers), [late]).map(({ rule, given }) => `${rule}: ${given}`);

describe('a waiver', () => {
  it('takes a finding of its rule and place out of the errors, and has it printed with reason, owner and day', () => {
    const elsewhere = { ...late, where: 'shop / production / files' };
    const otherRule = { ...late, rule: 'rto-not-met' };
    const [first, ...others] = waive(withWaivers(waiver), [late, elsewhere, otherRule]);
    expect(first).toEqual({ ...late, level: 'waived', waiver });
    expect(others).toEqual([elsewhere, otherRule]);
    expect(first === undefined ? '' : formatFinding(first)).toBe(
      [
        'shop / production / database: recovery point objective not met for: bad write [rpo-not-met]',
        '  given     rpo 1 h',
        '  allowed   worst case 25 h: one run a day',
        '  waived    until 2027-03-31 by lead: the second run comes with the new host',
      ].join('\n'),
    );
    expect(checkWaivers(withWaivers(waiver), [late])).toEqual([]);
  });

  it('that waives nothing is an error, which names the places of its rule', () => {
    const [finding] = checkWaivers(withWaivers({ ...waiver, where: 'shop / production / databse' }), [late, late]);
    expect(finding).toMatchObject({ level: 'error', rule: 'waiver-unused', allowed: `one of the places: ${where}` });
    expect(checkWaivers(withWaivers(waiver), [])).toMatchObject([
      { rule: 'waiver-unused', allowed: 'no waiver: there is no finding of this rule' },
    ]);
    expect(brief(waiver, waiver)).toEqual(['waiver-unused: no finding of this rule at this place']);
  });

  it('says why, who answers for it, and until which day', () => {
    expect(brief({ ...waiver, reason: ' ' })).toEqual(['waiver-without-reason: reason: blank']);
    expect(brief({ ...waiver, owner: 'nobody' })).toEqual(['unknown-owner: "nobody"']);
    for (const owner of ['lead', 'primary', 'Shop']) expect(brief({ ...waiver, owner })).toEqual([]);
    for (const expires of ['2027-02-29', '2027-3-31', 'next year', '']) {
      expect(brief({ ...waiver, expires })).toEqual([`bad-day: "${expires}"`]);
    }
    expect(brief({ ...waiver, expires: '2028-02-29' })).toEqual([]);
  });

  it('does not cover what cannot be built, whatever the reason', () => {
    const duplicate = messages.duplicate(where, 'component', 'api');
    const product = withWaivers({ ...waiver, rule: 'duplicate-name' });
    expect(waive(product, [duplicate])).toEqual([duplicate]);
    expect(checkWaivers(product, [duplicate])).toMatchObject([{ rule: 'unknown-rule-that-can-be-waived', given: '"duplicate-name"' }]);
  });

  it('is judged with the written stacks where its rule is, and is unused where they have nothing of it', () => {
    const product = withWaivers({ ...waiver, rule: 'one-account' });
    const found = messages.oneAccount(where, ['database'], ['first account']);
    expect(checkWaivers(product, [])).toEqual([]);
    expect(waiveWritten(product, [found])).toMatchObject([{ rule: 'one-account', level: 'waived' }]);
    expect(waiveWritten(product, [])).toMatchObject([{ rule: 'waiver-unused' }]);
    expect(waiveWritten({ ...product, state: 'retired' }, [])).toEqual([]);
  });

  it('can name only rules that exist', () => {
    const rules = readFileSync(join(projectRoot, 'model', 'messages.ts'), 'utf8');
    expect(waivableRules.filter((rule) => !rules.includes(`'${rule}'`))).toEqual([]);
  });

  it('is judged the same on every day', () => {
    expect(brief({ ...waiver, expires: '1999-12-31' })).toEqual([]);
  });
});
