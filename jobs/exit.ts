import { types } from 'node:util';

/**
 * How a program of the job image ends. The scheduler's failure rules see any code but 0; the code tells a person where to look first.
 */
export const exitCodes = {
  ok: 0,
  /** A defect of the program itself. */
  unexpected: 1,
  /** A setting is missing or cannot be read: mend the declaration or the settings. */
  settings: 2,
  /** The source cannot be reached or does not let the program in. */
  source: 3,
  /** The source is reached, but this program must not or cannot copy it: another major version, rows that it may not read. */
  refused: 4,
  /** The store cannot be reached, does not let the program in, or lost what was put. */
  store: 5,
  /** What was made or found is no credible copy: too small, cut off, with another checksum than recorded. */
  notCredible: 6,
  /** A drill restored the copy, and a check of it failed. */
  checkFailed: 7,
  /** There is no room to restore into. */
  noRoom: 8,
  /** The place of metrics did not take what the program measured. */
  metrics: 9,
  /** The program gave up at its time limit; as `timeout` of coreutils ends. */
  timeLimit: 124,
  /** It was told to stop: 128 + SIGTERM. */
  interrupted: 143,
} as const;

export type ExitReason = keyof typeof exitCodes;

/** A foreseen end of a program. The message is for the log: one sentence, without secrets, that says what to look at. */
export class JobError extends Error {
  constructor(
    readonly reason: ExitReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What went wrong in words, with the cause where it adds something. */
export function inWords(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const cause = error.cause === undefined ? '' : `: ${inWords(error.cause)}`;
  // A connection that is refused on every address comes as an AggregateError without a message of its own.
  const text = error.message === '' && error instanceof AggregateError ? error.errors.map(inWords).join('; ') : error.message;
  return `${text}${cause}`;
}
