/** What a row is about. */
export type RequirementKind =
  | 'alert'
  | 'backup'
  | 'capacity'
  | 'channel'
  | 'compliance'
  | 'contact'
  | 'dashboard'
  | 'encryption'
  | 'environment'
  | 'escalation'
  | 'incident-class'
  | 'maintenance'
  | 'metric'
  | 'objective'
  | 'procedure'
  | 'retention'
  | 'routine'
  | 'topology'
  | 'vendor'
  | 'verification';

/**
 * How the project answers a row:
 * - `resource`: synthesized resources carry it;
 * - `proof`: a proof guards it, and synth fails when it is violated;
 * - `runbook`: a section of the generated runbook carries it;
 * - `assumption`: the runbook is silent, the title states what is assumed;
 * - `conflict`: the runbook contradicts itself, the title states the reading that holds.
 */
export type RequirementDisposition = 'assumption' | 'conflict' | 'proof' | 'resource' | 'runbook';

/** One statement of a product's runbook, and what the project promises for it. */
export interface Requirement {
  /** Such as `CN-ENV-01`; rule annotations, panel descriptions, runbooks and the coverage map cite it. */
  readonly id: string;
  /** Name of the product; `operations-manual` is the baseline. */
  readonly product: string;
  /** Lines of the product's runbook, such as `26;290-291`. */
  readonly lines: string;
  readonly kind: RequirementKind;
  readonly disposition: RequirementDisposition;
  /** Whether the proofs must find a violation when they are fed the literal wording of the runbook. */
  readonly proof: boolean;
  /** What is promised, with the figures that decide. */
  readonly title: string;
}

/** Erased when compiled; naming the file here makes the compiler check its shape and put it beside the output. */
type Rows = typeof import('./requirements.json');

let rows: readonly Requirement[] | undefined;
let ids: ReadonlySet<string> | undefined;

/** All rows, product by product in the order of their runbooks. The file is read at the first call, never at import. */
export function requirements(): readonly Requirement[] {
  if (rows === undefined) {
    const read: Rows = require('./requirements.json');
    rows = read as readonly Requirement[];
  }
  return rows;
}

/** The ids of all rows: whatever cites a requirement cites one of these. */
export function requirementIds(): ReadonlySet<string> {
  ids ??= new Set(requirements().map((row) => row.id));
  return ids;
}
