import type { Duration } from './duration';
import type { Schedule } from './schedule';
import type { Severity } from './severity';

/**
 * Something that is done again and again outside of this project, by people or by the application, and recorded with the program `record`
 * of the job image. Only the age of the newest record is watched.
 */
export interface Duty {
  /** Name of the record; the program is told it. */
  readonly name: string;
  readonly title: string;
  /** What is missing or unknown while it is not done, in a sentence for whoever is told. @default that it has not been done */
  readonly impact?: string;
  /** Who or what does it, in words. */
  readonly doneBy: string;
  /** Role that answers for it. */
  readonly owner: string;
  /** When it is due besides its time, in words, e.g. `after an incident`. @default by time alone */
  readonly alsoDue?: string;
  /** Clock time at which it starts, where it has one. @default any time before it is overdue */
  readonly schedule?: Schedule;
  /** Backup that must have ended before each start, so that what the duty changes is in a copy. @default none */
  readonly after?: string;
  /** Age of the newest record above which it is overdue. */
  readonly overdueAfter: Duration;
  /** Severity of being overdue. */
  readonly severity: Severity;
  readonly meets: readonly string[];
}
