/** What the section of an alert says of what it watches, beside what its signal says itself. */
export interface SubjectText {
  /** First checks, in their order. */
  readonly checks: readonly string[];
  /** What mends it; which of several holds, the checks show. */
  readonly fix: readonly string[];
  /** Role that answers for it. */
  readonly owner: string;
}

/** The part of it that does not depend on who answers. */
export type Work = Omit<SubjectText, 'owner'>;
