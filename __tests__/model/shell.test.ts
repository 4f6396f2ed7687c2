import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from '../../model/shell';

const readBack = (word: string, environment: Readonly<Record<string, string>> = {}): string =>
  execFileSync('sh', ['-c', `printf '%s' ${shellWord(word)}`], { encoding: 'utf8', env: environment });

describe('a word in a shell command', () => {
  it.each([
    ['eu-west-1', 'eu-west-1'],
    ['tasks[0].taskArn', "'tasks[0].taskArn'"],
    ["it's", `'it'\\''s'`],
    ['$AWS_REGION', '"$AWS_REGION"'],
    ['--project=$PROJECT', '--project="$PROJECT"'],
    ['--data={"tier":"daily"}', `--data='{"tier":"daily"}'`],
    ['--wait', '--wait'],
    ['', "''"],
    ['see --data={}', "'see --data={}'"],
    ['--data=a\nb c', "--data='a\nb c'"],
    ['say "$NAME"', '"say \\"$NAME\\""'],
  ])('%j is written %s', (word, written) => {
    expect(shellWord(word)).toBe(written);
  });

  it('reaches the program as it was, whatever stands in it', () => {
    const texts = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !/\$[A-Z]/.test(text));
    fc.assert(
      fc.property(texts, fc.constantFrom('', '--data='), (text, option) => {
        expect(readBack(`${option}${text}`)).toBe(`${option}${text}`);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves a variable to the person who sets it', () => {
    expect(readBack('subnets=[$SUBNETS]', { SUBNETS: 'subnet-0a,subnet-0b' })).toBe('subnets=[subnet-0a,subnet-0b]');
  });
});
