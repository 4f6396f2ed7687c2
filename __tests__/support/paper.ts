/** Looks with Chromium at pages as a printer gives them out. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium, printToPdf, readPdf } from '../../runbooks/print/chromium';

export const chromium = findChromium(process.env) ?? '';

/** Something on a page that has a place, in the order of the page. */
interface Mark {
  readonly id: string;
  readonly kind: 'heading' | 'head of a table' | 'row' | 'text';
  readonly text: string;
  /** Numbers of the blocks of code, the rows and the sections around it that belong on one page. */
  readonly within: readonly number[];
}

/** A page of HTML that has been looked at. */
export interface Looked {
  /** For each width the texts that reach beyond it, or beyond the block that they stand in. */
  readonly cutOff: readonly (readonly string[])[];
  readonly marks: readonly Mark[];
  /** The page with ids and links that make a PDF tell where everything is. */
  readonly marked: string;
}

const script = readFileSync(join(__dirname, 'look-at-page.mjs'), 'utf8');

/** @param widths pixels of CSS between the margins */
export async function lookAt(html: string, widths: readonly number[]): Promise<Looked> {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-look-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(
      page,
      html.replace(/(?=<\/body>)/, () => `<script data-widths="${JSON.stringify(widths)}">${script}</script>`),
    );
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const words = ['--headless', ...sandbox, '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`, '--dump-dom', page];
    const { stdout: marked } = await promisify(execFile)(chromium, words, { maxBuffer: 64 * 2 ** 20 });
    const [, title = ''] = /<title>(.*?)<\/title>/s.exec(marked) ?? [];
    const found = title.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&nbsp;', ' ').replaceAll('&amp;', '&');
    return { ...JSON.parse(found), marked };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A page of HTML on paper. */
export interface OnPaper {
  readonly pages: number;
  /** Width and height in points. */
  readonly size: string;
  readonly pageOf: (anchor: string) => number;
  /** Pages that hold nothing. */
  readonly empty: readonly number[];
  /** Headings, and heads of tables, with what they lead on another page. */
  readonly stranded: readonly string[];
  /** Blocks of code, rows and sections that begin on one page and end on another. */
  readonly torn: readonly string[];
}

/** Prints a page and tells where things came to stand. */
export async function onPaper({ marked, marks }: Looked): Promise<OnPaper> {
  const { pages, size, places } = readPdf(await printToPdf(chromium, marked));
  const pageOf = (id: string): number => {
    const page = places.get(id);
    if (page === undefined) throw new Error(`nothing tells the page of ${id}`);
    return page;
  };
  const used = new Set(marks.map(({ id }) => pageOf(id)));
  const stranded = marks.flatMap(({ id, kind, text }, index) => {
    const next = marks[index + 1];
    const leads = kind === 'heading' || kind === 'head of a table';
    return leads && next !== undefined && pageOf(next.id) !== pageOf(id) ? [text] : [];
  });
  const wholes = new Map<number, Mark[]>();
  for (const mark of marks) for (const whole of mark.within) wholes.set(whole, [...(wholes.get(whole) ?? []), mark]);
  const torn = [...wholes.values()]
    .filter((inside) => new Set(inside.map(({ id }) => pageOf(id))).size > 1)
    .map(([first]) => first?.text ?? '');
  return {
    pages,
    size,
    pageOf,
    empty: Array.from({ length: pages }, (_, index) => index + 1).filter((page) => !used.has(page)),
    stranded,
    torn,
  };
}
