import type { Duration } from './duration';
import type { Schedule } from './schedule';

/** A recurring task that a machine does and whose absence somebody is told of. */
export interface Routine {
  readonly name: string;
  readonly title: string;
  /** What is missing or unknown while it is not done, in a sentence for whoever is told. @default that it has not been done */
  readonly impact?: string;
  readonly schedule: Schedule;
  /** Name of the program in the job image. */
  readonly command: readonly string[];
  readonly longestRun: Duration;
  /** Age of the newest success above which a warning fires. */
  readonly missedAfter: Duration;
  readonly owner: string;
  /** Whether the program reads the PostgreSQL database that the product backs up, as the role of its backups. @default false */
  readonly readsDatabase?: boolean;
  /** Roles of Google Cloud that the program needs in the project, e.g. `roles/datastore.viewer`. @default none */
  readonly roles?: readonly string[];
  readonly meets: readonly string[];
  /** Requirements that the warning on its absence meets. @default those of the routine */
  readonly alarmMeets?: readonly string[];
}
