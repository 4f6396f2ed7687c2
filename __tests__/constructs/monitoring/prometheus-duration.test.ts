import { prometheusDuration } from '../../../constructs/monitoring/prometheus-duration';
import { Duration } from '../../../model/duration';

describe('a time of the notification settings', () => {
  it.each([
    [Duration.zero, '0s'],
    [Duration.seconds(30), '30s'],
    [Duration.seconds(90), '1m30s'],
    [Duration.minutes(5), '5m'],
    [Duration.hours(4), '4h'],
    [Duration.hours(24), '1d'],
    [Duration.hours(36), '1d12h'],
    [Duration.days(7), '1w'],
    [Duration.days(8), '8d'],
  ])('%s is written as Grafana prints it: %s', (duration, text) => {
    expect(prometheusDuration(duration)).toBe(text);
  });
});
