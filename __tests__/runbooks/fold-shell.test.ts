/** Long commands on a page: the shell reads the same words, and the page shows all of them. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from '../../model/shell';
import { codeWidth, foldShell } from '../../runbooks/fold-shell';
import { pages } from './generated';

/** What a program is given by a command. */
function wordsOf(command: string, environment: Readonly<Record<string, string>> = {}): readonly string[] {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail'], {
    input: `show() { printf '%s\\0' "$@"; }\n${command}\n`,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment } as NodeJS.ProcessEnv,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\0').slice(0, -1);
}

describe('a long command', () => {
  it.each([
    ['at an operator before all else', 'show --first one --second two | tr a b', 'show --first one --second two \\\n  | tr a b'],
    ['at an option, which keeps its value', 'show --first one --second two --third', 'show --first one --second two \\\n  --third'],
    ['between words where there is no option', 'show one two three four five six seven', 'show one two three four five \\\n  six seven'],
    ['further in where its line is further in', '  show --first one --second --third', '  show --first one --second \\\n    --third'],
    [
      'in line with a line that goes on already',
      'show \\\n  --first one --second two --third',
      'show \\\n  --first one --second two \\\n  --third',
    ],
    [
      'within double quotes, without a space more',
      'show "one,two,three,four,five,six,seven"',
      'show \\\n  "one,two,three,four,five,six,\\\nseven"',
    ],
    [
      'within single quotes, which open again',
      "show 'one two three four five six seven'",
      "show \\\n  'one two three four five '\\\n'six seven'",
    ],
    ['within the command of a substitution', 'X="$(show --first one --second two)"', 'X="$(show --first one \\\n  --second two)"'],
  ])('goes on below %s', (_, command, folded) => {
    expect(foldShell(command, 32)).toBe(folded);
  });

  it.each([
    ['fits', 'show --first one'],
    ['is one word', 'show=one-two-three-four-five-six-seven-eight-nine'],
    ['is a comment', '# show one two three four five six seven eight'],
    ['ends in an operator', 'show-one-two-three-four-five-six |\n  cat'],
    ['holds text that is read as it stands', 'cat <<END\none two three four five six seven eight\nEND'],
    ['has old substitutions', 'show `show --first one --second two --third`'],
  ])('stays as it is where it %s', (_, command) => {
    expect(foldShell(command, 32)).toBe(command);
  });

  it('gives a program the same words, whatever they are and however narrow the page', () => {
    const word = fc.oneof(
      fc
        .string({ unit: 'grapheme-ascii' })
        .filter((text) => !/\$[A-Z]/.test(text))
        .map(shellWord),
      fc.constantFrom(
        '--option',
        '"$WHERE"',
        '"a,b:c/d $(printf "%s," e "f g")"',
        `"\${NONE:-no, "none"}"`,
        '$(printf one)',
        "it\\'s\\ \\#",
      ),
    );
    const command = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `show ${words.join(' ')}`);
    // Many to one shell, since starting a shell takes longer than reading them.
    const commands = fc.array(command, { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(commands, fc.integer({ min: 8, max: 60 }), (typed, width) => {
        const environment = { WHERE: 'x, y' };
        const folded = typed.map((each) => foldShell(each, width));
        expect(wordsOf(folded.join('\n'), environment)).toEqual(wordsOf(typed.join('\n'), environment));
      }),
      { numRuns: 6 },
    );
  });
});

describe.each([...pages()].filter(([path]) => path.startsWith('runbooks/')))('%s', (_, page) => {
  it('has no line of code that paper would cut off', () => {
    const blocks = page.matchAll(/^( *)```\w+\n([\s\S]*?)^ *```$/gm);
    const wide = [...blocks].flatMap(([, indent = '', body = '']) =>
      body.split('\n').filter((line) => line.length - indent.length > codeWidth),
    );
    expect(wide).toEqual([]);
  });
});
