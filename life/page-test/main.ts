import { products } from '../../products';
import { readSettings } from '../read-settings';
import { runCommand } from '../run-command';
import { processTerminal as terminal } from '../terminal';
import { pageTest } from './page-test';

const settings = readSettings(terminal);
if (settings === undefined) process.exitCode = 1;
else
  void pageTest(process.argv.slice(2), products, { settings, terminal, run: runCommand }).then((code) => {
    process.exitCode = code;
  });
