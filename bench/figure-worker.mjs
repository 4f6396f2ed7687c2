// Assembles the products in memory with one figure changed at a time, straight from the sources. A thread of its own, because cdktf keeps
// every token that it has ever made: a thread answers for some dozen figures and ends.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { transformSync } from '@swc/core';
import { withChange } from './declared-figures.mjs';

const { root, outdir, exactTests, figures } = workerData;
const require = createRequire(import.meta.url);
const source = (path) => require(join(root, path));

let changed = { file: undefined, text: '' };
Module._extensions['.ts'] = (module, filename) => {
  const text = filename === changed.file ? changed.text : readFileSync(filename, 'utf8');
  const { code } = transformSync(text, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } });
  module._compile(code, filename);
};

const { withoutCreationTraces, resolveStacks } = source('stacks/synthesis.ts');
const { assemble } = source('stacks/assembly.ts');
const { proveDestruction } = source('stacks/destruction/proof.ts');
const { checkSingletons } = source('stacks/singletons.ts');
const { documentation } = source('runbooks/documents.ts');
const { Settings } = source('settings/settings.ts');

/** All that depends on the products is loaded anew, one of their files as the text says. */
function change(file, text) {
  changed = { file, text };
  const anew = [join(root, 'products'), join(root, '__tests__')];
  for (const path of Object.keys(require.cache)) if (anew.some((folder) => path.startsWith(folder))) delete require.cache[path];
}

/** The product whose declaration a file is part of, beside the one that defines what all inherit; all, where several share the file. */
function concernedBy(path) {
  const { products } = source('products/index.ts');
  const own = products.find(({ name }) => basename(path).startsWith(name));
  const defines = (product) => (product.evaluate().declaration?.baseline.defines ?? []).length > 0;
  return own === undefined || defines(own) ? products : products.filter((product) => product === own || defines(product));
}

/** What the proofs find, and what a person would read. */
function look(path) {
  const products = concernedBy(path);
  return withoutCreationTraces(() => {
    const { stacks, environments, findings } = assemble(products, Settings.none, outdir);
    const broken = findings.some(({ level }) => level === 'error');
    const rendered = broken ? [] : resolveStacks(stacks);
    const all = [...findings, ...proveDestruction(rendered, environments), ...checkSingletons(rendered)];
    const told = all.filter(({ level }) => level !== 'note').map(({ level, rule, where, what }) => `${level} ${rule}: ${where}: ${what}`);
    const pages = () => documentation(products, Settings.none).documents.map(({ path: page, content }) => `${page} ${content}`);
    return { told, pages };
  });
}

// The exact tests of products need no more of a test runner than this.
globalThis.it = (_name, test) => test();
globalThis.expect = (given) => ({ toEqual: (expected) => assert.deepEqual(given, expected) });

/** The exact test of the product, where it fails. */
function failingTest(path) {
  const test = join(exactTests, `${basename(path, '.ts')}.test.ts`);
  if (!existsSync(join(root, test))) return undefined;
  try {
    source(test);
    return undefined;
  } catch (error) {
    if (error instanceof assert.AssertionError) return test;
    throw error;
  }
}

function answer({ path, source: text, ...figure }, before) {
  change(join(root, path), withChange(text, figure));
  try {
    const { told, pages } = look(path);
    const found = told.find((finding) => !before.told.includes(finding));
    if (found !== undefined) return { found };
    const test = failingTest(path);
    return test === undefined ? { page: pages().some((page) => !before.pages.has(page)) } : { test };
  } catch (error) {
    // Noticed, though not as it should be.
    return { found: `crash: ${error.message.split('\n')[0]}` };
  }
}

/** As the file is, once a file. */
const unchanged = new Map();
for (const figure of figures) {
  if (!unchanged.has(figure.path)) {
    change(undefined, '');
    const failing = failingTest(figure.path);
    if (failing !== undefined) throw new Error(`${failing} fails before anything is changed`);
    const { told, pages } = look(figure.path);
    unchanged.set(figure.path, { told, pages: new Set(pages()) });
  }
  parentPort.postMessage({ key: figure.key, ...answer(figure, unchanged.get(figure.path)) });
}
