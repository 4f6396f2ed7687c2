/** A finding that a team accepts, for a reason and until a day. */
export interface Waiver {
  /** Rule of the finding, as it is printed in square brackets. */
  readonly rule: string;
  /** Place of the finding, as it is printed. */
  readonly where: string;
  /** Why it is accepted; printed with the finding. */
  readonly reason: string;
  /** Role of the person who answers for it. */
  readonly owner: string;
  /** The last day on which it is accepted, `YYYY-MM-DD`. A synth never looks at it: `npm run check:dates` does. */
  readonly expires: string;
}
