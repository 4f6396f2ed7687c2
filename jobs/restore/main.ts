import { exitCodes, inWords, JobError } from '../exit';
import { redactor } from '../log';
import type { Environment } from '../settings';
import { readRequest, usage } from './command-line';
import { commands } from './people';

export interface Terminal {
  readonly environment: Environment;
  /** Standard output: what was asked for. */
  readonly out: (text: string) => void;
  /** Standard error: progress and complaints. */
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
}

/** `opskeep restore`: the command of people who bring data back. Gives the exit code. */
export async function restoreForPeople(words: readonly string[], { environment, out, err, signal }: Terminal): Promise<number> {
  if (words.length === 0 || words.includes('--help')) {
    out(usage);
    return words.length === 0 ? exitCodes.settings : exitCodes.ok;
  }
  const redact = redactor(environment);
  try {
    const request = readRequest(words, environment);
    const people = { environment, signal, tell: (text: string) => out(`${text}\n`), remark: (text: string) => err(`${redact(text)}\n`) };
    await commands[request.what]?.(request, people);
    return exitCodes.ok;
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    err(`${redact(inWords(reason))}\n`);
    return exitCodes[reason instanceof JobError ? reason.reason : 'unexpected'];
  }
}
