import type { WrittenRunbook } from '../traceability';
import { printToPdf, readPdf } from './chromium';
import type { PageNumbers } from './html';
import { copyNumber, printedPage } from './page';
import type { Paper } from './style';

/** A runbook on paper. */
export interface Printed {
  readonly product: string;
  /** Number of the copy, as it stands on each page. */
  readonly copy: string;
  readonly pdf: Buffer;
  readonly pages: number;
}

/** Numbers move words and words move pages: the first print knows no number, the second nearly always has them all right. */
const mostPrints = 6;

/** Prints a runbook until the page numbers in it are those of its pages. */
export async function printRunbook(runbook: WrittenRunbook, paper: Paper, chromium: string): Promise<Printed> {
  const { product } = runbook.context;
  let known: PageNumbers = new Map();
  for (let print = 0; print < mostPrints; print += 1) {
    const pdf = await printToPdf(chromium, await printedPage(runbook, paper, known));
    const { pages, places } = readPdf(pdf);
    if ([...places].every(([anchor, page]) => known.get(anchor) === page))
      return { product: product.name, copy: copyNumber(runbook), pdf, pages };
    known = places;
  }
  throw new Error(`the page numbers of ${product.name} change with every print`);
}
