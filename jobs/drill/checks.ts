import { setTimeout as wait } from 'node:timers/promises';
import { jobSettings } from '../../model/job-settings';
import { CommandFailed, runCommand } from '../command';
import { inWords } from '../exit';
import { countRows } from '../restore/count-rows';
import type { Psql } from '../restore/psql';
import type { Environment } from '../settings';
import { type Check, type DrillTools, passed, type Verdict } from './drill';

type HttpCheck = Extract<Check, { kind: 'http' }>;

export async function rowsAtLeast(sql: Psql, table: string, atLeast: number): Promise<Verdict> {
  const rows = (await countRows(sql, [table])).get(table);
  if (typeof rows !== 'number') return { failed: `${table} cannot be counted: ${rows}` };
  const verdict: Verdict = rows >= atLeast ? passed : { failed: `${table} has ${rows} rows, at least ${atLeast} must be there` };
  return { ...verdict, counted: { table, rows } };
}

/** Time that an application has to start on the restored copy. */
const startUp = 120_000;
const betweenAttempts = 1000;

/**
 * Asks the application that was started on the restored copy.
 * @param patience milliseconds that it has to start
 */
export async function applicationAnswers(
  { path, status }: HttpCheck,
  { environment, signal }: Pick<DrillTools, 'environment' | 'signal'>,
  patience = startUp,
): Promise<Verdict> {
  const address = environment[jobSettings.applicationUrl];
  if (address === undefined)
    return { leftOut: `${path} was not asked: no application is started on the restored copy (${jobSettings.applicationUrl})` };
  const url = new URL(path, address);
  const deadline = performance.now() + patience;
  for (;;) {
    let last: string;
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]), redirect: 'manual' });
      if (answer.status === status) return passed;
      last = `answered ${answer.status}`;
    } catch (error) {
      signal.throwIfAborted();
      last = inWords(error);
    }
    if (performance.now() >= deadline) return { failed: `${url.href}: ${last}, expected is ${status}` };
    await wait(betweenAttempts, undefined, { signal });
  }
}

/**
 * Runs a command of the product in the folder of its programs.
 * @param options what it is told of the restored copy
 */
export async function productCommand(
  command: readonly string[],
  folder: string | undefined,
  options: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<Verdict> {
  const [program = '', ...words] = command;
  const text = command.join(' ');
  if (folder === undefined)
    return { leftOut: `"${text}" was not run: the programs of the product are not here (${jobSettings.repositoryUrl})` };
  try {
    await runCommand(program, words, { ...options, folder });
    return passed;
  } catch (error) {
    if (error instanceof CommandFailed) return { failed: `"${text}": ${error.message}` };
    throw error;
  }
}
