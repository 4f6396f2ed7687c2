import { inWords, JobError } from '../exit';
import type { Log } from '../log';

/** Looks at one thing after the other, so that what cannot be looked at hides nothing else. */
export class Survey {
  /** What could not be looked at, and why. */
  readonly problems: string[] = [];

  constructor(
    private readonly log: Log,
    readonly signal: AbortSignal,
  ) {}

  /** What the work finds; the fallback where it failed, which is told. An order to stop and a defect of the program end the survey. */
  async of<T>(what: string, fallback: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.signal.aborted || !(error instanceof JobError)) throw error;
      const message = inWords(error);
      this.log.error('not_looked_at', { what, message });
      this.problems.push(`${what}: ${message}`);
      return fallback;
    }
  }
}
