// Runs tests on the copy of the sources that holds every mutant behind a switch. Each test file is loaded anew with all that it imports, as
// Jest does; what Jest does besides costs ten times as much. Knows only as much of Jest as the quick tests use.
const { existsSync, readFileSync, statSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { Script } = require('node:vm');

const [, , root] = process.argv;
const installed = createRequire(join(root, 'package.json'));
const { transformSync } = installed('@swc/core');
// Jest brings its `expect` along.
globalThis.expect = createRequire(installed.resolve('jest'))('expect').expect;
const stryker = {};
globalThis.__stryker__ = stryker;

const compiled = new Map();
let loaded = new Map();

function functionOf(file) {
  if (!compiled.has(file)) {
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    compiled.set(file, new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, { filename: file }));
  }
  return compiled.get(file).runInThisContext();
}

function load(file) {
  const before = loaded.get(file);
  if (before !== undefined) return before.exports;
  const module = { exports: {} };
  loaded.set(file, module);
  if (file.endsWith('.json')) module.exports = JSON.parse(readFileSync(file, 'utf8'));
  else functionOf(file)(module.exports, (name) => imported(file, name), module, file, dirname(file));
  return module.exports;
}

function imported(from, name) {
  if (!name.startsWith('.')) return installed(name);
  const path = resolve(dirname(from), name);
  const found = [path, `${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(file) && statSync(file).isFile());
  return found === undefined || !/\.(ts|json)$/.test(found) ? installed(path) : load(found);
}

const hooks = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'];
const suite = (name) => ({ name, tests: [], suites: [], ...Object.fromEntries(hooks.map((hook) => [hook, []])) });
let current = suite('');

/** `it.each` and `describe.each`: a row a call, numbered so that names differ. */
const each = (declare) => (table) => (name, body) => {
  for (const [index, row] of [...table].entries()) declare(`${name} ${index}`, () => body(...(Array.isArray(row) ? row : [row])));
};
globalThis.describe = (name, body) => {
  const outer = current;
  current = suite(name);
  outer.suites.push(current);
  body();
  current = outer;
};
globalThis.it = (name, body) => current.tests.push({ name, body });
Object.assign(globalThis.describe, { each: each(globalThis.describe), skip: () => undefined });
Object.assign(globalThis.it, { each: each(globalThis.it), skip: () => undefined });
for (const hook of hooks) globalThis[hook] = (body) => current[hook].push(body);

/** Runs the tests of a file, the named ones if some are, until one fails. `around` is told which one begins. */
async function passes(file, only, around = () => undefined) {
  loaded = new Map();
  current = suite('');
  try {
    load(file);
    await runSuite(current, '', []);
    return true;
  } catch {
    return false;
  }

  async function runSuite(own, prefix, outerHooks) {
    const wanted = own.tests.filter(({ name }) => only === undefined || only.includes(`${prefix}${name}`));
    const before = [...outerHooks, ...own.beforeEach];
    for (const hook of own.beforeAll) await hook();
    for (const { name, body } of wanted) {
      around(`${prefix}${name}`);
      for (const hook of before) await hook();
      await body();
      for (const hook of own.afterEach) await hook();
      around(undefined);
    }
    for (const inner of own.suites) await runSuite(inner, `${prefix}${inner.name} > `, before);
    for (const hook of own.afterAll) await hook();
  }
}

/** Which mutants each test runs, and which run when its file is loaded. */
async function measure(tests) {
  const files = [];
  const failed = [];
  for (const file of tests) {
    stryker.mutantCoverage = { static: {}, perTest: {} };
    const begin = Date.now();
    const passed = await passes(file, undefined, (name) => {
      stryker.currentTestId = name;
    });
    stryker.currentTestId = undefined;
    const { static: loading, perTest } = stryker.mutantCoverage;
    const running = {};
    for (const [name, ids] of Object.entries(perTest)) {
      for (const id of Object.keys(ids)) running[id] = [...(running[id] ?? []), name];
    }
    if (passed) files.push({ file, milliseconds: Date.now() - begin, loading: Object.keys(loading), running });
    else failed.push(file);
  }
  stryker.mutantCoverage = undefined;
  return { files, failed };
}

async function isAlive(mutant, runs) {
  stryker.activeMutant = mutant;
  for (const { file, only } of runs) if (!(await passes(file, only))) return false;
  return true;
}

process.on('message', async ({ measure: tests, mutant, runs }) => {
  if (tests !== undefined) process.send(await measure(tests));
  else process.send({ status: (await isAlive(mutant, runs)) ? 'alive' : 'killed' });
});
