import { readCommandLine } from '../../stacks/command-line';

const read = (words: string) => readCommandLine(words.split(' ').filter((word) => word !== ''));

describe('the command line', () => {
  it.each([
    ['', {}, []],
    ['allodoc', { product: 'allodoc' }, []],
    ['allodoc staging', { product: 'allodoc', environment: 'staging' }, []],
    ['--findings=a.sarif allodoc --findings b.json', { product: 'allodoc' }, ['a.sarif', 'b.json']],
  ])('"%s" is understood', (words, filter, findingsFiles) => {
    expect(read(words)).toEqual({ filter, findingsFiles, findings: [] });
  });

  it.each([
    ['allodoc staging production', 'bad-command-line: production'],
    ['--finding=a.sarif', 'bad-command-line: --finding'],
    ['--findings', 'bad-command-line: --findings'],
    ['--findings=a.txt', 'bad-findings-file: a.txt'],
    ['--findings=findings', 'bad-findings-file: findings'],
  ])('"%s" is told instead of ignored', (words, finding) => {
    expect(read(words).findings.map(({ rule, given }) => `${rule}: ${given}`)).toEqual([finding]);
  });
});
