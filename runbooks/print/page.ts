import { createHash } from 'node:crypto';
import { headerBlocks } from '../chapters/introduction';
import { renderRunbook } from '../runbook';
import type { WrittenRunbook } from '../traceability';
import { escaped, htmlFor, type PageNumbers, pageOf, type ToHtml } from './html';
import { byAnchor, type Numbered, outline } from './outline';
import { type Paper, style } from './style';

/** The number of a copy: two papers with the same number say the same, and so does what would be printed now. */
export function copyNumber({ context, chapters }: WrittenRunbook): string {
  return createHash('sha256').update(renderRunbook(context, chapters)).digest('hex').slice(0, 12);
}

/** A runbook as one page of HTML that needs nothing else, laid out for paper. */
export async function printedPage(runbook: WrittenRunbook, paper: Paper, pages: PageNumbers): Promise<string> {
  const { context, chapters } = runbook;
  const { product, text } = context;
  const numbered = outline(chapters);
  const toHtml = await htmlFor(byAnchor(numbered), pages);
  const title = `Runbook: ${product.title}`;
  const version = (text?.header ?? []).find(({ label }) => label === 'Version');
  const copy = `copy ${copyNumber(runbook)}`;
  const css = style(paper, {
    top: `${title} (${product.environments.join(', ')})`,
    bottom: [...(version === undefined ? [] : [`Version ${version.value}`]), copy].join(', '),
    chapters: numbered.map((chapter) => ({ name: className(chapter), heading: chapter.section.title })),
  });
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${css}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    toHtml(headerBlocks(context, text).join('\n\n')),
    toHtml(
      `This is ${copy}. It is out of date when \`npm run print -- ${product.name}\` tells another number. Where (6.2, page 31) stands after a name, it is section 6.2, on page 31.`,
    ),
    contents(numbered, pages),
    ...numbered.map((chapter) => `<div class="chapter-of-its-own ${className(chapter)}">${sectionHtml(chapter, 2, toHtml)}</div>`),
    '</body></html>\n',
  ].join('\n');
}

const className = ({ number }: Numbered): string => `chapter-${number}`;

/** A chapter as on the screen. */
const headingOf = ({ number, title, section }: Numbered, level: number): string => (level === 2 ? section.title : `${number} ${title}`);

function sectionHtml(numbered: Numbered, level: number, toHtml: ToHtml): string {
  const { anchor, section, sections } = numbered;
  return [
    `<section${section.whole === true ? ' class="whole"' : ''}>`,
    `<h${level} id="${escaped(anchor)}">${escaped(headingOf(numbered, level))}</h${level}>`,
    toHtml(section.body.join('\n\n')),
    ...sections.map((inner) => sectionHtml(inner, level + 1, toHtml)),
    '</section>',
  ].join('\n');
}

function contents(chapters: readonly Numbered[], pages: PageNumbers): string {
  const entry = ({ number, title, anchor }: Numbered, name: string): string =>
    `<li class="${name}"><span>${number}</span><a href="#${escaped(anchor)}">${escaped(title)}</a><span>${pageOf(anchor, pages)}</span></li>`;
  const entries = chapters.flatMap((chapter) => [
    entry(chapter, 'chapter'),
    ...(chapter.section.indexed === true ? [] : chapter.sections.map((section) => entry(section, 'section'))),
  ]);
  return `<section class="contents"><h2>Contents</h2><ul>${entries.join('\n')}</ul></section>`;
}
