import { AwsEmulator, hasAwsCli, hasAwsEmulator } from '../support/aws-emulator';
import { describeWithTool } from '../support/optional-tools';
import { completeSettings, renderProducts, resources } from '../support/rendered';

/** The command of docs/guide/deploy.md that tells whether an alarm on silence may be turned on, as a person types it. */
const command = "aws cloudwatch describe-alarms --alarm-name-prefix allodoc-production --state-value OK --query 'MetricAlarms[].AlarmName'";

describeWithTool(
  'the AWS CLI and ministack',
  () => hasAwsCli() && hasAwsEmulator(),
  () => {
    const aws = new AwsEmulator();
    beforeAll(() => aws.start(), 60_000);
    afterAll(() => aws.stop());

    const type = (line: string): string => aws.type(line);

    it('names the two alarms on silence once they have seen a sign of life, and no other in ALARM or without data', () => {
      const declared = resources(renderProducts(undefined, completeSettings()), 'aws_cloudwatch_metric_alarm')
        .filter(({ stack }) => stack === 'allodoc-production-backup')
        .map(({ block }) => String(block['alarm_name']));
      const onSilence = declared.filter((name) => name.endsWith('-silent')).sort();
      expect(onSilence).toEqual(['allodoc-production-alerting-silent', 'allodoc-production-store-watcher-silent']);
      const failed = 'allodoc-production-database-daily-failed';
      const threshold = '--comparison-operator LessThanThreshold --threshold 1 --evaluation-periods 1';
      for (const name of [...onSilence, failed])
        type(
          `aws cloudwatch put-metric-alarm --alarm-name ${name} --namespace test --metric-name m --statistic Sum --period 60 ${threshold}`,
        );
      expect(JSON.parse(type(command))).toEqual([]);
      const become = (name: string, state: string) =>
        type(`aws cloudwatch set-alarm-state --alarm-name ${name} --state-value ${state} --state-reason test`);
      become(failed, 'ALARM');
      for (const name of onSilence) become(name, 'OK');
      expect((JSON.parse(type(command)) as string[]).sort()).toEqual(onSilence);
    }, 120_000);
  },
);
