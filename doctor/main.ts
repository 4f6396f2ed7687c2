import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from '../products';
import { formatChecks, isReady } from './check';
import { examine } from './examine';
import { redact } from './redact';

/** Tells what a deployment still needs: of all stacks, of one, or of a product environment. */
async function main(words: readonly string[]): Promise<number> {
  const outdir = mkdtempSync(join(tmpdir(), 'opskeep-doctor-'));
  try {
    const checks = await examine({
      products,
      settingsFile: process.env['OPSKEEP_SETTINGS'] ?? 'settings.json',
      environment: process.env,
      outdir,
      nodeVersion: process.versions.node,
      words,
    });
    process.stdout.write(`${redact(formatChecks(checks), process.env)}\n`);
    return isReady(checks) ? 0 : 1;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(redact(error instanceof Error ? error.message : String(error), process.env));
    process.exitCode = 1;
  },
);
