import { type RunningProvider, startAwsProvider } from '../../../support/aws-provider';
import { describeWithTool } from '../../../support/optional-tools';
import { awsProviderBinary } from '../../../support/provider-mirror';
import { renderStack } from '../../../support/synth';
import { terraformAvailable } from '../../../support/terraform';
import { errorsOf, Workspace } from '../../../support/workspace';
import { sampleEnvironment } from './sample-environment';

/** The bindings are of provider 6.x. Attributes that 5.100 lacks, by resource; `region` is one for every resource. */
const newerAttributes: Readonly<Record<string, readonly string[]>> = {
  aws_s3_bucket_public_access_block: ['skip_destroy'],
  aws_scheduler_schedule: ['action_after_completion'],
  aws_cloudwatch_log_group: ['deletion_protection_enabled'],
  aws_cloudwatch_log_metric_filter: ['apply_on_transformed_logs'],
};

const stack = renderStack(sampleEnvironment);

describe('the constructs of AWS backups', () => {
  it('set no attribute that version 5.100 of the provider lacks', () => {
    const set = Object.entries(stack.resource ?? {}).flatMap(([type, resources]) =>
      Object.values(resources as Record<string, object>).flatMap((attributes) =>
        ['region', ...(newerAttributes[type] ?? [])]
          .filter((attribute) => attribute in attributes)
          .map((attribute) => `${type}.${attribute}`),
      ),
    );
    expect(set).toEqual([]);
  });

  it('hold no secret in what is synthesized', () => {
    const variables = stack.variable as Record<string, object>;
    expect(variables.pager_endpoint).toMatchObject({ sensitive: true });
    expect(variables.pager_endpoint).not.toHaveProperty('default');
  });

  describeWithTool(
    'terraform and the AWS provider',
    () => terraformAvailable() && awsProviderBinary() !== undefined,
    () => {
      let provider: RunningProvider;
      beforeAll(async () => {
        provider = await startAwsProvider();
      }, 120_000);
      afterAll(() => provider?.stop());

      it('are valid together', async () => {
        const workspace = new Workspace({ reattach: provider.reattach });
        try {
          const validated = workspace.stackFromJson('sample', stack);
          await validated.init();
          expect(errorsOf(await validated.validate())).toEqual([]);
        } finally {
          workspace.dispose();
        }
      }, 120_000);
    },
  );
});
