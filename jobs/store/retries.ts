import { setTimeout as wait } from 'node:timers/promises';

/**
 * Seconds for which a write is tried again after its first failure: longer than a zone or a network takes to fail over, and a small share of
 * the run that would be lost. The snapshot of a dump lasts through it.
 */
export const writingPatience = 300;

/** Seconds for which a read is tried again: a person waits for it, or a look that is repeated soon. */
export const readingPatience = 10;

/** Longest seconds between two attempts. They double from a tenth of a second on. */
export const longestPause = 5;

/** Attempts that last for so many seconds when each pause is the longest. */
export const attemptsWithin = (seconds: number): number => Math.max(1, Math.ceil(seconds / longestPause));

/** Seconds that remain for taking parts back once the program was told to stop. */
const lastPatience = 5;

interface Failures {
  getRetryCount(): number;
  /** The pause has been made already. */
  getRetryDelay(): number;
  /** When the request failed first. */
  readonly since: number | undefined;
  /** Ends the pauses. */
  readonly stopped: AbortSignal | undefined;
  readonly seconds: number;
}

/**
 * How often the SDK repeats a request, bounded by time: its own strategies count attempts, which a store that refuses at once uses up within
 * a second, and heed no order to stop while they pause between two attempts at a part.
 */
export class Retries {
  constructor(
    private readonly seconds: number,
    /** The order to stop that holds for requests that begin now. */
    private readonly stop: () => AbortSignal | undefined = () => undefined,
  ) {}

  async acquireInitialRetryToken(): Promise<Failures> {
    const signal = this.stop();
    const tookOrder = signal?.aborted === true;
    return failures(0, {
      since: undefined,
      stopped: tookOrder ? undefined : signal,
      seconds: tookOrder ? Math.min(lastPatience, this.seconds) : this.seconds,
    });
  }

  async refreshRetryTokenForRetry(
    token: Failures,
    { errorType, retryAfterHint }: { readonly errorType: string; readonly retryAfterHint?: Date },
  ): Promise<Failures> {
    const { since = performance.now(), stopped, seconds } = token;
    const left = since + seconds * 1000 - performance.now();
    if (!['THROTTLING', 'TRANSIENT'].includes(errorType) || left <= 0) throw new Error('it is not tried again');
    const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
    const pause = Math.min(Math.max(pauseAfter(token.getRetryCount()), asked), left);
    await wait(pause, undefined, stopped === undefined ? {} : { signal: stopped });
    return failures(token.getRetryCount() + 1, { since, stopped, seconds });
  }

  recordSuccess(): void {
    // Every request has its own time.
  }
}

const failures = (count: number, rest: Pick<Failures, 'since' | 'stopped' | 'seconds'>): Failures => ({
  getRetryCount: () => count,
  getRetryDelay: () => 0,
  ...rest,
});

/** Milliseconds; spread, so that several programs do not come back at the same moment. */
const pauseAfter = (count: number): number => Math.min(100 * 2 ** count, longestPause * 1000) * (0.5 + Math.random() / 2);
