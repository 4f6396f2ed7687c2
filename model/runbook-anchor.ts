import type { Severity } from './severity';

/**
 * Where the runbook of a product speaks of an alert: `error-ratio-critical`. The heading carries this very text, so that the
 * links of alert rules and the sections of the runbook cannot part. Two tiers of one severity share the section.
 */
export function runbookAnchor(signalId: string, severity: Severity): string {
  return `${signalId.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${severity}`;
}
