import { TerraformStack, Testing } from 'cdktf';
import { metricAlarm } from '../../../../constructs/backup/aws/alarm';
import { Duration } from '../../../../model/duration';
import { collectFindings } from '../../../../model/finding';

function found(period: Duration, periods: number): readonly string[] {
  const stack = new TerraformStack(Testing.app(), 'test');
  const { findings } = collectFindings('test', () =>
    metricAlarm(stack, 'late', {
      name: 'late',
      description: 'The copy is late.',
      namespace: 'shop',
      metric: 'Age',
      dimensions: {},
      statistic: 'Maximum',
      comparison: 'above',
      threshold: 1,
      period,
      periods,
    }),
  );
  return findings.map(({ rule, where, given }) => `${rule}, ${where}: ${given}`);
}

describe('the time over which an alarm of CloudWatch watches', () => {
  it.each([
    [Duration.minutes(1), 1440],
    [Duration.minutes(59), 24],
    [Duration.hours(1), 168],
    [Duration.days(1), 7],
  ])('may be %s, %d times', (period, periods) => {
    expect(found(period, periods)).toEqual([]);
  });

  it.each([
    [Duration.seconds(30), 1, '1 x 30 s'],
    [Duration.seconds(90), 1, '1 x 1 min 30 s'],
    [Duration.minutes(1), 1441, '1441 x 1 min'],
    [Duration.hours(1), 169, '169 x 1 h'],
    [Duration.hours(25), 1, '1 x 25 h'],
    [Duration.days(1), 8, '8 x 24 h'],
  ])('is refused where CloudWatch does not offer it: %s, %d times', (period, periods, given) => {
    expect(found(period, periods)).toEqual([`vendor-limit, test/late: ${given}`]);
  });
});
