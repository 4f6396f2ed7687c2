// Breaks model/ in one place at a time and tells which breaks no quick test notices. Stryker's instrumenter makes the mutants, all of them
// in one copy of the sources behind switches; its test runner starts Jest anew for each and needs hours, so that ours runs the tests of
// a switch in one process. Prints a line for each mutant that is alive and a table; a mutant that hangs counts apart.
//   npm run bench:mutants -- [--only=<pattern of paths>] [--tests=<pattern of paths>]
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { copyOfProject } from './copy-of-project.mjs';
import { percentage, tally } from './tally.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    // Quick ones, which need no other program.
    tests: { type: 'string', default: '^(model|products|signals)/(?!.*(brute-force|promtool|tiers|causes))' },
  },
});
// `npm exec` puts the packages that it fetched on the path.
const fetched = process.env.PATH.split(delimiter).find((folder) => folder.includes('_npx'));
if (fetched === undefined) throw new Error('run "npm run bench:mutants", which fetches the instrumenter');
const { Instrumenter } = await import(
  pathToFileURL(join(fetched, '..', '@stryker-mutator', 'instrumenter', 'dist', 'src', 'index.js')).href
);

const tree = join(mkdtempSync(join(tmpdir(), 'opskeep-mutants-')), 'project');
copyOfProject(root, tree, ['docs']);
const below = (folder) => readdirSync(join(tree, folder), { recursive: true, encoding: 'utf8' });

/** Words that people read may change; names of rules and places outside of messages may not. */
const textsOfMessages = {
  shouldIgnore: (path) =>
    (path.isStringLiteral() || path.isTemplateLiteral()) &&
    path.findParent((parent) => parent.isVariableDeclarator() && /messages$/i.test(parent.node.id.name)) !== null
      ? 'a text of a message'
      : undefined,
};

async function instrumented() {
  const names = below('model').map((name) => join(tree, 'model', name));
  const sources = names
    .filter((name) => name.endsWith('.ts') && new RegExp(options.only).test(relative(tree, name)))
    .map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const quiet = { debug() {}, info() {}, warn: console.error, isDebugEnabled: () => false };
  const { files, mutants } = await new Instrumenter(quiet).instrument(sources, {
    plugins: null,
    excludedMutations: [],
    ignorers: [textsOfMessages],
  });
  for (const { name, content } of files) writeFileSync(name, content);
  const lines = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  return mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName, location: { start, end }, replacement, mutatorName }) => {
      const line = lines.get(fileName)?.[start.line] ?? '';
      const from = line.slice(start.column, start.line === end.line ? end.column : undefined);
      return { id, path: relative(tree, fileName), line: start.line + 1, from, replacement, mutatorName };
    });
}

let worker;
const start = () => {
  worker = fork(join(root, 'bench', 'mutant-worker.cjs'), [root]);
};

/** What the worker says, or `hangs` when it says nothing for so long; then another one takes its place. */
const ask = (question, patience) =>
  new Promise((resolve) => {
    const finish = (answer) => {
      clearTimeout(timer);
      worker.off('message', finish).off('exit', died);
      resolve(answer);
    };
    const died = () => {
      start();
      finish({ status: 'killed' });
    };
    const timer = setTimeout(() => {
      worker.off('exit', died).kill('SIGKILL');
      start();
      finish({ status: 'hangs' });
    }, patience);
    worker.on('message', finish).on('exit', died).send(question);
  });

const mutants = await instrumented();
const tests = below('__tests__').filter((path) => path.endsWith('.test.ts') && new RegExp(options.tests).test(path));
start();
const { files, failed } = await ask({ measure: tests.map((path) => join(tree, '__tests__', path)) }, 3_600_000);
// A test that reads a source finds switches in it.
if (failed.length > 0) console.error(`left out, since it fails on the copy: ${failed.map((file) => relative(tree, file)).join(', ')}`);

/** The tests that run a mutant, those of its own file first: all of a file where loading it runs the mutant. */
function testsOf({ id, path }) {
  const own = ({ file }) => Number(basename(file).startsWith(basename(path, '.ts')));
  return files
    .map(({ file, milliseconds, loading, running }) => ({ file, milliseconds, only: loading.includes(id) ? undefined : running[id] }))
    .filter(({ file, only }) => only !== undefined || files.find((one) => one.file === file)?.loading.includes(id))
    .sort((a, b) => own(b) - own(a) || a.milliseconds - b.milliseconds);
}

for (const mutant of mutants) {
  const runs = testsOf(mutant);
  const expected = runs.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const { status } = runs.length === 0 ? { status: 'not run' } : await ask({ mutant: mutant.id, runs }, 5000 + 5 * expected);
  mutant.status = status;
}
worker.removeAllListeners('exit').kill();
rmSync(dirname(tree), { recursive: true });

const alive = mutants.filter(({ status }) => status === 'alive' || status === 'not run');
process.stdout.write(
  alive
    .map(
      ({ status, path, line, mutatorName, from, replacement }) =>
        `${status.padEnd(8)} ${path}:${line} ${mutatorName}: ${from} -> ${replacement.split('\n')[0]}\n`,
    )
    .join(''),
);
const statuses = ['killed', 'hangs', 'alive', 'not run'];
function cellsOf(list) {
  const counts = statuses.map((status) => list.filter((mutant) => mutant.status === status).length);
  const [killed, hangs] = counts;
  return [...counts, percentage(killed + hangs, list.length)];
}
console.error(tally(['mutants', ...statuses, 'noticed'], mutants, [({ path }) => path], cellsOf));
