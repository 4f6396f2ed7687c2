import { formatFinding } from '../model/finding';
import { products } from '../products';
import { Settings } from '../settings/settings';
import { knownProducts } from '../stacks/assembly';
import { withoutCreationTraces } from '../stacks/synthesis';
import { documentation, staleDocuments, writeDocuments } from './documents';

/**
 * Writes docs/runbooks, docs/addresses, docs/compliance.md, docs/traceability.md and docs/postgres-exporter.yaml from the declarations alone,
 * so that they are the same on every machine; with `--check` it writes nothing and fails when one of them is stale. With `--filled=<folder>` it writes them there with the
 * values of settings.json in the commands, to be printed or kept beside the pager.
 */
function main(words: readonly string[]): number {
  const filled = words.find((word) => word.startsWith('--filled='))?.slice('--filled='.length);
  const folder = filled ?? process.env['OPSKEEP_DOCS'] ?? 'docs';
  const { settings, findings: settingFindings } =
    filled === undefined
      ? { settings: Settings.none, findings: [] }
      : Settings.read(process.env['OPSKEEP_SETTINGS'] ?? 'settings.json', knownProducts(products));
  const { documents, findings } = documentation(products, settings);
  const errors = [...settingFindings, ...findings].filter((finding) => finding.level === 'error');
  if (errors.length > 0) {
    console.error([...errors.map(formatFinding), `${errors.length} errors; ${folder} is as it was.`].join('\n\n'));
    return 1;
  }
  if (words.includes('--check')) {
    const stale = staleDocuments(folder, documents);
    if (stale.length === 0) return 0;
    console.error([...stale.map((path) => `stale: ${folder}/${path}`), 'Run "npm run docs" and commit what it writes.'].join('\n'));
    return 1;
  }
  const written = writeDocuments(folder, documents);
  process.stdout.write(`${written.length === 0 ? 'Nothing has changed.' : written.map((path) => `${folder}/${path}`).join('\n')}\n`);
  return 0;
}

process.exitCode = withoutCreationTraces(() => main(process.argv.slice(2)));
