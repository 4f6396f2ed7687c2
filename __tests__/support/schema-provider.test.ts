// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Terraform, not of JavaScript
/** The harness itself: a right stack passes, a wrong one is refused, for each provider. */
import { App, TerraformStack } from 'cdktf';
import { RuleGroup } from '../../.gen/providers/grafana/rule-group';
import { awsSchema, type RunningProvider, startAwsProvider } from './aws-provider';
import { offlineWorkspace } from './offline-workspace';
import { describeWithTool } from './optional-tools';
import { awsProviderBinary } from './provider-mirror';
import { type StackJson, schemaForStacks, serveProviders } from './schema-provider';
import { terraformAvailable } from './terraform';
import { validateStacks } from './validate-stacks';
import { changedAddresses, errorsOf, Workspace } from './workspace';

const ONE_STACK_MS = 60_000;

const required = (name: string, source: string): StackJson['terraform'] => ({ required_providers: { [name]: { source } } });

const googleStack = (bucket: object): StackJson => ({
  terraform: required('google', 'hashicorp/google'),
  resource: { google_storage_bucket: { backups: bucket } },
});

const grafanaStack = ({ panelTitle = 'Errors', rule = {} } = {}): StackJson => ({
  terraform: required('grafana', 'grafana/grafana'),
  provider: { grafana: [{ url: 'http://grafana.invalid', auth: 'test' }] },
  resource: {
    grafana_folder: { shop: { title: 'Shop' } },
    grafana_dashboard: {
      overview: {
        folder: '${grafana_folder.shop.uid}',
        config_json: JSON.stringify({ title: 'Overview', panels: [{ title: panelTitle }] }),
      },
    },
    grafana_rule_group: {
      errors: {
        name: 'errors',
        folder_uid: '${grafana_folder.shop.uid}',
        interval_seconds: 60,
        rule: [
          {
            name: 'error ratio',
            for: '5m',
            condition: 'A',
            data: [{ ref_id: 'A', datasource_uid: 'prometheus', model: '{}', relative_time_range: [{ from: 600, to: 0 }] }],
            ...rule,
          },
        ],
      },
    },
    grafana_contact_point: {
      on_call: { name: 'on-call', pagerduty: [{ integration_key: 'key', severity: 'critical' }] },
    },
  },
});

const pagerdutyStack = ({ service = {} } = {}): StackJson => ({
  terraform: required('pagerduty', 'PagerDuty/pagerduty'),
  data: { pagerduty_user: { first: { email: 'first@example.org' } } },
  resource: {
    pagerduty_escalation_policy: {
      critical: {
        name: 'critical',
        rule: [
          {
            escalation_delay_in_minutes: 5,
            target: [{ type: 'user_reference', id: '${data.pagerduty_user.first.id}' }],
          },
        ],
      },
    },
    pagerduty_service: {
      shop: { name: 'shop', escalation_policy: '${pagerduty_escalation_policy.critical.id}', ...service },
    },
  },
  output: { service_id: { value: '${pagerduty_service.shop.id}' } },
});

const awsStack = (bucket: object): StackJson => ({
  terraform: required('aws', 'hashicorp/aws'),
  provider: { aws: [{ region: 'eu-west-3' }] },
  resource: {
    aws_s3_bucket: { backups: bucket },
    aws_kms_key: { backups: { enable_key_rotation: true, deletion_window_in_days: 30 } },
  },
});

describeWithTool('terraform', terraformAvailable, () => {
  const workspace = offlineWorkspace();

  const errors = async (name: string, json: StackJson): Promise<readonly string[]> => {
    const stack = workspace().stackFromJson(name, json);
    await stack.init();
    return errorsOf(await stack.validate());
  };

  describe('google, from its schema', () => {
    it('accepts a right stack', async () => {
      expect(await errors('google-right', googleStack({ name: 'backups', location: 'EU' }))).toEqual([]);
    });

    it('refuses an unknown attribute', async () => {
      expect(await errors('google-unknown', googleStack({ name: 'backups', location: 'EU', versionning: [{}] }))).toEqual([
        expect.stringContaining('No argument or block type is named "versionning"'),
      ]);
    });

    it('refuses a missing argument', async () => {
      expect(await errors('google-missing', googleStack({ name: 'backups' }))).toEqual([
        expect.stringContaining('The argument "location" is required'),
      ]);
    });
  });

  describe('pagerduty, from its schema', () => {
    it('refuses an unknown attribute', async () => {
      expect(await errors('pagerduty-unknown', pagerdutyStack({ service: { ack_timeout: 1 } }))).toEqual([
        expect.stringContaining('No argument or block type is named "ack_timeout"'),
      ]);
    });

    it('refuses a reference to a resource that is not declared', async () => {
      const service = { escalation_policy: '${pagerduty_escalation_policy.nobody.id}' };
      expect(await errors('pagerduty-reference', pagerdutyStack({ service }))).toEqual([
        expect.stringContaining('Reference to undeclared resource'),
      ]);
    });

    it(
      'plans, applies and then plans nothing',
      async () => {
        const stack = workspace().stackFromJson('pagerduty-right', pagerdutyStack());
        await stack.init();
        expect(errorsOf(await stack.validate())).toEqual([]);
        expect(changedAddresses(await stack.plan())).toEqual(['pagerduty_escalation_policy.critical', 'pagerduty_service.shop']);
        const state = await stack.apply();
        expect(state.values?.outputs?.service_id?.value).toMatch(/^pagerduty_service\/id\/[0-9a-f]{12}$/);
        expect(changedAddresses(await stack.plan())).toEqual([]);
      },
      ONE_STACK_MS,
    );
  });

  describe('grafana, from its schema', () => {
    it('refuses a template variable that is not escaped for Terraform', async () => {
      expect(await errors('grafana-unescaped', grafanaStack({ panelTitle: 'Errors of ${job}' }))).toEqual([
        expect.stringContaining('Invalid reference'),
      ]);
    });

    it('refuses what Grafana refuses beyond its schema', async () => {
      const rule = { for: '5 minutes', no_data_state: 'Fine' };
      expect(await errors('grafana-enum', grafanaStack({ rule }))).toEqual([
        'Invalid grafana_rule_group: rule "error ratio": for is "5 minutes", allowed: a duration such as 5m or 1h30m',
        'Invalid grafana_rule_group: rule "error ratio": no_data_state is "Fine", allowed: Alerting, KeepLast, NoData, OK',
      ]);
    });

    it(
      'plans, applies, plans nothing, updates and destroys',
      async () => {
        const stack = workspace().stackFromJson('grafana-right', grafanaStack({ panelTitle: 'Errors of $${job}' }));
        await stack.init();
        expect(errorsOf(await stack.validate())).toEqual([]);
        expect(changedAddresses(await stack.plan())).toHaveLength(4);
        const state = await stack.apply();
        const dashboard = state.values?.root_module.resources?.find(({ type }) => type === 'grafana_dashboard');
        expect(dashboard?.values.config_json).toContain('Errors of ${job}');
        expect(changedAddresses(await stack.plan())).toEqual([]);

        const changed = workspace().stackFromJson('grafana-right', grafanaStack({ panelTitle: 'Failures' }));
        expect(changedAddresses(await changed.plan())).toEqual(['grafana_dashboard.overview']);
        await changed.apply();
        expect(changedAddresses(await changed.plan())).toEqual([]);
        await changed.destroy();
        expect((await changed.show()).values).toBeUndefined();
      },
      ONE_STACK_MS,
    );

    it('has bindings that can be imported one by one', () => {
      const stack = new TerraformStack(new App(), 'bindings');
      const group = new RuleGroup(stack, 'group', { name: 'g', folderUid: 'f', intervalSeconds: 60, rule: [] });
      expect(group.terraformResourceType).toBe('grafana_rule_group');
    });
  });

  it('refuses to download: a provider that is neither attached nor in the mirror fails init', async () => {
    const stack = workspace().stackFromJson('download', { terraform: required('random', 'hashicorp/random') });
    await expect(stack.init()).rejects.toThrow('terraform init failed');
  });
});

describeWithTool(
  'terraform and the AWS provider',
  () => terraformAvailable() && awsProviderBinary() !== undefined,
  () => {
    describe('the provider itself, started once', () => {
      let aws: RunningProvider;
      let workspace: Workspace;

      beforeAll(async () => {
        aws = await startAwsProvider();
        workspace = new Workspace({ reattach: aws.reattach });
      }, 2 * ONE_STACK_MS);

      afterAll(() => {
        workspace.dispose();
        aws.stop();
      });

      const errors = async (name: string, bucket: object): Promise<readonly string[]> => {
        const stack = workspace.stackFromJson(name, awsStack(bucket));
        await stack.init();
        return errorsOf(await stack.validate());
      };

      it(
        'accepts a right stack',
        async () => {
          expect(await errors('aws-right', { bucket: 'backups', object_lock_enabled: true })).toEqual([]);
        },
        ONE_STACK_MS,
      );

      it(
        'refuses an unknown attribute',
        async () => {
          expect(await errors('aws-unknown', { bukkit: 'backups' })).toEqual([
            expect.stringContaining('No argument or block type is named "bukkit"'),
          ]);
        },
        ONE_STACK_MS,
      );

      it(
        'refuses a value that only the provider knows to be wrong',
        async () => {
          expect(await errors('aws-conflict', { bucket: 'backups', bucket_prefix: 'back' })).toEqual(
            expect.arrayContaining([expect.stringContaining('Conflicting configuration arguments')]),
          );
        },
        ONE_STACK_MS,
      );
    });

    it(
      'validates many stacks at once, with a backend that cannot be reached',
      async () => {
        const workspace = new Workspace();
        const write = (name: string, json: StackJson): string => workspace.stackFromJson(name, json).folder;
        const right = awsStack({ bucket: 'backups' });
        const backend = { s3: { bucket: 'state', key: 'state', region: 'eu-west-3' } };
        try {
          const errors = await validateStacks([
            write('aws-bucket-backend', { ...right, terraform: { ...right.terraform, backend } }),
            write('aws-wrong', awsStack({ bukkit: 'backups' })),
            write('on-call', pagerdutyStack()),
          ]);
          expect(errors).toEqual({
            'aws-bucket-backend': [],
            'aws-wrong': [expect.stringContaining('No argument or block type is named "bukkit"')],
            'on-call': [],
          });
        } finally {
          workspace.dispose();
        }
      },
      2 * ONE_STACK_MS,
    );

    it(
      'is served from its schema: plans, applies and then plans nothing, without an account',
      async () => {
        const json = awsStack({ bucket: 'backups' });
        const served = await serveProviders([{ schema: schemaForStacks(await awsSchema(), [json]) }]);
        const workspace = new Workspace({ reattach: served.reattach });
        try {
          const stack = workspace.stackFromJson('aws-schema', json);
          await stack.init();
          expect(changedAddresses(await stack.plan())).toEqual(['aws_kms_key.backups', 'aws_s3_bucket.backups']);
          await stack.apply();
          expect(changedAddresses(await stack.plan())).toEqual([]);
        } finally {
          workspace.dispose();
          served.stop();
        }
      },
      2 * ONE_STACK_MS,
    );
  },
);
