/** What one look at the machine, the settings or a service found. */
export type Status =
  | 'ok'
  /** Something that a deployment needs is not there. */
  | 'missing'
  /** It is there, and a deployment would fail or go astray with it. */
  | 'wrong'
  /** It could not be looked at; why stands in the line. */
  | 'not checked'
  /** Worth knowing before the first deployment; nothing to mend. */
  | 'note';

export interface Check {
  readonly status: Status;
  /** What was looked at, e.g. `terraform` or `PagerDuty user`. */
  readonly subject: string;
  /** What was found, in one line. Never a secret. */
  readonly found: string;
  /** What to do about it; every check that is missing, wrong or not checked has it. */
  readonly mend?: string;
}

export const ok = (subject: string, found: string): Check => ({ status: 'ok', subject, found });
export const note = (subject: string, found: string): Check => ({ status: 'note', subject, found });

const toMend =
  (status: Status) =>
  (subject: string, found: string, mend: string): Check => ({ status, subject, found, mend });

export const missing = toMend('missing');
export const wrong = toMend('wrong');
export const notChecked = toMend('not checked');

/** Whether a deployment can begin. What could not be looked at does not stop it: the plan tells. */
export function isReady(checks: readonly Check[]): boolean {
  return checks.every(({ status }) => status !== 'missing' && status !== 'wrong');
}

const widest = Math.max(...(['ok', 'missing', 'wrong', 'not checked', 'note'] satisfies Status[]).map((status) => status.length));

/** One line a check, below it what to do, and at the end how it stands. */
export function formatChecks(checks: readonly Check[]): string {
  const lines = checks.flatMap(({ status, subject, found, mend }) => [
    `${status.padEnd(widest)}  ${subject}: ${found}`,
    ...(mend === undefined ? [] : [`${' '.repeat(widest)}  to do: ${mend}`]),
  ]);
  const count = (status: Status): number => checks.filter((check) => check.status === status).length;
  const sum = `${count('ok')} ok, ${count('missing')} missing, ${count('wrong')} wrong, ${count('not checked')} not checked`;
  return [...lines, '', sum].join('\n');
}
