import type { Duration } from './duration';
import type { TimeOfDay, Weekday } from './schedule';

/** A recurring time of planned work. It mutes availability warnings, never a backup, a critical or an error alert. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly title: string;
  readonly weekday: Weekday;
  readonly start: TimeOfDay;
  readonly duration: Duration;
  readonly zone: string;
  /** Only the first such weekday of the month. @default every week */
  readonly firstOfMonth: boolean;
  /** Whether the service is away during the work. @default it answers: work is rolled out, or concerns something else */
  readonly takesDown?: boolean;
  /** Backups and drills that cannot run during the work. */
  readonly stops: readonly string[];
  readonly meets: readonly string[];
}
