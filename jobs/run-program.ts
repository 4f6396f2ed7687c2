import { jobSettings } from '../model/job-settings';
import { type ExitReason, exitCodes, inWords, JobError } from './exit';
import { jobLog, redactor } from './log';
import type { Program } from './program';
import type { Environment } from './settings';

/** Time that a program which is told to stop has to clean up. ECS kills 30 s after SIGTERM, Cloud Run 10 s. */
const cleanUpSeconds = 9;

export interface ProcessWorld {
  readonly environment: Environment;
  readonly write: (line: string) => void;
  /** Calls back when the process is told to stop. */
  readonly onStop: (stop: () => void) => void;
}

/** Runs a program under its time limit, tells how it ended in one line, and gives its exit code. */
export async function runProgram(name: string, program: Program, words: readonly string[], world: ProcessWorld): Promise<number> {
  const { environment } = world;
  const redact = redactor(environment);
  const log = jobLog(world.write, redact, {
    program: name,
    product: environment[jobSettings.product],
    environment: environment[jobSettings.environment],
    backup: environment[jobSettings.backup],
    tier: environment[jobSettings.tier],
  });
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  const end = (reason: ExitReason, message: string): number => {
    log.error('failed', { reason, exit: exitCodes[reason], message, duration_seconds: seconds() });
    return exitCodes[reason];
  };

  const stop = new AbortController();
  const limit = timeLimit(environment, () => stop.abort(new JobError('timeLimit', 'the time limit is over')));
  world.onStop(() => stop.abort(new JobError('interrupted', 'told to stop')));
  try {
    const work = program({ environment, words, log, signal: stop.signal, redact });
    const result = await Promise.race([work, abandoned(stop.signal)]);
    log.info('finished', { ...result, exit: exitCodes.ok, duration_seconds: seconds() });
    return exitCodes.ok;
  } catch (error) {
    // Whatever broke because the program was told to stop, the order to stop is why.
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
    return reason instanceof JobError ? end(reason.reason, inWords(reason)) : end('unexpected', inWords(reason));
  } finally {
    clearTimeout(limit);
  }
}

function timeLimit(environment: Environment, over: () => void): NodeJS.Timeout | undefined {
  const seconds = Number(environment[jobSettings.timeLimit]);
  return seconds > 0 ? setTimeout(over, seconds * 1000).unref() : undefined;
}

/** Rejects when a program that was told to stop has not ended in time. */
function abandoned(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), cleanUpSeconds * 1000).unref(), { once: true });
  });
}
