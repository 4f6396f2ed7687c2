import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsSchema } from '../support/aws-provider';
import { scratchFolder, synthesize } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { completeSettingsFile } from '../support/rendered';
import { type ServedProviders, type StackJson, schemaForStacks, serveSavedProviders } from '../support/schema-provider';
import { terraformAvailable } from '../support/terraform';
import { changedAddresses, type Plan, readStack, type StateResource, Workspace } from '../support/workspace';

/** Schedules of PagerDuty, buckets of both clouds, dashboards, a database of Firestore and all that stands beside them. */
const stacks = [
  'life-manager-on-call',
  'life-manager-production-backup',
  'life-manager-production-monitoring',
  'carenow-on-call',
  'carenow-production-backup',
  'carenow-production-dead-man-switch',
];
const adoptable = /^(pagerduty_schedule|aws_s3_bucket|google_storage_bucket|google_firestore_database|grafana_dashboard)$/;

/** The path of each resource that the settings may name, by its address. */
function pathsOf({ resource = {} }: StackJson): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(resource as Record<string, Record<string, { readonly '//': { readonly metadata: { readonly path: string } } }>>).flatMap(
      ([type, blocks]) => Object.entries(blocks).map(([name, { '//': comment }]) => [`${type}.${name}`, comment.metadata.path] as const),
    ),
  );
}

const importedBy = ({ resource_changes: changes = [] }: Plan): readonly string[] =>
  changes.filter(({ change }) => 'importing' in change).map(({ address }) => address);

/** Providers answer by their schemas, and find by its id what they have made. */
describeWithTool(
  'terraform with the AWS provider',
  () => terraformAvailable() && awsProviderMirror() !== undefined,
  () => {
    const folder = scratchFolder();
    const declared = join(folder, 'declared');
    const adopting = join(folder, 'adopting');
    const workspaces: Workspace[] = [];
    let served: ServedProviders;

    const workspace = (): Workspace => {
      const created = new Workspace({ reattach: served.reattach, variables: { slack_bot_token: 'a-token-of-nobody' } });
      workspaces.push(created);
      return created;
    };

    beforeAll(async () => {
      expect(synthesize(declared, { OPSKEEP_SETTINGS: completeSettingsFile })).toMatchObject({ status: 0, stderr: '' });
      const json = stacks.map((stack) => readStack(join(declared, 'stacks', stack)));
      served = await serveSavedProviders([schemaForStacks(await awsSchema(), json)]);
    }, 300_000);

    afterAll(() => {
      for (const created of workspaces) created.dispose();
      served?.stop();
    });

    it('takes over all that a product has, where the state is lost, and then has nothing to change', async () => {
      const before = workspace();
      const adopt: Record<string, string> = {};
      const held: StateResource[] = [];
      for (const name of stacks) {
        const stack = before.stack(join(declared, 'stacks', name));
        await stack.init();
        const paths = pathsOf(readStack(join(declared, 'stacks', name)));
        for (const found of (await stack.apply()).values?.root_module.resources ?? []) {
          const path = paths.get(found.address);
          if (path === undefined) continue;
          held.push(found);
          adopt[path] = String(found.values['id']);
        }
      }
      const kinds = new Set(held.map(({ type }) => type).filter((type) => adoptable.test(type)));
      expect([...kinds].sort()).toEqual([
        'aws_s3_bucket',
        'google_firestore_database',
        'google_storage_bucket',
        'grafana_dashboard',
        'pagerduty_schedule',
      ]);

      const settings = join(folder, 'settings.json');
      writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(completeSettingsFile, 'utf8')), adopt }));
      expect(synthesize(adopting, { OPSKEEP_SETTINGS: settings })).toMatchObject({ status: 0, stderr: '' });
      const after = workspace();
      const imported: string[] = [];
      for (const name of stacks) {
        const stack = after.stack(join(adopting, 'stacks', name));
        await stack.init();
        const plan = await stack.plan();
        expect({ name, changed: changedAddresses(plan) }).toEqual({ name, changed: [] });
        imported.push(...importedBy(plan));
        await stack.apply();
      }
      expect(imported.sort()).toEqual(held.map(({ address }) => address).sort());
    }, 600_000);
  },
);
