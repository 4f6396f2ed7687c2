import { spawnSync } from 'node:child_process';
import { products } from '../products';
import { buildImage } from './build-image';
import { pinFile } from './image-pins';
import type { RunCommand } from './run-command';
import { processTerminal } from './terminal';

/** A build tells its progress itself. */
const run: RunCommand = ([program = '', ...words]) => {
  const { status, error } = spawnSync(program, words, { stdio: 'inherit' });
  return { code: error === undefined ? (status ?? 1) : undefined, output: '' };
};

process.exitCode = buildImage(process.argv.slice(2), products, pinFile, processTerminal, run);
