import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Schema, Validator } from '@cfworker/json-schema';
import type { Finding } from '../../model/finding';
import { messages } from '../../model/messages';
import { products as declared } from '../../products';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { writeFindings } from '../../stacks/findings-file';
import { projectRoot, readTree, scratchFolder } from '../support/command';

const products = [
  { name: 'shop' },
  { name: 'shop-admin', id: 'admin' },
  { name: 'shop', id: 'shop' },
  { name: 'shop-admin', id: 'shop-admin' },
];
const late = messages.rpoNotMet('shop / production / database', 'bad write', 'rpo 1 h', '25 h', 'one run a day', 'run it more often');
const bucket = messages.vendorLimit('admin-production-backup/bucket', 'a name', 'x', '63', 'shorten it');

describe('a file of findings', () => {
  const folder = scratchFolder();
  const written = (name: string, findings: readonly Finding[]): unknown => {
    const file = join(folder, 'not', 'there', name);
    expect(writeFindings([file], findings, products)).toEqual([]);
    return JSON.parse(readFileSync(file, 'utf8'));
  };

  it('in SARIF 2.1.0 names tool, rules, levels, texts and the file that mends each finding', () => {
    expect(written('findings.sarif', [late, { ...bucket, level: 'warning' }, late])).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'opskeep', rules: [{ id: 'rpo-not-met' }, { id: 'vendor-limit' }] } },
          results: [
            {
              ruleId: 'rpo-not-met',
              ruleIndex: 0,
              level: 'error',
              message: {
                text: [
                  'shop / production / database: recovery point objective not met for: bad write [rpo-not-met]',
                  '  given     rpo 1 h',
                  '  allowed   worst case 25 h: one run a day',
                  '  to mend   run it more often',
                ].join('\n'),
              },
              locations: [
                {
                  physicalLocation: { artifactLocation: { uri: 'products/shop.ts' }, region: { startLine: 1 } },
                  logicalLocations: [{ fullyQualifiedName: 'shop / production / database' }],
                },
              ],
              partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
            },
            expect.objectContaining({ ruleId: 'vendor-limit', ruleIndex: 1, level: 'warning' }),
            expect.objectContaining({ ruleId: 'rpo-not-met', ruleIndex: 0 }),
          ],
        },
      ],
    });
  });

  describe('held against the schema of OASIS', () => {
    const schema = JSON.parse(readFileSync(join(projectRoot, 'schemas', 'sarif-2.1.0.json'), 'utf8')) as Schema;
    const mistakes = (sarif: unknown) => new Validator(schema, '4').validate(sarif).errors.map(({ instanceLocation }) => instanceLocation);
    const waiver = { rule: late.rule, where: late.where, reason: 'soon', owner: 'lead', expires: '2027-03-31' };

    it('is SARIF with no findings, with one of each level, and with all of the products', () => {
      expect(mistakes(written('findings.sarif', []))).toEqual([]);
      const levels = [late, { ...late, level: 'warning' }, { ...late, level: 'note' }, { ...late, level: 'waived', waiver }] as const;
      expect(mistakes(written('findings.sarif', levels))).toEqual([]);
      const { findings } = assemble(declared, Settings.none, join(folder, 'cdktf.out'));
      expect(findings.length).toBeGreaterThan(20);
      expect(mistakes(written('findings.sarif', findings))).toEqual([]);
    });

    it.each<[string, (result: Record<string, unknown>) => unknown]>([
      ['a level that SARIF does not know', (result) => ({ ...result, level: 'waived' })],
      ['a result without a message', ({ message: _, ...result }) => result],
      ['a property that SARIF does not know', (result) => ({ ...result, owner: 'lead' })],
    ])('is none with %s', (_, change) => {
      const sarif = written('findings.sarif', [late]) as { runs: [{ results: [Record<string, unknown>] }] };
      const [run] = sarif.runs;
      expect(mistakes({ ...sarif, runs: [{ ...run, results: [change(run.results[0])] }] })).toContain('#/runs/0/results/0');
    });
  });

  it('in SARIF notes settings that stand on their placeholder, instead of warning of each in every pull request', () => {
    const unset = messages.placeholder('shop-on-call', 'aws_region', 'AWS region', 'aws.region');
    expect(written('findings.sarif', [unset])).toMatchObject({ runs: [{ results: [{ ruleId: 'placeholder', level: 'note' }] }] });
    expect(written('findings.json', [unset])).toMatchObject({ findings: [{ level: 'warning' }] });
  });

  it('in SARIF suppresses what is waived, with its reason', () => {
    const waiver = { rule: late.rule, where: late.where, reason: 'soon', owner: 'lead', expires: '2027-03-31' };
    expect(written('findings.sarif', [{ ...late, level: 'waived', waiver }])).toMatchObject({
      runs: [{ results: [{ level: 'note', suppressions: [{ kind: 'inSource', justification: 'soon' }] }] }],
    });
  });

  it('tells findings of one file apart, and the same one again by the same fingerprint when its figures change', () => {
    const other = { ...late, what: 'recovery point objective not met for: deleted database' };
    const worse = { ...late, allowed: 'worst case 26 h: one run a day' };
    const { runs } = written('findings.sarif', [late, other, worse]) as {
      runs: readonly [{ results: readonly { partialFingerprints: { primaryLocationLineHash: string } }[] }];
    };
    const [first, second, third] = runs[0].results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    expect(first).not.toBe(second);
    expect(first).toBe(third);
  });

  it('in JSON has every fact of each finding', () => {
    expect(written('findings.json', [late])).toEqual({ findings: [{ ...late, file: 'products/shop.ts' }] });
    expect(written('findings.json', [])).toEqual({ findings: [] });
  });

  it.each([
    ['shop / production / database', 'products/shop.ts'],
    ['shop', 'products/shop.ts'],
    ['shop-admin / schedule', 'products/shop-admin.ts'],
    ['shop-on-call', 'products/shop.ts'],
    ['shop-admin-production-backup/bucket', 'products/shop-admin.ts'],
    ['admin-production-backup/bucket', 'products/shop-admin.ts'],
    ['settings.json / adopt', 'settings.json'],
    ['drills/results.json / shop-production / 1', 'drills/results.json'],
    ['bootstrap-aws', 'products/index.ts'],
    ['command line', 'products/index.ts'],
  ])('a finding at "%s" belongs to %s', (where, file) => {
    const { findings } = written('findings.json', [{ ...late, where }]) as { findings: readonly { file: string }[] };
    expect(findings.map((finding) => finding.file)).toEqual([file]);
  });

  it('is a finding itself where it cannot be written, and leaves nothing half-written', () => {
    const taken = join(folder, 'taken.json');
    mkdirSync(taken);
    expect(writeFindings([taken], [late], products)).toMatchObject([{ level: 'error', rule: 'findings-not-written' }]);
    expect(Object.keys(readTree(folder)).filter((name) => name.startsWith('taken'))).toEqual([]);
  });
});
