import { products } from '../products';
import { withoutCreationTraces } from '../stacks/synthesis';
import { readSettings } from './read-settings';
import { runCommand } from './run-command';
import { startBackupByHand } from './start-backup';
import { processTerminal } from './terminal';

process.exitCode = withoutCreationTraces(() => {
  const settings = readSettings(processTerminal);
  return settings === undefined ? 1 : startBackupByHand(process.argv.slice(2), products, settings, processTerminal, runCommand);
});
