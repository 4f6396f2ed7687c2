import { recordedMeets } from '../../../../constructs/coverage';
import { offlineWorkspace } from '../../../support/offline-workspace';
import { describeWithTool } from '../../../support/optional-tools';
import type { StackJson } from '../../../support/schema-provider';
import { savedSchema } from '../../../support/schema-provider';
import { renderStack, resourcesOf } from '../../../support/synth';
import { terraformAvailable } from '../../../support/terraform';
import { errorsOf } from '../../../support/workspace';
import { everything, image, place, zone } from './sample';

const stack = renderStack((scope) => everything(scope));

/** Every resource of the stack, with its type. */
const resources = Object.keys(stack.resource ?? {}).flatMap((type) =>
  Object.entries(resourcesOf(stack, type)).map(([id, resource]) => ({ type, id, resource })),
);

describe('everything in one stack', () => {
  it('labels every resource that takes labels with product and environment', () => {
    const unlabelled = resources.filter(({ type, resource }) => {
      const field = labelsField(type);
      const labels =
        field === undefined ? { product: 'shop', environment: 'production' } : (resource[field] as Record<string, string> | undefined);
      return labels?.product !== 'shop' || labels?.environment !== 'production';
    });
    expect(unlabelled.map(({ type, id }) => `${type}.${id}`)).toEqual([]);
  });

  it('puts every store and key into the location of a place', () => {
    const locations = resources.flatMap(({ resource }) => resource.location ?? resource.location_id ?? resource.region ?? []);
    expect([...new Set(locations)].sort()).toEqual(['asia-southeast1', 'asia-southeast2']);
  });

  it('starts everything in the zone of the product', () => {
    expect([...new Set(Object.values(resourcesOf(stack, 'google_cloud_scheduler_job')).map((job) => job.time_zone))]).toEqual([zone]);
  });

  it('replaces nobody else in a policy', () => {
    expect(Object.keys(stack.resource ?? {}).filter((type) => /_iam_(policy|binding)$/.test(type))).toEqual([]);
  });

  it('makes no keys of service accounts and gives no account a basic role', () => {
    expect(Object.keys(stack.resource ?? {})).not.toContain('google_service_account_key');
    const roles = resources.flatMap(({ resource }) => (typeof resource.role === 'string' ? [resource.role] : []));
    expect(roles.filter((role) => /^roles\/(owner|editor|viewer)$/.test(role))).toEqual([]);
  });

  it('waits for the API behind each resource of its own project and disables none', () => {
    const services = Object.values(resourcesOf(stack, 'google_project_service'));
    expect(services.map(({ service }) => String(service).replace('.googleapis.com', '')).sort()).toEqual([
      'cloudkms',
      'cloudresourcemanager',
      'cloudscheduler',
      'firestore',
      'iam',
      'identitytoolkit',
      'logging',
      'monitoring',
      'run',
      'secretmanager',
      'storage',
      'storagetransfer',
      'workflows',
    ]);
    expect(new Set(services.map((service) => service.disable_on_destroy))).toEqual(new Set([false]));
    const hasty = resources.filter(({ type, resource }) => {
      const own = resource.project === undefined || resource.project === place.project;
      const waits = ((resource.depends_on ?? []) as string[]).filter((each) => each.startsWith('google_project_service.')).length === 1;
      return type !== 'google_project_service' && own !== waits;
    });
    expect(hasty.map(({ type, id }) => `${type}.${id}`)).toEqual([]);
  });

  it('records what the declarations meet on the resources that meet it', () => {
    const met = new Map<string, string[]>();
    renderStack((scope) => {
      everything(scope);
      for (const construct of scope.node.findAll()) {
        for (const requirement of recordedMeets(construct)) met.set(requirement, [...(met.get(requirement) ?? []), construct.node.path]);
      }
    });
    expect(met.get('RUN-1')).toEqual(['test/export/daily/job']);
    expect(met.get('RUN-2')).toEqual(['test/export/daily-2/job']);
    expect(met.get('DRILL')).toContain('test/drill/job/job');
    expect(met.get('ROUTINE')).toEqual(['test/report/job/job', 'test/report/job/daily-report/job']);
    expect(met.get('PROBE')).toEqual(['test/uptime/health']);
    expect(met.get('TIER')).toEqual(['test/vault/bucket']);
    expect(met.get('ALARM')?.length).toBeGreaterThan(10);
  });

  it('names every image by digest', () => {
    const images = JSON.stringify(stack.resource).match(/"image":"[^"]*"/g) ?? [];
    expect([...new Set(images)]).toEqual([`"image":"${image}"`]);
  });
});

describeWithTool('terraform', terraformAvailable, () => {
  const workspace = offlineWorkspace();

  it('is valid by the schema of the provider', async () => {
    const copy = workspace().stackFromJson('google', withProvider(stack));
    await copy.init({ backend: false });
    expect(errorsOf(await copy.validate())).toEqual([]);
  }, 60_000);
});

function withProvider(json: StackJson): StackJson {
  return {
    ...json,
    terraform: { required_providers: { google: { source: 'hashicorp/google', version: '6.50.0' } } },
    provider: { google: [{ project: place.project }] },
    variable: { pager: { type: 'string', sensitive: true } },
  };
}

/** The field in which a resource type takes labels of ours; the metric of a channel has labels of another meaning. */
function labelsField(type: string): 'labels' | 'user_labels' | undefined {
  const attributes = attributesOf(type);
  return attributes.includes('user_labels') ? 'user_labels' : attributes.includes('labels') ? 'labels' : undefined;
}

function attributesOf(type: string): readonly string[] {
  return Object.keys(savedSchema('google').resources[type]?.block.attributes ?? {});
}
