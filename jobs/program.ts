import type { Log, LogFields } from './log';
import type { Environment } from './settings';

/** What a program has of the world around it. */
export interface JobContext {
  readonly environment: Environment;
  /** Words after the name of the program. */
  readonly words: readonly string[];
  readonly log: Log;
  /** Aborted when the program is told to stop or its time is up; the reason is the `JobError` to end with. */
  readonly signal: AbortSignal;
  /** Removes secrets from what other programs said, before it is told on. */
  readonly redact: (text: string) => string;
}

/**
 * One program of the job image. Its result is told as the fields of the one line `finished`; it ends with a `JobError` where it could not do
 * its work, and then no copy that it made can be taken for a good one.
 */
export type Program = (context: JobContext) => Promise<LogFields>;
