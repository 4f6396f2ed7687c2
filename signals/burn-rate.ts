import { Duration } from '../model/duration';
import type { Severity } from '../model/severity';

/** How fast an error budget of 30 days may burn, over a long window that proves it and a short one that ends the alert soon. */
export interface BurnRateWindow {
  readonly long: Duration;
  readonly short: Duration;
  /** Multiple of the speed that uses up the budget in exactly 30 days. */
  readonly factor: number;
  readonly severity: Severity;
  /** How long both windows must be passed. */
  readonly hold: Duration;
}

/**
 * The Site Reliability Workbook, chapter 5, table 5-8: 2 % of the budget in an hour and 5 % in six hours page, 10 % in three days opens
 * a ticket. The day in between (3 times) is Google's and sloth's fourth window. From fast to slow. The fastest holds for as long as in
 * kubernetes-mixin, so that what caused it is told first. An outage that is over fills the short window of the next pair for its whole
 * length, while the fastest has fallen silent: held for that long, it does not page for it again.
 */
export const burnRateWindows: readonly BurnRateWindow[] = [
  { long: Duration.hours(1), short: Duration.minutes(5), factor: 14.4, severity: 'critical', hold: Duration.minutes(2) },
  { long: Duration.hours(6), short: Duration.minutes(30), factor: 6, severity: 'error', hold: Duration.minutes(30) },
  { long: Duration.days(1), short: Duration.hours(2), factor: 3, severity: 'warning', hold: Duration.zero },
  { long: Duration.days(3), short: Duration.hours(6), factor: 1, severity: 'warning', hold: Duration.zero },
];

/** Share of requests that may fail, without the rounding error of the subtraction. */
export const errorBudget = (objective: number): number => Number((1 - objective).toPrecision(12));

/**
 * The speed at which the budget burns, as a multiple, in both windows at once; EMPTY while a faster window alerts.
 * @param badRatio the share of bad requests over a window, as an expression without labels
 */
export function burnRate(
  objective: number,
  badRatio: (window: Duration) => string,
  window: Omit<BurnRateWindow, 'hold'>,
  windows = burnRateWindows,
): string {
  const faster = windows.filter(({ factor }) => factor > window.factor);
  const burn = ({ long, short }: Pick<BurnRateWindow, 'long' | 'short'>): string =>
    smaller(speed(badRatio(long), objective), speed(badRatio(short), objective));
  return [`(${burn(window)})`, ...faster.map((other) => `((${burn(other)}) > ${other.factor})`)].join(' unless ');
}

const speed = (ratio: string, objective: number): string => `(${ratio}) / ${errorBudget(objective)}`;

const smaller = (a: string, b: string): string => `((${a}) < (${b})) or (${b})`;
