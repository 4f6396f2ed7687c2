import type { Numbered } from './outline';

/** Number of the page on which each section begins, by anchor; empty before the first print has told. */
export type PageNumbers = ReadonlyMap<string, number>;

/** Characters of a word of code that every column of text has room for. */
const longestWhole = 60;

/** Turns blocks of Markdown into HTML for paper. */
export type ToHtml = (markdown: string) => string;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The page of a section, or as many figures as most pages have. */
export const pageOf = (anchor: string, pages: PageNumbers): string => String(pages.get(anchor) ?? '00');

/**
 * Markdown as HTML for people who cannot click: a link into the runbook says number and page of its section, one that leads outside is followed
 * by its address, once in a text.
 * @param sections every section by its anchors
 */
export async function htmlFor(sections: ReadonlyMap<string, Numbered>, pages: PageNumbers): Promise<ToHtml> {
  const { Marked } = await import('marked');
  const told = new Set<string>();
  const marked = new Marked({
    gfm: true,
    renderer: {
      link({ href, tokens, text }) {
        const inner = this.parser.parseInline(tokens);
        const target = href.startsWith('#') ? sections.get(href.slice(1)) : undefined;
        if (target !== undefined)
          return `<a href="#${escaped(target.anchor)}">${inner}</a> <span class="where">(${target.number}, page ${pageOf(target.anchor, pages)})</span>`;
        const address = text === href.replace(/^mailto:/, '') || told.has(href) ? '' : ` <span class="address">(${escaped(href)})</span>`;
        told.add(href);
        return `<a href="${escaped(href)}">${inner}</a>${address}`;
      },
      // A word that is broken at its hyphen reads as two; one that is longer than a line has to be broken.
      codespan({ text }) {
        const words = text.split(' ').map((word) => (word.length > longestWhole ? escaped(word) : `<span>${escaped(word)}</span>`));
        return `<code>${words.join(' ')}</code>`;
      },
      code({ text }) {
        const lines = text.split('\n').map((line) => `<span>${escaped(line) || ' '}</span>`);
        return `<pre>${lines.join('')}</pre>\n`;
      },
      paragraph({ tokens }) {
        const isHeading = tokens.length === 1 && tokens[0]?.type === 'strong';
        return `<p${isHeading ? ' class="heading"' : ''}>${this.parser.parseInline(tokens)}</p>\n`;
      },
    },
  });
  return (markdown) => {
    told.clear();
    return marked.parse(markdown, { async: false });
  };
}
