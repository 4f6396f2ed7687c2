/** Papers by the name that an option gives them, as CSS knows them. */
export const papers = { a4: 'A4', letter: 'letter' } as const;
export type Paper = keyof typeof papers;

/** What stands at the edges of every page. */
export interface Edges {
  readonly top: string;
  readonly bottom: string;
  /** Chapters by the name of their class, each with its heading. */
  readonly chapters: readonly { readonly name: string; readonly heading: string }[];
}

/** A text as CSS writes it. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/**
 * How a runbook is laid out: black on white, since a printer may have no colour; every chapter on a page of its own, with its name at the
 * top; nothing that belongs together over two pages, unless it is longer than one.
 */
export function style(paper: Paper, { top, bottom, chapters }: Edges): string {
  const heads = chapters.map(
    ({ name, heading }) => `@page ${name} { @top-right { content: ${quoted(heading)}; } }\n.${name} { page: ${name}; }`,
  );
  return `
@page {
  size: ${papers[paper]};
  margin: 18mm 16mm;
  font: 8pt system-ui, sans-serif;
  @top-left { content: ${quoted(top)}; }
  @bottom-left { content: ${quoted(bottom)}; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); }
}
${heads.join('\n')}
body { margin: 0; font: 10pt/1.35 system-ui, sans-serif; color: black; orphans: 3; widows: 3; }
a { color: inherit; }
h1 { font-size: 20pt; margin: 0 0 4mm; }
h2 { font-size: 15pt; margin: 0 0 3mm; }
h3 { font-size: 12pt; margin: 6mm 0 2mm; }
h4 { font-size: 10.5pt; margin: 4mm 0 2mm; }
p, ul, ol, table, pre { margin: 2mm 0; }
ul, ol { padding-left: 7mm; }
h1, h2, h3, h4, .heading, p:has(+ pre), p:has(+ ul), p:has(+ ol), p:has(+ table) { break-after: avoid; }
p, pre, tr, .whole { break-inside: avoid; }
table { border-collapse: collapse; }
thead { display: table-header-group; }
th, td { border: 0.3mm solid #777; padding: 1mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: break-word; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 8.5pt; }
code { overflow-wrap: anywhere; }
code span { white-space: nowrap; }
td code { overflow-wrap: inherit; }
td code span { white-space: normal; }
pre { border: 0.3mm solid #777; padding: 1.5mm 2mm; }
pre span { display: block; padding-left: 4ch; text-indent: -4ch; white-space: pre-wrap; overflow-wrap: anywhere; }
.where, .address { font-size: 8pt; }
.address { overflow-wrap: anywhere; }
.contents { break-before: page; }
.contents ul { columns: 2; column-gap: 8mm; padding: 0; list-style: none; font-size: 9pt; }
.contents li { display: flex; gap: 2mm; break-inside: avoid; }
.contents li.chapter { font-weight: bold; margin-top: 1.5mm; break-after: avoid; }
.contents a { flex: 1; text-decoration: none; }
.chapter-of-its-own { break-before: page; }
`;
}
