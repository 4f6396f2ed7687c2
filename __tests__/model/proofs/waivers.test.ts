import { readdirSync, readFileSync } from 'node:fs';
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
    for (const owner of ['lead', 'engineer', 'primary', 'Shop']) expect(brief({ ...waiver, owner })).toEqual([]);
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

  it('is told with its own place, and names the places of its own rule alone', () => {
    const other = { ...late, rule: 'rto-not-met', where: 'shop / production / files' };
    const astray = { ...waiver, where: 'shop / production / databse' };
    expect(checkWaivers(withWaivers(astray), [late, other])).toMatchObject([
      { where: 'shop / waivers / rpo-not-met at shop / production / databse', allowed: `one of the places: ${where}` },
    ]);
    expect(checkWaivers(withWaivers({ ...waiver, expires: 'soon' }), [late])).toMatchObject([
      { where: `shop / waivers / rpo-not-met at ${where} / expires` },
    ]);
    const written = withWaivers({ ...waiver, rule: 'one-account', where: 'shop / staging' });
    const found = messages.oneAccount('shop / production', ['database'], ['first account']);
    expect(waiveWritten(written, [late, found])).toMatchObject([
      { level: 'error', rule: 'rpo-not-met' },
      { level: 'warning', rule: 'one-account' },
      { where: 'shop / waivers / one-account at shop / staging', allowed: 'one of the places: shop / production' },
    ]);
  });

  it('is used beside another of its rule, and beside another of its place', () => {
    const elsewhere = { ...late, where: 'shop / production / files' };
    const otherRule = { ...late, rule: 'rto-not-met' };
    const waivers = [waiver, { ...waiver, where: elsewhere.where }, { ...waiver, rule: 'rto-not-met' }];
    expect(checkWaivers(withWaivers(...waivers), [late, elsewhere, otherRule])).toEqual([]);
  });

  const neverWaived: Readonly<Record<string, readonly string[]>> = {
    'takes every copy, or the proof that nobody can': ['ends-every-copy', 'last-good-expires', 'may-remove-copies', 'unjudged-right'],
    'leaves nobody to listen, or wakes twice by one signal': [
      'alert-reaches-nobody',
      'backup-failure-unheard',
      'not-enrolled',
      'orphan-contact-point',
      'pages-twice',
    ],
    'overwrites what others own, or goes beyond what a vendor gives': [
      'adopted-twice',
      'common-bucket-name',
      'duplicate-name',
      'multipart-ceiling',
      'name-too-long',
      'no-archive-command',
      'pager-name',
      'pager-zone',
      'shared-name',
      'singleton',
      'vendor-limit',
      'vendor-quota',
    ],
    'is no declaration that could be read or built': [
      'bad-alert-timing',
      'bad-cron',
      'bad-day',
      'bad-day-of-month',
      'bad-drill-result',
      'bad-duration',
      'bad-escalation',
      'bad-interval',
      'bad-maintenance-window',
      'bad-name',
      'bad-retention',
      'bad-threshold',
      'bad-time-of-day',
      'bad-time-zone',
      'check-that-nobody-makes',
      'held-tier-in-loki',
      'inherited-differs',
      'label-not-allowed',
      'planned-work-not-in-utc',
      'reason-missing',
      'routine-without-database',
      'starts-before-backup-ends',
      'unknown-resource',
      'unquotable',
    ],
    'is judged by the day, and not by a synth': ['drill-too-old', 'review-overdue', 'simulated-year-past', 'waiver-expired'],
    'is about waivers and settings themselves': [
      'bad-command-line',
      'bad-findings-file',
      'bad-setting',
      'findings-not-written',
      'placeholder',
      'settings-not-json',
      'unknown-setting',
      'waiver-unused',
      'waiver-without-reason',
    ],
    'breaks what the law or a contract asks for': ['kept-out-of-bounds'],
    'asks for nothing': ['alerting-unwatched', 'looser-than-baseline'],
  };

  it.each(Object.entries(neverWaived).flatMap(([why, rules]) => rules.map((rule) => [rule, why] as const)))(
    'does not cover %s, which %s',
    (rule) => {
      const finding = { ...late, rule };
      const product = withWaivers({ ...waiver, rule });
      expect(waive(product, [finding])).toEqual([finding]);
      expect(waiveWritten(product, [finding])).toContainEqual(finding);
      expect(checkWaivers(product, [finding])).toMatchObject([
        { level: 'error', rule: 'unknown-rule-that-can-be-waived', given: `"${rule}"` },
      ]);
    },
  );

  it.each(waivableRules)('covers %s', (rule) => {
    const finding = { ...late, rule };
    expect(waive(withWaivers({ ...waiver, rule }), [finding])).toEqual([{ ...finding, level: 'waived', waiver: { ...waiver, rule } }]);
  });

  it('is decided on for every rule that there is, and names no other', () => {
    const folder = join(projectRoot, 'model', 'messages');
    const source = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    const named = [...source.matchAll(/(?:error|warning|note)\)?\(\s*'([a-z-]+)'/g)].map(([, rule]) => rule);
    expect([...waivableRules, ...Object.values(neverWaived).flat()].sort()).toEqual([...new Set(named)].sort());
  });

  it('is judged the same on every day', () => {
    expect(brief({ ...waiver, expires: '1999-12-31' })).toEqual([]);
  });
});
