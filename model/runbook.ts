import type { Duration } from './duration';

/** A command that a person runs, in the language that its check and its highlighting need. */
export interface Command {
  readonly language: 'shell' | 'sql';
  /** Lines as they are typed. Names in braces (`{bucket}`, `{restore-role}`) are filled in from the declaration; `$NAME` is typed by the person. */
  readonly code: string;
  /** Whether it destroys something that cannot be brought back. @default false */
  readonly destructive?: boolean;
}

/** One thing to do. A step may have a command, and may end in a look at a panel or an alert; `{dashboard-<name>}` in its text is a link to a whole dashboard. */
export interface Step {
  readonly text: string;
  readonly command?: Command;
  /** Id of a signal whose panel shows whether it worked. */
  readonly signal?: string;
}

/** A sentence alone is a step without a command. */
export const asStep = (given: Step | string): Step => (typeof given === 'string' ? { text: given } : given);

/** What a section of a runbook is about. */
export type SectionKind =
  | 'incident'
  | 'procedure'
  | 'recovery'
  | 'routine'
  | 'verification'
  | 'maintenance'
  | 'capacity'
  | 'compliance'
  | 'vendor';

/** A section that people wrote: what a machine cannot do, in steps. Everything else in a runbook is generated from the declaration. */
export interface RunbookSection {
  /** Anchor, unique in the runbook, e.g. `database-recovery`. */
  readonly name: string;
  readonly title: string;
  readonly kind: SectionKind;
  /** When it is due, in words; for routines with the clock time and zone. */
  readonly when?: string;
  /** What has to be known before the first step. */
  readonly intro?: string;
  /** In this order; grouped under a heading where a group is named. */
  readonly groups: readonly { readonly heading?: string; readonly steps: readonly Step[] }[];
  /**
   * Longest time from the detection of a breach to the notice to the authorities, in the section that says how it is reported. A runbook
   * that names none inherits the section of the baseline. @default the section is about something else
   */
  readonly noticeWithin?: Duration;
  /** A message to send, with its fields in braces. */
  readonly template?: string;
  /** Whether it is our reading because the source runbook is silent. */
  readonly assumed: boolean;
  /** Signals whose alerts it mends, by id, or the beginning of ids and a star; their sections lead here. */
  readonly mends: readonly string[];
  readonly meets: readonly string[];
}

/** A shell variable of commands that people wrote, in capitals. */
export interface RunbookVariable {
  readonly name: string;
  /** What it is, and where a person finds its value. */
  readonly meaning: string;
}

/** What a person wrote for the runbook of a product. */
export interface RunbookText {
  /** Version, owner, review interval and next review rule, in words. */
  readonly header: readonly { readonly label: string; readonly value: string }[];
  readonly sections: readonly RunbookSection[];
  /** What the commands of the sections read and no block sets. @default nothing */
  readonly variables?: readonly RunbookVariable[];
}
