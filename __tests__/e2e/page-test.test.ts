import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, TerraformVariable } from 'cdktf';
import { OperationsKey } from '../../constructs/backup/aws/customer-key';
import { PageTopic } from '../../constructs/backup/aws/page-topic';
import { FakeGrafana } from '../life/fake-grafana';
import { FakePager } from '../life/fake-pager';
import { AwsEmulator, hasAwsCli, hasAwsEmulator } from '../support/aws-emulator';
import { projectRoot } from '../support/command';
import { until } from '../support/job-process';
import { LocalServer } from '../support/local-server';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { completeSettingsFile } from '../support/rendered';
import { renderStack } from '../support/synth';
import { terraformAvailable } from '../support/terraform';
import { Workspace } from '../support/workspace';

/** What PagerDuty's integration for CloudWatch does with messages of SNS: it confirms the subscription, and reads alarms. */
class CloudWatchIntegration extends LocalServer {
  readonly alarms: Readonly<Record<string, unknown>>[] = [];

  constructor(private readonly aws: AwsEmulator) {
    super();
  }

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { Type: type, Message: message, SubscribeURL: confirm } = JSON.parse(await text(request)) as Record<string, string>;
    response.writeHead(202).end();
    // The emulator takes the region of a request from its signature alone.
    const authorization = `AWS4-HMAC-SHA256 Credential=of-nobody/20260101/${place.region}/sns/aws4_request`;
    if (type === 'SubscriptionConfirmation')
      await fetch(new URL(new URL(confirm ?? '').search, this.aws.url), { headers: { authorization } });
    else this.alarms.push(JSON.parse(message ?? '{}'));
  }
}

const place = { accountId: '000000000000', region: 'eu-west-1' };

describeWithTool(
  'terraform with the AWS provider, the AWS CLI and ministack',
  () => terraformAvailable() && awsProviderMirror() !== undefined && hasAwsCli() && hasAwsEmulator(),
  () => {
    const aws = new AwsEmulator();
    const integration = new CloudWatchIntegration(aws);
    const pager = new FakePager();
    const grafana = new FakeGrafana('Bearer glsa_of_nobody');
    const typed = (words: string): readonly string[] => words.split(' ');

    let workspace: Workspace | undefined;
    const type = (line: string): string => aws.type(line, { AWS_DEFAULT_REGION: place.region });

    beforeAll(async () => {
      await aws.start();
      await Promise.all([integration, pager, grafana].map((server) => server.start()));
      const stack = renderStack((scope) => {
        new AwsProvider(scope, 'aws', { region: place.region, allowedAccountIds: [place.accountId] });
        // Without it cdktf names a file in the folder of whoever runs the test, which then begins with the state of the last run.
        new LocalBackend(scope, { path: 'terraform.tfstate' });
        scope.addOverride('terraform.required_providers.aws.version', '>= 5.100.0');
        const endpoint = new TerraformVariable(scope, 'endpoint', { type: 'string', sensitive: true });
        endpoint.overrideLogicalId('endpoint');
        const named = { place, prefix: 'allodoc-production' };
        const key = new OperationsKey(scope, 'key', { ...named, deletionProtection: false });
        new PageTopic(scope, 'page', { ...named, key, endpoint: endpoint.stringValue });
      });
      const address = `${integration.url}/integration/of-nobody/enqueue`;
      // The emulator names a subscription only once it is confirmed, where AWS names it at once. So the provider finds it there.
      const topic = type(`aws sns create-topic --name allodoc-production-page --query TopicArn --output text`).trim();
      type(`aws sns subscribe --topic-arn ${topic} --protocol https --notification-endpoint ${address}`);
      workspace = new Workspace({
        mirror: awsProviderMirror(),
        variables: { endpoint: address },
        env: aws.environment,
      });
      const applied = workspace.stackFromJson('page', stack);
      await applied.init();
      await applied.apply();
    }, 300_000);
    afterAll(async () => {
      workspace?.dispose();
      for (const server of [integration, pager, grafana]) server.stop();
      await aws.stop();
    });

    it('npm run page-test sends a marked test along all three ways, and takes it back', async () => {
      const secrets = { PAGERDUTY_ROUTING_KEY: 'R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123', GRAFANA_AUTH: 'glsa_of_nobody' };
      const { PATH = '', HOME = '' } = process.env;
      const { stdout, stderr } = await promisify(execFile)('npm', typed('run --silent page-test -- allodoc production --hold=2'), {
        cwd: projectRoot,
        env: {
          ...{ PATH, HOME, ...aws.environment, ...secrets, OPSKEEP_SETTINGS: completeSettingsFile },
          ...{ PAGERDUTY_EVENTS_URL: pager.url, OPSKEEP_GRAFANA_URL: grafana.url },
        },
      });
      await until('both messages of the alarm', () => integration.alarms.length >= 2);
      for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);
      const seen = integration.alarms.map(({ AlarmName, AlarmDescription, NewStateValue, NewStateReason }) => [
        AlarmName,
        String(AlarmDescription).startsWith('[TEST] Nothing is wrong'),
        NewStateValue,
        NewStateReason,
      ]);
      expect(seen).toEqual([
        ['allodoc-production-page-test', true, 'ALARM', '[TEST] AlloDoc production: sent by npm run page-test. Nothing is wrong'],
        ['allodoc-production-page-test', true, 'OK', 'The test is over'],
      ]);
      const receivers = grafana.made.map((rule) => Object(rule['notification_settings']).receiver);
      expect(receivers).toEqual(['critical', 'error', 'warning', 'info', 'stakeholders'].map((channel) => `allodoc-production-${channel}`));
      expect(grafana.rules.size).toBe(0);
      const actions = pager.taken.map(({ body }) => body['event_action']);
      expect(actions.filter((action) => action === 'trigger').length).toBeGreaterThan(5);
      expect(actions.filter((action) => action === 'resolve')).toHaveLength(actions.length / 2);
    }, 90_000);
  },
);
