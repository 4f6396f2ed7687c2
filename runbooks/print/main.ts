import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatFinding } from '../../model/finding';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { knownProducts } from '../../stacks/assembly';
import { withoutCreationTraces } from '../../stacks/synthesis';
import { documentation } from '../documents';
import { findChromium } from './chromium';
import { printRunbook } from './print';
import { printRequest } from './request';

const noBrowser = [
  'Chromium prints the pages, and there is none here: no chromium and no google-chrome on the PATH.',
  'Install one of them, or set CHROME_PATH to the program.',
].join('\n');

/** Prints the runbooks that are asked for, with what settings.json gives. Files are written when all of them are printed. */
async function main(words: readonly string[]): Promise<void> {
  const known = products.map(({ name }) => name);
  const request = printRequest(words, known);
  if ('refused' in request) return refuse(request.refused);
  const read = Settings.read(process.env['OPSKEEP_SETTINGS'] ?? 'settings.json', knownProducts(products));
  const { runbooks, findings } = withoutCreationTraces(() => documentation(products, read.settings));
  const errors = [...read.findings, ...findings].filter(({ level }) => level === 'error');
  if (errors.length > 0) return refuse(errors.map(formatFinding).join('\n\n'));
  const chromium = findChromium(process.env);
  if (chromium === undefined) return refuse(noBrowser);
  const chosen = runbooks.filter(({ context }) => request.products.includes(context.product.name));
  const printed = await Promise.all(chosen.map((runbook) => printRunbook(runbook, request.paper, chromium)));
  mkdirSync(request.folder, { recursive: true });
  for (const { product, copy, pdf, pages } of printed) {
    const file = join(request.folder, `${product}.pdf`);
    writeFileSync(file, pdf);
    process.stdout.write(`${file}: ${pages} pages, copy ${copy}\n`);
  }
}

function refuse(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => refuse(error instanceof Error ? error.message : String(error)));
