import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { awsSchema } from '../support/aws-provider';
import { scratchFolder, synthesize } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { completeSettingsFile } from '../support/rendered';
import { type ServedProviders, schemaForStacks, serveSavedProviders } from '../support/schema-provider';
import { TerraformError, terraformAvailable } from '../support/terraform';
import { changedAddresses, type Plan, readStack, type State, Workspace, type WorkspaceStack } from '../support/workspace';

const onCall = 'life-manager-on-call';
const backup = 'life-manager-production-backup';
const monitoring = 'life-manager-production-monitoring';
/** A product whose backups stand on Google Cloud, in their order. */
const onGoogle = ['carenow-on-call', 'carenow-production-dead-man-switch', 'carenow-production-monitoring'] as const;

/** The one secret of the monitoring stack, which is never in settings. */
const variables = { slack_bot_token: 'a-token-of-nobody' };

/** Answers are those of the schemas: every attribute that a provider computes gets a value. */
describeWithTool(
  'terraform with the AWS provider',
  () => terraformAvailable() && awsProviderMirror() !== undefined,
  () => {
    const folder = scratchFolder();
    const placeholders = join(folder, 'placeholders');
    const complete = join(folder, 'complete');
    const stackFolder = (outdir: string, stack: string): string => join(outdir, 'stacks', stack);
    const workspaces: Workspace[] = [];
    let served: ServedProviders;

    const workspace = (): Workspace => {
      const created = new Workspace({ reattach: served.reattach, variables });
      workspaces.push(created);
      return created;
    };

    const opened = async (place: Workspace, outdir: string, stack: string): Promise<WorkspaceStack> => {
      const found = place.stack(stackFolder(outdir, stack));
      await found.init();
      return found;
    };

    const refusal = async (stack: WorkspaceStack): Promise<string> => {
      const error: unknown = await stack.plan().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof TerraformError)) throw new Error('the plan was accepted');
      return error.result.stderr.replace(/[│╵╷\s]+/g, ' ');
    };

    beforeAll(async () => {
      expect(synthesize(placeholders)).toMatchObject({ status: 0, stderr: '' });
      expect(synthesize(complete, { OPSKEEP_SETTINGS: completeSettingsFile })).toMatchObject({ status: 0, stderr: '' });
      const stacks = [onCall, backup, monitoring, ...onGoogle].map((stack) => readStack(stackFolder(complete, stack)));
      served = await serveSavedProviders([schemaForStacks(await awsSchema(), stacks)]);
    }, 300_000);

    afterAll(() => {
      for (const created of workspaces) created.dispose();
      served?.stop();
    });

    it('refuses to plan a stack that stands on its placeholders, and names the setting and the variable of each', async () => {
      const refused = await refusal(await opened(workspace(), placeholders, onCall));
      for (const role of ['on_call_engineer', 'team_lead', 'engineering_manager', 'cto'])
        expect(refused).toContain(
          `is not set or not usable. Set products.life-manager.all.inputs.${role}_email in settings.json or TF_VAR_${role}_email, e.g. someone@example.com.`,
        );
    }, 120_000);

    it('refuses a list that is still empty, and a value that settings let through but the pattern does not', async () => {
      const place = new Workspace({ reattach: served.reattach, variables: { aws_account_id: '12' } });
      workspaces.push(place);
      const refused = await refusal(await opened(place, placeholders, backup)).catch((error: unknown) => String(error));
      expect(refused).toContain('Set products.life-manager.production.aws.subnetIds in settings.json or TF_VAR_aws_subnet_ids');
      expect(refused).toContain('Set products.life-manager.production.aws.accountId in settings.json or TF_VAR_aws_account_id');
    }, 120_000);

    describe('with complete settings', () => {
      let place: Workspace;
      let paging: State;
      let watching: State;

      beforeAll(async () => {
        place = workspace();
        paging = await (await opened(place, complete, onCall)).apply();
        await (await opened(place, complete, backup)).apply();
        watching = await (await opened(place, complete, monitoring)).apply();
      }, 300_000);

      it('hands the key of the pager from the on-call stack to the contact points, and marks it as sensitive', () => {
        const output = paging.values?.outputs?.['production_routing_key'];
        expect(output).toMatchObject({ sensitive: true, value: expect.stringMatching(/./) });
        const points = (watching.values?.root_module.resources ?? []).filter(({ type }) => type === 'grafana_contact_point');
        const keys = points.flatMap(({ values }) =>
          ((values['pagerduty'] ?? []) as readonly { integration_key?: string }[]).map(({ integration_key: key }) => key),
        );
        expect(keys).toEqual([output?.value, output?.value]);
      });

      it('keeps the state outside of cdktf.out: after that is deleted and synthesized anew, nothing is to be done', async () => {
        expect(readdirSync(join(place.root, '.state')).sort()).toEqual(
          [onCall, backup, monitoring].map((stack) => `${stack}.tfstate`).sort(),
        );
        rmSync(join(place.root, 'cdktf.out'), { recursive: true });
        const again = join(folder, 'again');
        expect(synthesize(again, { OPSKEEP_SETTINGS: completeSettingsFile })).toMatchObject({ status: 0, stderr: '' });
        for (const stack of [onCall, backup, monitoring]) {
          expect(existsSync(join(place.root, 'cdktf.out', 'stacks', stack))).toBe(false);
          const plan: Plan = await (await opened(place, again, stack)).plan();
          expect({ stack, changed: changedAddresses(plan), outputs: changedOutputs(plan) }).toEqual({ stack, changed: [], outputs: [] });
        }
      }, 300_000);

      it('cannot plan the reader before its producer is deployed, and says what is missing', async () => {
        const refused = await refusal(await opened(workspace(), complete, monitoring));
        expect(refused).toMatch(/life-manager-on-call-state|Unable to find remote state/);
      }, 120_000);
    });

    it('hands the topic of heartbeats on AWS to the monitoring of a product on Google Cloud, and its pager to that topic', async () => {
      const place = workspace();
      const [paging, switched, watching] = [
        await (await opened(place, complete, onGoogle[0])).apply(),
        await (await opened(place, complete, onGoogle[1])).apply(),
        await (await opened(place, complete, onGoogle[2])).apply(),
      ].map(({ values }) => values);
      const of = (values: State['values'], type: string, part: string) =>
        (values?.root_module.resources ?? [])
          .filter((found) => found.type === type && found.address.includes(part))
          .map((one) => one.values);
      const [topic] = of(switched, 'aws_sns_topic', 'dead-man-switch');
      const arn = topic?.['arn'];
      expect(arn).toEqual(expect.stringMatching(/./));
      expect(switched?.outputs?.['heartbeat_topic_arn']).toEqual({ sensitive: false, value: arn, type: 'string' });
      expect(of(watching, 'grafana_contact_point', 'heartbeat').map(({ sns }) => (sns as readonly { topic: string }[])[0]?.topic)).toEqual([
        arn,
      ]);
      const endpoint = paging?.outputs?.['production_cloudwatch_endpoint'];
      expect(endpoint).toMatchObject({ sensitive: true, value: expect.stringMatching(/./) });
      expect(of(switched, 'aws_sns_topic_subscription', 'pagerduty').map((one) => one['endpoint'])).toEqual([endpoint?.value]);
      const alone = workspace();
      expect(await refusal(await opened(alone, complete, onGoogle[2]))).toMatch(
        /dead-man-switch-state|on-call-state|Unable to find remote state/,
      );
    }, 300_000);
  },
);

function changedOutputs(plan: Plan): readonly string[] {
  return Object.entries((plan.output_changes ?? {}) as Readonly<Record<string, { readonly actions: readonly string[] }>>)
    .filter(([, { actions }]) => actions.some((action) => action !== 'no-op'))
    .map(([name]) => name);
}
