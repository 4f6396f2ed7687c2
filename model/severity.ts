/**
 * How grave an alert is. The literals are those that Grafana's PagerDuty notifier understands;
 * it turns any other word into critical.
 */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** From mild to grave. */
export const severities: readonly Severity[] = ['info', 'warning', 'error', 'critical'];

/** Whether a word is one of the four. The compiler asks too, but not of a declaration that was made without it. */
export const isSeverity = (word: string): word is Severity => severities.some((severity) => severity === word);

/** Severities that page a person where the posture pages. */
export const pagingSeverities: readonly Severity[] = ['critical', 'error'];

export function isGraverThan(a: Severity, b: Severity): boolean {
  return severities.indexOf(a) > severities.indexOf(b);
}

export function pages(severity: Severity): boolean {
  return pagingSeverities.includes(severity);
}
