import { Duration } from '../../model/duration';
import { displayFigure, formatFigure, formatLimit } from '../../model/figure';
import { runbookAnchor } from '../../model/runbook-anchor';

describe('a figure', () => {
  it.each([
    [0.07, 'percent', '7 %'],
    [0.5, 'milliseconds', '500 ms'],
    [3, 'seconds', '3 s'],
    [90_000, 'seconds', '25 h'],
    [2e9, 'bytes', '2 GB'],
    [1e6, 'bytesPerSecond', '1 MB/s'],
    [10, 'perMinute', '10 per minute'],
    [30, 'days', '30 d'],
    [0.1, 'score', '0.1'],
    [60, 'seconds', '1 min'],
    [59, 'seconds', '59 s'],
    [90.5, 'seconds', '90.5 s'],
    [8, 'bitsPerSecond', '8 bit/s'],
    [3, 'perHour', '3 per hour'],
    [4, 'requestsPerSecond', '4 requests/s'],
    [4, 'requestsPerMinute', '4 requests/min'],
    [999, 'bytes', '999 B'],
    [5, 'count', '5'],
    [1, 'bool', '1'],
  ] as const)('%d in %s is written %s', (value, unit, text) => {
    expect(formatFigure(value, unit)).toBe(text);
  });

  it('is free of binary noise in display units', () => {
    expect(displayFigure(0.07, 'percent')).toBe(7);
    expect(displayFigure(0.29, 'percent')).toBe(29);
  });

  it('is told with its side and duration', () => {
    expect(formatLimit({ comparison: 'above', value: 0.05 }, 'percent', Duration.minutes(5))).toBe('above 5 % for 5 min');
    expect(formatLimit({ comparison: 'below', value: 2 }, 'count', Duration.zero)).toBe('below 2');
  });
});

describe('a runbook anchor', () => {
  it('is what a heading of the same words becomes on a code host', () => {
    expect(runbookAnchor('Error_ratio.5m', 'critical')).toBe('error-ratio-5m-critical');
    expect(runbookAnchor('error -- ratio', 'info')).toBe('error-ratio-info');
  });
});
