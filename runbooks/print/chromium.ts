import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PageNumbers } from './html';

/** Names that packages of Chromium and Chrome give to it. */
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser that prints: `CHROME_PATH`, else the first of its names on the PATH; undefined where there is none. */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const own = environment['CHROME_PATH'];
  const candidates = own === undefined ? programs : [own];
  return candidates.find((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0);
}

/**
 * Prints a page of HTML as a PDF, without the moment of printing, which says nothing of the runbook.
 * @throws Error with what the browser said, where it fails or needs more than two minutes
 */
export async function printToPdf(chromium: string, html: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-print-'));
  try {
    const page = join(folder, 'page.html');
    const pdf = join(folder, 'page.pdf');
    writeFileSync(page, html);
    await promisify(execFile)(
      chromium,
      [
        '--headless',
        // Chromium has no sandbox for root; the page is ours and has no script.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${pdf}`,
        page,
      ],
      { timeout: 120_000 },
    );
    if (!existsSync(pdf)) throw new Error(`${chromium} printed nothing; is it Chromium or Chrome, of version 131 or later?`);
    const printed = readFileSync(pdf, 'latin1').replace(/(\/(?:CreationDate|ModDate) \(D:)\d{14}/g, '$120000101000000');
    return Buffer.from(printed, 'latin1');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a PDF of Chromium tells of itself. */
export interface PdfFacts {
  readonly pages: number;
  /** Width and height of the first page in points, as they stand there. */
  readonly size: string;
  /** The page of each place that a link leads to. */
  readonly places: PageNumbers;
}

/** Reads a PDF that Chromium wrote. */
export function readPdf(pdf: Buffer): PdfFacts {
  const text = pdf.toString('latin1');
  const kids = new Map(
    [...text.matchAll(/^(\d+) 0 obj\n<<\/Type \/Pages\n[^>]*?\/Kids \[([^\]]*)\]/gm)].map(([, id = '', list = '']) => [
      id,
      [...list.matchAll(/(\d+) 0 R/g)].map(([, kid = '']) => kid),
    ]),
  );
  const [, root = ''] = /\/Type \/Catalog\n\/Pages (\d+) 0 R/.exec(text) ?? [];
  const leaves = (id: string): readonly string[] => kids.get(id)?.flatMap(leaves) ?? [id];
  const numbers = new Map(leaves(root).map((id, index) => [id, index + 1]));
  const places = [...text.matchAll(/^(?:<<)?\/(\S+) \[(\d+) 0 R \/XYZ/gm)].map(
    ([, name = '', id = '']) => [decoded(name), numbers.get(id) ?? 0] as const,
  );
  const [, size = ''] = /\/MediaBox \[0 0 ([^\]]*)\]/.exec(text) ?? [];
  return { pages: numbers.size, size, places: new Map(places) };
}

/** A name of a PDF: bytes that are no letters are written as numbers. */
const decoded = (name: string): string =>
  Buffer.from(
    name.replace(/#([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
