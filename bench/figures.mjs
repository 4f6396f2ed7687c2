// Who notices when one declared figure is wrong? Changes each figure of products/ alone and asks, in this order: the proofs, the types, the
// exact tests of the product, and whether a generated page would differ from the committed one. The same seed makes the same changes.
//   npm run bench:figures -- [--seed=1] [--words] [--only=<file>[:<line>]] [--all-tests=<n>]
// `--words` asks about figures in prose instead. `--all-tests` runs all tests of stacks and runbooks for n of those that only a page
// or nobody noticed, and tells what they say beside the first answer.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { copyOfProject } from './copy-of-project.mjs';
import { figuresIn, withChange } from './declared-figures.mjs';
import { percentage, tally } from './tally.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'opskeep-figures-'));
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    words: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    'all-tests': { type: 'string', default: '0' },
  },
});

/** A number from 0 to 1 that depends on the seed and the words alone. */
const random = (...words) =>
  createHash('sha256')
    .update([options.seed, ...words].join(' '))
    .digest()
    .readUInt32BE() /
  2 ** 32;

const sources = readdirSync(join(root, 'products'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => ({ path: `products/${path}`, source: readFileSync(join(root, 'products', path), 'utf8') }));

const [onlyFile = '', onlyLine] = options.only.split(':');
const figures = sources
  .flatMap(({ path, source }) => {
    let ordinal = 0;
    const pick = (candidates) => candidates[Math.floor(random(path, ordinal++) * candidates.length)];
    return figuresIn(source, pick).map((figure) => ({ ...figure, path, source, key: `${path}:${figure.line}:${figure.column}` }));
  })
  .filter(({ kind }) => (kind === 'words') === options.words)
  .filter(({ path, line }) => path.endsWith(onlyFile) && (onlyLine === undefined || line === Number(onlyLine)));

/** What the proofs find of each figure, and whether a page would differ, by its key. */
async function answers() {
  const all = new Map();
  const size = 40;
  for (let from = 0; from < figures.length; from += size) {
    const workerData = { root, exactTests: '__tests__/products', outdir: join(scratch, 'out'), figures: figures.slice(from, from + size) };
    const worker = new Worker(new URL('./figure-worker.mjs', import.meta.url), { workerData });
    worker.on('message', (answer) => all.set(answer.key, answer));
    await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  }
  return all;
}

const project = copyOfProject(root, join(scratch, 'project'));
const write = (path, text) => writeFileSync(join(project, path), text);
const run = (tool, ...words) => spawnSync(join(root, 'node_modules', '.bin', tool), words, { cwd: project, encoding: 'utf8' });

function whileChanged(figure, look) {
  write(figure.path, withChange(figure.source, figure));
  const answer = look();
  write(figure.path, figure.source);
  return answer;
}

/** `<path>:<line>` of what the compiler reports in products/. */
function typeErrors() {
  const { stdout } = run('tsc', '-p', 'tsconfig.json', '--noEmit', '--incremental', 'false', '--pretty', 'false');
  return [...stdout.matchAll(/^(products\/[^(]+)\((\d+),/gm)].map(([, path, line]) => `${path}:${line}`);
}

/** All changes at once tell which lines to try alone: no figure spans lines. */
function findTypeErrors() {
  for (const { path, source } of sources) {
    const own = figures.filter((figure) => figure.path === path && figure.found === undefined);
    const all = own.reduceRight((text, figure) => withChange(text, figure), source);
    write(path, all);
  }
  const suspected = typeErrors();
  for (const { path, source } of sources) write(path, source);
  for (const figure of figures.filter(({ path, line }) => suspected.includes(`${path}:${line}`)))
    figure.type = whileChanged(figure, typeErrors).length > 0;
}

/** The first of the tests that fails when a figure is changed. */
function failingTest(figure, tests) {
  const { stdout, status } = whileChanged(figure, () =>
    run('jest', '--runInBand', '--bail', '--silent', '--json', '--runTestsByPath', ...tests),
  );
  if (status === 0) return undefined;
  const { testResults } = JSON.parse(stdout);
  return testResults.find(({ status: result }) => result === 'failed')?.name.slice(project.length + 1);
}

const testsBelow = (folder) =>
  readdirSync(join(root, '__tests__', folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('__tests__', folder, path));

const found = await answers();
for (const figure of figures) Object.assign(figure, found.get(figure.key));
findTypeErrors();
const others = [...testsBelow('stacks'), ...testsBelow('runbooks')].filter((path) => !path.endsWith('freshness.test.ts'));
const unnoticed = figures.filter(({ found: finding, type, test }) => finding === undefined && !type && test === undefined);
const sample = unnoticed.sort((a, b) => random(a.key) - random(b.key));
for (const figure of sample.slice(0, Number(options['all-tests']))) figure.also = failingTest(figure, others) ?? 'no other test';
rmSync(scratch, { recursive: true });

const columns = ['proof', 'type', 'test', 'page', 'nobody'];
function noticedBy({ found: finding, type, test, page }) {
  if (finding !== undefined) return 'proof';
  if (type) return 'type';
  if (test !== undefined) return 'test';
  return page ? 'page' : 'nobody';
}
const lines = figures.map((figure) => {
  const { key, text, replacement, kind, found: finding, test, also } = figure;
  return `${noticedBy(figure).padEnd(7)} ${key} ${kind} ${text} -> ${replacement} ${finding ?? test ?? also ?? ''}`.trimEnd();
});
process.stdout.write(`${lines.join('\n')}\n`);

function cellsOf(list) {
  const counts = columns.map((column) => list.filter((figure) => noticedBy(figure) === column).length);
  const [proofs, types, tests, pages] = counts;
  const sure = proofs + types + tests;
  return [...counts, percentage(sure + pages, list.length), percentage(sure, list.length)];
}
console.error(tally(['figures', ...columns, 'noticed', 'but for pages'], figures, [({ path }) => path, ({ kind }) => kind], cellsOf));
