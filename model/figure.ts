import { formatBytes } from './bytes';
import { Duration } from './duration';
import type { Limit } from './signal';
import { type Unit, units } from './unit';

/** A figure in base units as a panel shows it. Rounded to 12 digits, because 0.07 times 100 is not 7 in binary. */
export function displayFigure(value: number, unit: Unit): number {
  return Number((value * units[unit].scale).toPrecision(12));
}

const suffixes: Readonly<Record<Unit, string>> = {
  percent: ' %',
  seconds: ' s',
  milliseconds: ' ms',
  bytes: '',
  bytesPerSecond: '/s',
  bitsPerSecond: ' bit/s',
  count: '',
  perMinute: ' per minute',
  perHour: ' per hour',
  requestsPerSecond: ' requests/s',
  requestsPerMinute: ' requests/min',
  days: ' d',
  bool: '',
  score: '',
};

/** A figure in base units as people write it: `5 %`, `500 ms`, `25 h`, `2 GB`. */
export function formatFigure(value: number, unit: Unit): string {
  if (unit === 'seconds' && value >= 60 && Number.isInteger(value)) return Duration.seconds(value).toString();
  if (unit === 'bytes' || unit === 'bytesPerSecond') return `${formatBytes(value)}${suffixes[unit]}`;
  return `${displayFigure(value, unit)}${suffixes[unit]}`;
}

/** What must hold for an alert: `above 5 % for 5 min`; without a duration it fires at once. */
export function formatLimit(limit: Limit, unit: Unit, duration: Duration): string {
  const side = `${limit.comparison} ${formatFigure(limit.value, unit)}`;
  return duration.seconds === 0 ? side : `${side} for ${duration}`;
}
