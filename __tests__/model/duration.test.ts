import fc from 'fast-check';
import { Duration } from '../../model/duration';
import { DeclarationError } from '../../model/finding';

const wholeSeconds = fc.integer({ min: 0, max: 400 * 86_400 }).map((count) => Duration.seconds(count));

/** Reads Go's notation back, as Grafana does. */
function parseGo(text: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(?:(\d+)h)?(?:(\d+)m)?(\d+)s$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

describe('Duration', () => {
  it.each([
    [Duration.minutes(5), '5m0s', '5m', '5 min'],
    [Duration.hours(1), '1h0m0s', '1h', '1 h'],
    [Duration.zero, '0s', '0s', '0 s'],
    [Duration.days(30), '720h0m0s', '30d', '30 d'],
    [Duration.minutes(24 * 60 + 30), '24h30m0s', '1470m', '24 h 30 min'],
    [Duration.seconds(90), '1m30s', '90s', '1 min 30 s'],
  ])('writes %s as Grafana, PromQL and people do', (duration, go, short, people) => {
    expect([duration.toGo(), duration.toShort(), duration.toString()]).toEqual([go, short, people]);
  });

  it('loses nothing when Grafana reads it back', () => {
    fc.assert(fc.property(wholeSeconds, (duration) => parseGo(duration.toGo()) === duration.seconds));
  });

  it('adds and compares like the seconds that it stands for', () => {
    fc.assert(
      fc.property(wholeSeconds, wholeSeconds, (a, b) => {
        expect(a.plus(b).seconds).toBe(a.seconds + b.seconds);
        expect(a.isLongerThan(b)).toBe(a.seconds > b.seconds);
        expect(Duration.longest(a, b).seconds).toBe(Math.max(a.seconds, b.seconds));
        expect(Duration.shortest(a, b).seconds).toBe(Math.min(a.seconds, b.seconds));
      }),
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s with what is allowed and how to mend it', (count) => {
    expect(() => Duration.minutes(count)).toThrow(DeclarationError);
    expect(() => Duration.minutes(count)).toThrow(/allowed {3}a finite number of at least 0\n {2}to mend/);
  });
});
