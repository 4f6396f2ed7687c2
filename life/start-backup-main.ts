import { spawnSync } from 'node:child_process';
import { formatFinding } from '../model/finding';
import { products } from '../products';
import { Settings } from '../settings/settings';
import { knownProducts } from '../stacks/assembly';
import { withoutCreationTraces } from '../stacks/synthesis';
import { type RunCommand, startBackupByHand } from './start-backup';
import { processTerminal } from './terminal';

/** Questions and progress of the program reach the reader; what it answers is read. */
const run: RunCommand = ([program = '', ...words]) => {
  const { status, error, stdout } = spawnSync(program, words, {
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, AWS_PAGER: '' },
  });
  return { code: error === undefined ? (status ?? 1) : undefined, output: (stdout ?? '').trimEnd() };
};

function main(words: readonly string[]): number {
  const { settings, findings } = Settings.read(process.env['OPSKEEP_SETTINGS'] ?? 'settings.json', knownProducts(products));
  const errors = findings.filter((finding) => finding.level === 'error');
  if (errors.length === 0) return startBackupByHand(words, products, settings, processTerminal, run);
  processTerminal.complain(errors.map(formatFinding).join('\n\n'));
  return 1;
}

process.exitCode = withoutCreationTraces(() => main(process.argv.slice(2)));
