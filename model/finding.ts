import type { Waiver } from './waiver';

/**
 * What a proof or a check says about a declaration: an error stops the synth; what was one or a warning is `waived` where the declaration
 * says so; a note asks for nothing and tells what somebody may want to know.
 */
export type FindingLevel = 'error' | 'warning' | 'note' | 'waived';

/**
 * One thing that is wrong with a declaration, complete enough to mend it without reading the code.
 * Findings of the whole app are collected and printed together; an error stops the synth.
 */
export interface Finding {
  readonly level: FindingLevel;
  /** Stable name of the rule, e.g. `rpo-not-met`. Waivers and code hosts refer to it. */
  readonly rule: string;
  /** Product, environment and field, e.g. `allodoc / production / database`. */
  readonly where: string;
  /** One line: what is wrong. */
  readonly what: string;
  /** The value as it was declared. */
  readonly given: string;
  /** What would be accepted, with the vendor's limit where there is one. */
  readonly allowed: string;
  /** What to change, as an instruction. */
  readonly mend: string;
  /** Why a waived finding is accepted. */
  readonly waiver?: Waiver;
  /** Path in settings.json of the value that is missing. @default the finding is about no setting */
  readonly setting?: string;
}

/** Thrown for a mistake in a declaration outside of {@link collectFindings}. Its message tells all findings. */
export class DeclarationError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(findings.map(formatFinding).join('\n\n'));
    this.name = 'DeclarationError';
  }
}

/** A finding as a person reads it: the place first, then one aligned line a fact. */
export function formatFinding({ where, what, rule, given, allowed, mend, waiver }: Finding): string {
  return [
    `${where}: ${what} [${rule}]`,
    `  given     ${given}`,
    `  allowed   ${allowed}`,
    waiver === undefined ? `  to mend   ${mend}` : `  waived    until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`,
  ].join('\n');
}

interface Collector {
  readonly where: string;
  readonly findings: Finding[];
}

let collector: Collector | undefined;

/** Where the declaration that is being evaluated stands; the empty string outside of one. */
export function currentPlace(): string {
  return collector?.where ?? '';
}

/**
 * Evaluates a declaration and gathers every mistake in it, so that a user sees all of them in one run.
 * The value is undefined when the declaration could not be evaluated to its end.
 */
export function collectFindings<T>(where: string, declare: () => T): { value: T | undefined; findings: Finding[] } {
  const outer = collector;
  const findings: Finding[] = [];
  collector = { where, findings };
  try {
    return { value: declare(), findings };
  } catch (error) {
    if (!(error instanceof DeclarationError)) throw error;
    findings.push(...error.findings);
    return { value: undefined, findings };
  } finally {
    collector = outer;
  }
}

/**
 * Reports a mistake: into the surrounding {@link collectFindings}, else as a {@link DeclarationError}.
 * The caller goes on with `fallback`, which never reaches an output because an error stops the synth.
 */
export function reportFinding<T>(finding: Finding, fallback: T): T {
  if (collector === undefined) throw new DeclarationError([finding]);
  collector.findings.push(finding);
  return fallback;
}
