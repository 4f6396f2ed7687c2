// Prints the stacks of a product environment, such as allodoc-production, one a line, each after those that it takes values from.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const outdir = process.env.CDKTF_OUTDIR ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'cdktf.out');

/** Names of the stacks, in the order in which they are deployed. */
export function stacksOf(environment) {
  const manifest = join(outdir, 'manifest.json');
  if (!existsSync(manifest)) throw new Error(`${manifest} is missing: run "npm start" first`);
  const { stacks } = JSON.parse(readFileSync(manifest, 'utf8'));
  const own = Object.keys(stacks).filter((name) => name.startsWith(`${environment}-`));
  if (own.length === 0) throw new Error(`no stack belongs to "${environment}"; give <product>-<environment>`);
  const ordered = new Set();
  const add = (name) => {
    for (const needed of stacks[name].dependencies) add(needed);
    ordered.add(name);
  };
  for (const name of own) add(name);
  return [...ordered];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${stacksOf(process.argv[2] ?? '').join('\n')}\n`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
