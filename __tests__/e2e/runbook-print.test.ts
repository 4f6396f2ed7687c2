/** Runbooks on paper: those of `npm run print`, and the Markdown as a browser prints it from a code host. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPdf } from '../../runbooks/print/chromium';
import { projectRoot, runCommand, scratchFolder } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { chromium, type Looked, lookAt, type OnPaper, onPaper } from '../support/paper';

/** All are looked at on both papers; the command prints one of them on Letter. */
const onA4 = ['allodoc', 'carenow', 'life-manager', 'mobile-matrix'];
const onLetter = 'operations-manual';
const products = [...onA4, onLetter];
const paperOf = (product: string) => (product === onLetter ? 'letter' : 'a4');

/** Millimetres of paper as pixels of CSS. */
const pixels = (millimetres: number): number => (millimetres / 25.4) * 96;
const papers = { a4: pixels(210), letter: pixels(215.9) } as const;

/** What github-markdown-css says of text, code and tables. */
const github = `
body { margin: 0; font: 16px/1.5 sans-serif; }
pre, code { font-family: monospace; font-size: 13.6px; }
pre { padding: 16px; overflow: auto; line-height: 1.45; }
pre code { font-size: 100%; }
ul, ol { padding-left: 2em; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse; }
td, th { padding: 6px 13px; border: 1px solid; }`;
/** Margins of a browser that is not told others. */
const browserMargins = 2 * pixels(10);

const html = (body: string, css = ''): string =>
  `<!doctype html><html><head><title></title><style>${css}</style></head><body>${body}</body></html>`;

describeWithTool(
  'Chromium',
  () => chromium !== '',
  () => {
    const folder = scratchFolder();
    const print = (...words: readonly string[]) => runCommand(['npm', 'run', '--silent', 'print', '--', ...words, `--folder=${folder}`]);
    const pdfOf = (product: string): Buffer => readFileSync(join(folder, `${product}.pdf`));
    const looked = new Map<
      string,
      { readonly page: string; readonly cutOff: Looked['cutOff']; readonly a4: OnPaper; readonly letter: OnPaper }
    >();
    const of = (product: string) => {
      const found = looked.get(product);
      if (found === undefined) throw new Error(`${product} was not printed`);
      return found;
    };
    let said = '';
    let plain = '';

    beforeAll(async () => {
      const runs = [print(...onA4), print(onLetter, '--paper=letter')];
      expect(runs.map(({ status, stderr }) => ({ status, stderr }))).toEqual(runs.map(() => ({ status: 0, stderr: '' })));
      said = runs.map(({ stdout }) => stdout).join('');
      const input = JSON.stringify(products.map((product) => [product, paperOf(product), [...readPdf(pdfOf(product)).places]]));
      const program = join(__dirname, '..', 'support', 'printed-pages.cjs');
      const pages: { readonly printed: readonly string[]; readonly plain: string } = JSON.parse(
        execFileSync('node', [program], { input, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }),
      );
      plain = pages.plain;
      for (const [index, product] of products.entries()) {
        const page = pages.printed[index] ?? '';
        const margins = 2 * pixels(16);
        const { cutOff, marks, marked } = await lookAt(page, [papers.a4 - margins, papers.letter - margins]);
        const on = (size: string) => onPaper({ cutOff, marks, marked: marked.replace(/size: \w+;/, `size: ${size};`) });
        const [a4, letter] = await Promise.all([on('A4'), on('letter')]);
        looked.set(product, { page, cutOff, a4, letter });
      }
    }, 600_000);

    it.each(products)('%s has nothing beyond the margins of A4 and Letter, and no empty page', (product) => {
      const { cutOff, a4, letter } = of(product);
      expect({ cutOff, a4: a4.empty, letter: letter.empty }).toEqual({ cutOff: [[], []], a4: [], letter: [] });
      expect([a4.size, letter.size]).toEqual(['594.95996 841.91998', '612 792']);
    });

    it.each(products)('%s has no heading without what it leads, and nothing torn that belongs together', (product) => {
      const { a4, letter } = of(product);
      expect([a4, letter].map(({ stranded, torn }) => ({ stranded, torn }))).toEqual([
        { stranded: [], torn: [] },
        { stranded: [], torn: [] },
      ]);
    });

    it.each(products)('%s says the page of every chapter and section, and of each that it refers to', (product) => {
      const { page, [paperOf(product)]: paper } = of(product);
      const [, list = ''] = /<section class="contents">([\s\S]*?)<\/section>/.exec(page) ?? [];
      const entries = [...list.matchAll(/<span>[\d.]+<\/span><a href="#([^"]+)">[^<]+<\/a><span>(\d+)<\/span>/g)];
      const chapters = [...page.matchAll(/<h2 id="([^"]+)">/g)].map(([, anchor]) => anchor);
      expect(chapters.length).toBeGreaterThan(14);
      expect(entries.map(([, anchor]) => anchor).filter((anchor) => chapters.includes(anchor))).toEqual(chapters);
      const references = [...page.matchAll(/<a href="#([^"]+)">[^\n]*?<\/a> <span class="where">\([\d.]+, page (\d+)\)/g)];
      expect(references.length).toBeGreaterThan(100);
      const wrong = [...entries, ...references].filter(([, anchor = '', told]) => paper.pageOf(anchor) !== Number(told));
      expect(wrong.map(([told]) => told)).toEqual([]);
      const { size, places } = readPdf(pdfOf(product));
      expect(size).toBe(paper.size);
      expect([...places].filter(([anchor, number]) => paper.pageOf(anchor) !== number)).toEqual([]);
      expect(said).toMatch(new RegExp(`^${join(folder, product)}\\.pdf: ${paper.pages} pages, copy [0-9a-f]{12}$`, 'm'));
    });

    it('loses nothing that is printed from a code host', async () => {
      const { cutOff, marks } = await lookAt(html(plain, github), [papers.a4 - browserMargins, papers.letter - browserMargins]);
      expect(marks.length).toBeGreaterThan(9_000);
      expect(cutOff).toEqual([[], []]);
    });

    it('would see what is cut off, stranded, torn or empty', async () => {
      const word = 'x'.repeat(300);
      const wide = await lookAt(html(`<pre>${word}</pre><table><tr><td>${word}</td><td>b</td></tr></table><p>a word</p>`, github), [700]);
      expect(wide.cutOff).toEqual([[word, word, 'b']]);
      const css = '@page { size: A4; margin: 10mm; } * { margin: 0; } h2, pre span { display: block; height: 20mm; }';
      const far = '<div style="height: 260mm"></div>';
      const bad = `${far}<h2>Last</h2><p>first</p>${far}<pre><span>one</span><span>two</span></pre><div style="height: 600mm"></div><p>end</p>`;
      const { pages, stranded, torn, empty } = await onPaper(await lookAt(html(bad, css), [700]));
      expect({ pages, stranded, torn, empty }).toEqual({ pages: 5, stranded: ['Last'], torn: ['one'], empty: [4] });
    });

    it.each([
      ['a product that is not there, beside one that is', ['carenow', 'care-now'], {}, /unknown product[\s\S]*did you mean "carenow"/],
      ['no browser', ['carenow'], { CHROME_PATH: '/nowhere/chromium' }, /^Chromium prints the pages, and there is none here/],
      ['a browser that prints nothing', ['carenow'], { CHROME_PATH: 'true' }, /^true printed nothing/],
      ['settings that cannot be read', ['carenow'], { OPSKEEP_SETTINGS: join(projectRoot, 'README.md') }, /settings/],
    ])('writes nothing for %s, and says why', (_, words, env: Record<string, string>, why) => {
      const target = join(folder, 'refused');
      const main = join(projectRoot, 'dist', 'runbooks', 'print', 'main.js');
      const { status, stdout, stderr } = runCommand(['node', main, ...words, `--folder=${target}`], { env });
      expect({ status, stdout, written: existsSync(target) }).toEqual({ status: 1, stdout: '', written: false });
      expect(stderr).toMatch(why);
    });
  },
);
