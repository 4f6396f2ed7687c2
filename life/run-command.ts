import { spawnSync } from 'node:child_process';

/** What a command did. */
export interface Outcome {
  /** Exit code; undefined when the program is not on the machine. */
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a program with its words and gives back what it printed. */
export type RunCommand = (words: readonly string[]) => Outcome;

/** Runs it on this machine. Questions and progress of the program reach the reader; what it answers is read. */
export const runCommand: RunCommand = ([program = '', ...words]) => {
  const { status, error, stdout } = spawnSync(program, words, {
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, AWS_PAGER: '' },
  });
  return { code: error === undefined ? (status ?? 1) : undefined, output: (stdout ?? '').trimEnd() };
};
