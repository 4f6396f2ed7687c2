import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { collectFindings, type Finding } from '../model/finding';
import { checkUnique } from '../model/names';
import type { DeclaredProduct, Product } from '../model/product';
import type { Settings } from '../settings/settings';
import { exporterQueryFile } from '../signals/postgres-exporter';
import { type Assembly, assemble } from '../stacks/assembly';
import { bothBootstraps } from '../stacks/bootstrap-stacks';
import { coverageMap } from '../stacks/coverage-map';
import { resolveStacks } from '../stacks/synthesis';
import { renderAddresses } from './addresses';
import { complianceLinks, renderCompliance } from './compliance';
import { RunbookContext } from './context';
import { headingAnchor } from './markdown';
import { chaptersOf, renderRunbook } from './runbook';
import { allSections, anchorOf, unique } from './section';
import { type Evidence, evidence, renderTraceability, type WrittenRunbook } from './traceability';

/** A file of the documentation: its path below the folder and its text. */
export interface Document {
  readonly path: string;
  readonly content: string;
}

export interface Documentation {
  readonly documents: readonly Document[];
  readonly runbooks: readonly WrittenRunbook[];
  readonly evidence: Evidence;
  readonly findings: readonly Finding[];
}

/** Folders that hold generated pages and nothing else. */
const runbookFolder = 'runbooks';
const addressFolder = 'addresses';

/** Everything that is generated from the declarations for people, in memory. Nothing where a declaration has errors. */
export function documentation(products: readonly Product[], settings: Settings): Documentation {
  const assembly = assemble(products, settings, 'cdktf.out');
  const errors = assembly.findings.filter((finding) => finding.level === 'error');
  if (errors.length > 0) return { documents: [], runbooks: [], evidence: new Map(), findings: errors };
  const declared = products.flatMap((product) => product.evaluate().declaration ?? []);
  const manual = declared.find(({ baseline }) => (baseline.defines ?? []).length > 0);
  const { value: runbooks = [], findings: unreadable } = collectFindings('runbooks', () =>
    declared.map((product): WrittenRunbook => {
      const context = new RunbookContext(product, settings, manual);
      return { context, chapters: chaptersOf(context) };
    }),
  );
  const findings = [...unreadable, ...runbooks.flatMap(checkAnchors)];
  const contexts = runbooks.map(({ context }) => context);
  const matrices = contexts.flatMap((context) => complianceLinks(context, assembly.stacks));
  const found = evidence(coverageMap(assembly.stacks, declared), runbooks, matrices);
  const documents = [
    ...runbooks.map(({ context, chapters }) => ({
      path: `${runbookFolder}/${context.product.name}.md`,
      content: renderRunbook(context, chapters),
    })),
    ...addressesOf(declared, assembly),
    { path: 'postgres-exporter.yaml', content: exporterQueryFile() },
    { path: 'compliance.md', content: renderCompliance(contexts, assembly.stacks) },
    { path: 'traceability.md', content: renderTraceability(found, declared) },
  ];
  return { documents, runbooks, evidence: found, findings };
}

function addressesOf(declared: readonly DeclaredProduct[], { environments, stacks }: Assembly): readonly Document[] {
  const rendered = resolveStacks(stacks);
  const page = (name: string, content: string): Document => ({ path: `${addressFolder}/${name}.md`, content });
  return [
    ...declared.map((product) => {
      const places = environments.filter((environment) => environment.product === product);
      const own = rendered.filter(({ stack }) => places.some((environment) => stack.belongsTo(environment)));
      return page(product.name, renderAddresses(product.title, `products/${product.name}.ts`, own));
    }),
    page('bootstrap', renderAddresses('the bootstrap', 'stacks/bootstrap-*', resolveStacks(bothBootstraps(environments)))),
  ];
}

/** A link leads to the first of two sections of one name, whether it is their anchor or what their title makes. */
function checkAnchors({ context, chapters }: WrittenRunbook): Finding[] {
  return checkUnique(
    `${context.product.name} / runbook`,
    'section',
    allSections(chapters).flatMap((section) => unique([anchorOf(section), headingAnchor(section.title)])),
  );
}

/** Files that differ from what the declarations say now, are missing, or belong to a product that is gone. */
export function staleDocuments(folder: string, documents: readonly Document[]): readonly string[] {
  const differing = documents.filter(({ path, content }) => {
    const file = join(folder, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== content;
  });
  return [...differing.map(({ path }) => path), ...forgotten(folder, documents)].sort();
}

function forgotten(folder: string, documents: readonly Document[]): readonly string[] {
  return [runbookFolder, addressFolder].flatMap((pages) => {
    const present = existsSync(join(folder, pages)) ? readdirSync(join(folder, pages)).filter((name) => name.endsWith('.md')) : [];
    return present.map((name) => `${pages}/${name}`).filter((path) => !documents.some((document) => document.path === path));
  });
}

/** Writes what is stale and removes runbooks of products that are gone. Gives the paths that changed. */
export function writeDocuments(folder: string, documents: readonly Document[]): readonly string[] {
  const stale = staleDocuments(folder, documents);
  for (const path of stale) {
    const file = join(folder, path);
    const document = documents.find((candidate) => candidate.path === path);
    mkdirSync(dirname(file), { recursive: true });
    if (document === undefined) rmSync(file);
    else writeFileSync(file, document.content);
  }
  return stale;
}
