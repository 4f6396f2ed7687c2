/**
 * Pages of HTML by the built project, in a process of their own: the library that reads Markdown is an ES module, which jest does not load.
 * Standard input: [product, paper, [anchor, page][]][]. Standard output: the page of each, and all Markdown of runbooks as plain HTML.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const built = join(__dirname, '..', '..', 'dist');
const { products } = require(join(built, 'products'));
const { documentation } = require(join(built, 'runbooks', 'documents'));
const { printedPage } = require(join(built, 'runbooks', 'print', 'page'));
const { Settings } = require(join(built, 'settings', 'settings'));

async function main() {
  const { marked } = await import('marked');
  const { runbooks, documents } = documentation(products, Settings.none);
  const printed = JSON.parse(readFileSync(0, 'utf8')).map(([product, paper, places]) => {
    const runbook = runbooks.find(({ context }) => context.product.name === product);
    return printedPage(runbook, paper, new Map(places));
  });
  const markdown = documents.filter(({ path }) => path.startsWith('runbooks/')).map(({ content }) => content);
  process.stdout.write(JSON.stringify({ printed: await Promise.all(printed), plain: marked.parse(markdown.join('\n\n')) }));
}

main();
