import type { Duration } from '../duration';
import { asStep, type Command, type RunbookSection, type SectionKind, type Step } from '../runbook';

/** A step in words, with the signal that shows whether it worked if there is one. */
export const step = (text: string, options: { readonly signal?: string } = {}): Step => ({ text, ...options });

/** A step with shell lines. */
export const shell = (text: string, code: string, options: { readonly destructive?: boolean; readonly signal?: string } = {}): Step =>
  withCommand('shell', text, code, options);

/** A step with SQL. */
export const sql = (text: string, code: string, options: { readonly destructive?: boolean; readonly signal?: string } = {}): Step =>
  withCommand('sql', text, code, options);

function withCommand(
  language: Command['language'],
  text: string,
  code: string,
  { destructive, signal }: { readonly destructive?: boolean; readonly signal?: string },
): Step {
  return {
    text,
    command: { language, code, ...(destructive === undefined ? {} : { destructive }) },
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Steps under a heading. */
export const group = (heading: string, ...steps: readonly (Step | string)[]): RunbookSection['groups'][number] => ({
  heading,
  steps: steps.map(asStep),
});

/** Steps without a heading. */
export const steps = (...list: readonly (Step | string)[]): RunbookSection['groups'][number] => ({ steps: list.map(asStep) });

export interface SectionOptions {
  readonly title: string;
  readonly when?: string;
  readonly intro?: string;
  readonly noticeWithin?: Duration;
  readonly template?: string;
  /** @default false */
  readonly assumed?: boolean;
  /** Signals whose alerts it mends: `http-error-ratio`, or `probe-failing-regions-*`. @default none */
  readonly mends?: readonly string[];
  readonly meets: readonly string[];
}

/** A section of a runbook; its name is the anchor that others link to. */
export function section(kind: SectionKind, name: string, options: SectionOptions, ...groups: RunbookSection['groups']): RunbookSection {
  const { assumed = false, mends = [], ...given } = options;
  return { name, kind, ...given, groups, assumed, mends };
}
