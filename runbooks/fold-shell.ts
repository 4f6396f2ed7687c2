/**
 * Characters of a line of code that a page of A4 shows whole when a browser prints it as GitHub and GitLab do: 16 px text, code at 85 % of it,
 * in a list. What is wider is cut off at the edge of the paper. __tests__/e2e/runbook-print.test.ts measures it.
 */
export const codeWidth = 76;

/** A position where a line may go on below, and how well that reads. */
interface Break {
  readonly at: number;
  readonly grade: Grade;
}

/** From the best on. */
const grades = ['before an operator', 'before an option', 'between words', 'within quotes', 'within single quotes'] as const;
type Grade = (typeof grades)[number];

/** What ends a line within quotes: the shell takes nothing out of single quotes, so they are closed and opened again. */
const quotedEnd: Partial<Record<Grade, string>> = { 'within quotes': '\\', 'within single quotes': "'\\" };
const quotedStart: Partial<Record<Grade, string>> = { 'within quotes': '', 'within single quotes': "'" };

/** What the reader of a shell is within: only between the words of a command does a space mean nothing but the end of a word. */
type Scope = 'command' | 'double quotes' | 'braces';

/** Not followed here: text that is read as it stands, and quotes of other kinds. Such a block stays as it is. */
const beyond = /(?<!<)<<(?!<)|`|\$'|\bcase\s/;

/** Shell whose long lines go on below after a backslash. The shell reads the same words. */
export function foldShell(code: string, width = codeWidth): string {
  if (beyond.test(code)) return code;
  const breaks = breaksOf(code);
  let start = 0;
  let continued = false;
  const rows: string[] = [];
  for (const line of code.split('\n')) {
    const first = start + line.search(/\S|$/);
    const own = breaks.filter(({ at }) => at > first && at < start + line.length).map(({ at, grade }) => ({ at: at - start, grade }));
    rows.push(...foldLine(line, own, width, continued));
    start += line.length + 1;
    continued = line.endsWith('\\');
  }
  return rows.join('\n');
}

function foldLine(line: string, breaks: readonly Break[], width: number, continued: boolean): readonly string[] {
  const indent = `${/^ */.exec(line)?.[0] ?? ''}${continued ? '' : '  '}`;
  const rows: string[] = [];
  let from = 0;
  let before = '';
  while (before.length + line.length - from > width) {
    const left = breaks.filter(({ at }) => at > from);
    const row = ({ at, grade }: Break): string => {
      const text = `${before}${line.slice(from, at)}`;
      const end = quotedEnd[grade];
      return end === undefined ? `${text.trimEnd()} \\` : `${text}${end}`;
    };
    const next =
      bestOf(left.filter((candidate) => row(candidate).length <= width)) ?? left.find(({ grade }) => quotedEnd[grade] === undefined);
    if (next === undefined) break;
    rows.push(row(next));
    from = next.at;
    before = quotedStart[next.grade] ?? indent;
  }
  return [...rows, `${before}${line.slice(from)}`];
}

/** The last break of the best grade. */
function bestOf(breaks: readonly Break[]): Break | undefined {
  for (const grade of grades) {
    const last = breaks.findLast((candidate) => candidate.grade === grade);
    if (last !== undefined) return last;
  }
  return undefined;
}

/** How a scope is read: its tokens, those that open another scope, and the one that ends it. */
const grammar: Readonly<Record<Scope, { readonly token: RegExp; readonly opens: Readonly<Record<string, Scope>>; readonly end: string }>> =
  {
    command: {
      token: /\\[^]|'[^']*'|"|\$\{|\$?\(|(?<!\S)#.*| +|[^]/y,
      opens: { '"': 'double quotes', '${': 'braces', '$(': 'command', '(': 'command' },
      end: ')',
    },
    'double quotes': { token: /\\[^]|\$\{|\$\(|[^]/y, opens: { '${': 'braces', '$(': 'command' }, end: '"' },
    braces: { token: /\\[^]|"|\$\{|\$\(|[^]/y, opens: { '"': 'double quotes', '${': 'braces', '$(': 'command' }, end: '}' },
  };

function breaksOf(code: string): readonly Break[] {
  const scopes: Scope[] = [];
  const breaks: Break[] = [];
  for (let at = 0; at < code.length; ) {
    const scope = scopes.at(-1) ?? 'command';
    const { token, opens, end } = grammar[scope];
    token.lastIndex = at;
    const [text = ''] = token.exec(code) ?? [];
    const opened = opens[text];
    at += text.length;
    if (text === end) scopes.pop();
    else if (opened !== undefined) scopes.push(opened);
    else if (scope === 'double quotes' && /^[ ,:/?]$/.test(text)) breaks.push({ at, grade: 'within quotes' });
    else if (scope === 'command' && text.startsWith("'"))
      for (const { index } of text.matchAll(/[ ,:/=](?=[^'\n])/g))
        breaks.push({ at: at - text.length + index + 1, grade: 'within single quotes' });
    else if (scope === 'command' && text.startsWith(' ')) breaks.push(...breakBefore(code, at));
  }
  return breaks;
}

/** None before what has to end its line: a backslash, a comment, or an operator that goes on below by itself. */
function breakBefore(code: string, at: number): readonly Break[] {
  const [rest = ''] = /^.*/.exec(code.slice(at)) ?? [];
  if (/^(?:\\|#|(?:\||&&)\s*$)/.test(rest)) return [];
  if (/^(?:\||&&)/.test(rest)) return [{ at, grade: 'before an operator' }];
  return [{ at, grade: /^(?:--?[A-Za-z]|>)/.test(rest) ? 'before an option' : 'between words' }];
}
