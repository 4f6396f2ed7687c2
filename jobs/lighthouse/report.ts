import { join } from 'node:path';
import { CommandFailed, runCommand } from '../command';
import { JobError } from '../exit';
import type { Environment } from '../settings';

/** What is read of a report of Lighthouse 12 (its JSON, `LH.Result`). Times are milliseconds. */
export interface LighthouseReport {
  readonly lighthouseVersion: string;
  readonly finalDisplayedUrl: string;
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
  readonly audits: Readonly<Record<string, { readonly numericValue?: number; readonly details?: { readonly items?: readonly unknown[] } }>>;
}

const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

/** A container gives Chromium neither the namespaces of its sandbox nor a large shared memory; it opens the product's own page alone. */
const chromeFlags = '--headless=new --no-sandbox --disable-dev-shm-usage';

/** The program of the package, which is no module that CommonJS can load. Looked for when it is needed: other programs start without it. */
const program = (): string => join(require.resolve('lighthouse/package.json'), '..', 'cli', 'index.js');

/** Measures a page as Lighthouse does it by itself: a phone of the middle class on a slow network. Chromium is where CHROME_PATH says. */
export async function measured(url: string, environment: Environment, scratch: string, signal: AbortSignal): Promise<LighthouseReport> {
  const { PATH, CHROME_PATH } = environment;
  const words = [program(), url, '--output=json', '--quiet', `--only-categories=${categories.join(',')}`, `--chrome-flags=${chromeFlags}`];
  try {
    const text = await runCommand(process.execPath, words, {
      environment: { PATH, CHROME_PATH, HOME: scratch, TMPDIR: scratch },
      signal,
      folder: scratch,
    });
    return JSON.parse(text) as LighthouseReport;
  } catch (error) {
    if (error instanceof CommandFailed) throw new JobError('source', `Lighthouse could not measure ${url}: ${error.lastWords}`);
    throw error;
  }
}
