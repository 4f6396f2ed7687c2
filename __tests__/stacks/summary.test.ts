import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, formatFinding } from '../../model/finding';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { checkFilter, type Filter, summarize } from '../../stacks/summary';
import { withoutCreationTraces } from '../../stacks/synthesis';

const assembly = withoutCreationTraces(() => assemble(products, Settings.none, join(tmpdir(), 'opskeep-summary')));
const summary = (filter: Filter = {}): readonly string[] => summarize(assembly, filter).split('\n');
const lines = (start: string, filter: Filter = {}): readonly string[] => summary(filter).filter((line) => line.startsWith(start));

describe('the summary', () => {
  it('opens with the matrix of objectives, and then tells what was made, what was found and what is next', () => {
    const heads = summarize(assembly)
      .split('\n\n')
      .map((section) => section.split('\n')[0]?.replace(/ +/g, ' ').replace(/\d+/g, 'n'));
    expect(heads).toEqual([
      'product environment store objective declared proven margin one run fails scenarios',
      'product environment stacks resources backups alerts dashboards',
      'Findings: n errors, n waived, n warnings, n notes, n settings still on their placeholder',
      'Next',
    ]);
  });

  it('tells each value that is not set with the path in settings.json that mends it', () => {
    const unset = lines('  not set: ');
    expect(unset).toContain('  not set: defaults.aws.accountId: AWS account that the stack may touch (16 stacks)');
    expect(unset).toContain(
      '  not set: products.allodoc.all.inputs.senior_developer_email: login address of Senior developer in PagerDuty (allodoc-on-call)',
    );
    expect(unset).toContain('  not set: grafana.url: address of Grafana (9 stacks)');
    expect(unset.filter((line) => !/^ {2}not set: [\w.-]+(, [\w.-]+)*: \S/.test(line))).toEqual([]);
  });

  it('tells figures that are looser than the baseline as notes, which ask for nothing', () => {
    expect(lines('  note: ')).toHaveLength(3);
    expect(lines('  note: ')[0]).toMatch(
      /^ {2}note: mobile-matrix \/ baseline \/ OM-ALERT-03: a product figure is looser .*: .* above 10 % for 2 min \(critical\), against .* above 5 % for 5 min \(critical\)$/,
    );
    expect(summary().find((line) => line.startsWith('Findings: '))).toContain(' 3 notes, ');
  });

  it('of one product tells nothing of others: findings, values that are not set, next steps', () => {
    const text = summary({ product: 'carenow' }).join('\n');
    for (const { name } of products.filter((product) => product.name !== 'carenow')) expect(text).not.toContain(`${name} / `);
    expect(text).not.toContain('aws.subnetIds');
    expect(text).toContain('carenow / contacts: Emergency hotline');
    expect(text).toContain('npx cdktf diff carenow-on-call');
  });

  it('of one environment tells nothing of the others of its product', () => {
    const text = summary({ product: 'allodoc', environment: 'development' }).join('\n');
    expect(text).not.toMatch(/allodoc-(production|staging)|allodoc\.(production|staging)|allodoc \/ (production|staging)/);
    // What the product says as a whole holds there, too.
    expect(text).toContain('allodoc / vendors');
    expect(text).toContain('npx cdktf diff allodoc-');
  });

  it('tells what is wrong with the settings whatever is asked for', () => {
    const broken = { ...assembly, findings: [...assembly.findings, ...Settings.check({ grafanna: {} }, []).findings] };
    expect(summarize(broken, { product: 'carenow' })).toContain('settings.json / grafanna');
  });

  it('tells each environment that is asked for with its stacks', () => {
    const rows = lines('allodoc ', { product: 'allodoc' }).filter((line) => line.includes('allodoc-on-call'));
    expect(rows.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['allodoc', 'production', 'allodoc-on-call, allodoc-production-backup, allodoc-production-monitoring'],
      ['allodoc', 'staging', 'allodoc-on-call, allodoc-staging-backup, allodoc-staging-monitoring'],
      ['allodoc', 'development', 'allodoc-on-call, allodoc-development-monitoring'],
    ]);
  });

  it('tells in full what is waived', () => {
    const [waived] = assembly.findings.filter(({ level }) => level === 'waived');
    expect(waived === undefined ? '' : summarize(assembly)).toContain(formatFinding(waived as Finding));
  });
});

describe('the filter of the command line', () => {
  const known = [{ name: 'shop', environments: ['production'], inputs: [] }];
  it.each<[Filter, readonly string[]]>([
    [{}, []],
    [{ product: 'shop', environment: 'production' }, []],
    [{ product: 'shpo' }, ['unknown-product, command line: "shpo"; did you mean "shop"? use one of the names above']],
    [
      { product: 'shop', environment: 'prodution' },
      ['unknown-environment, command line / shop: "prodution"; did you mean "production"? use one of the names above'],
    ],
  ])('names what exists: %j', (filter, told) => {
    expect(checkFilter(filter, known).map(({ rule, where, given, mend }) => `${rule}, ${where}: ${given}; ${mend}`)).toEqual(told);
  });
});
