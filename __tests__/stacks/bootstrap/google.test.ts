import { deployPermissions, planPermissions, readPermissions } from '../../../constructs/bootstrap/google/ci-permissions';
import { bootstrapSettings, renderBootstrap } from '../../support/bootstrap-settings';
import { type Block, completeSettings, type Placed, type Rendered, renderProducts, resources } from '../../support/rendered';

let all: Rendered;

beforeAll(() => {
  all = renderBootstrap(['allodoc', 'carenow']);
});

const found = (type: string, id = /./): readonly Placed[] =>
  resources(all, type).filter((resource) => resource.stack === 'bootstrap-google' && id.test(resource.id));

const only = (type: string, id: RegExp): Block => {
  const [first, ...others] = found(type, id);
  if (first === undefined || others.length > 0) throw new Error(`not one of ${type} ${id}`);
  // What waits for the API of its service is not the matter here.
  const { '//': _metadata, depends_on: _waits, ...block } = first.block;
  return block;
};

const email = (account: string): string => `serviceAccount:\${google_service_account.${account}.email}`;
const project = '${var.bootstrap_google_project}';
const bucket = '${google_storage_bucket.state_bucket_803B4E61.name}';
const objects = 'projects/_/buckets/${var.bootstrap_google_state_bucket}/objects/';

describe('the bootstrap of Google Cloud', () => {
  it('is built without a mistake', () => {
    expect(all.assembly.findings.filter(({ where }) => where.startsWith('bootstrap'))).toEqual([]);
  });

  it('keeps states in a private bucket with versions, under a key of its own, that cannot be destroyed', () => {
    expect(only('google_storage_bucket', /^state_bucket/)).toMatchObject({
      name: '${var.bootstrap_google_state_bucket}',
      project,
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
      force_destroy: false,
      versioning: { enabled: true },
      encryption: { default_kms_key_name: '${google_kms_crypto_key.state_key_5FD9E39E.id}' },
      soft_delete_policy: { retention_duration_seconds: 30 * 86_400 },
      lifecycle: { prevent_destroy: true },
      lifecycle_rule: [
        { action: { type: 'Delete' }, condition: { days_since_noncurrent_time: 365, with_state: 'ARCHIVED' } },
        { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } },
      ],
    });
  });

  it('keeps images whose tags never move, and expires untagged ones alone', () => {
    expect(only('google_artifact_registry_repository', /./)).toEqual({
      project,
      location: '${var.bootstrap_google_location}',
      repository_id: 'opskeep',
      format: 'DOCKER',
      description: 'Images of the jobs of opskeep',
      labels: { product: 'opskeep', environment: 'ci', 'managed-by': 'opskeep' },
      kms_key_name: '${google_kms_crypto_key.images_key_105A9433.id}',
      docker_config: { immutable_tags: true },
      vulnerability_scanning_config: { enablement_config: 'INHERITED' },
      cleanup_policy_dry_run: false,
      cleanup_policies: [{ id: 'untagged', action: 'DELETE', condition: { older_than: '1209600s', tag_state: 'UNTAGGED' } }],
      lifecycle: { prevent_destroy: true },
    });
  });

  it('believes GitHub Actions, about one repository alone', () => {
    expect(only('google_iam_workload_identity_pool_provider', /./)).toEqual({
      project,
      workload_identity_pool_id: '${google_iam_workload_identity_pool.github_pool_BAD9F060.workload_identity_pool_id}',
      workload_identity_pool_provider_id: 'github',
      display_name: 'GitHub Actions',
      attribute_mapping: { 'google.subject': 'assertion.sub' },
      attribute_condition: 'assertion.sub.startsWith("repo:${var.ci_repository}:")',
      oidc: { issuer_uri: 'https://token.actions.githubusercontent.com' },
    });
  });

  it('lets a pull request or the branch plan, and one approved environment deploy each product environment', () => {
    const pool = 'projects/${var.bootstrap_google_project_number}/locations/global/workloadIdentityPools/opskeep-ci';
    const subjects = (account: string): readonly unknown[] =>
      found('google_service_account_iam_member', new RegExp(`^${account}_github`)).map(({ block }) => [block['role'], block['member']]);
    const member = (subject: string): unknown => [
      'roles/iam.workloadIdentityUser',
      `principal://iam.googleapis.com/${pool}/subject/repo:\${var.ci_repository}:${subject}`,
    ];
    expect(subjects('plan')).toEqual([member('pull_request'), member('ref:refs/heads/${var.ci_branch}')]);
    expect(subjects('publish')).toEqual([member('environment:images')]);
    for (const id of ['allodoc-production', 'allodoc-staging', 'carenow-production'])
      expect(subjects(`apply-${id}`)).toEqual([member(`environment:${id}`)]);
  });

  it('lets a plan read states and hold locks, and a deployment write the states of its environment; nobody those of the bootstrap', () => {
    const granted = (account: string): readonly unknown[] =>
      found('google_storage_bucket_iam_member', new RegExp(`^${account}_`)).map(({ block }) => {
        expect(block['bucket']).toBe(bucket);
        const [condition] = [block['condition']] as readonly ({ expression: string } | undefined)[];
        return [block['member'], block['role'], condition?.expression];
      });
    const notOwnRights = `!resource.name.startsWith("${objects}bootstrap-")`;
    const planner = email('plan_account_2B3B4331');
    expect(granted('plan')).toEqual([
      [planner, 'roles/storage.objectViewer', notOwnRights],
      [planner, 'roles/storage.objectUser', `${notOwnRights} && resource.name.endsWith(".tflock")`],
    ]);
    const deployer = email(found('google_service_account', /^apply-carenow-production_/)[0]?.id ?? '');
    expect(granted('apply-carenow-production')).toEqual([
      [
        deployer,
        'roles/storage.objectUser',
        `resource.name.startsWith("${objects}carenow-production-") || resource.name.startsWith("${objects}carenow-on-call")`,
      ],
      [deployer, 'roles/storage.legacyBucketReader', undefined],
    ]);
    expect(granted('publish')).toEqual([]);
  });

  it('gives rights in the projects that the settings name alone, by roles of exactly the listed permissions', () => {
    const roles = found('google_project_iam_custom_role').map(({ id, block }) => [
      id.replace(/-role_\w+$/, ''),
      block['project'],
      block['permissions'],
    ]);
    const deploy = [...planPermissions, ...deployPermissions].sort();
    expect(roles).toEqual([
      ['plan_carenow-production', 'carenow-production', planPermissions],
      ['plan_carenow-backup', 'carenow-backup', planPermissions],
      ['apply-carenow-production_carenow-production', 'carenow-production', deploy],
      ['apply-carenow-production_carenow-backup', 'carenow-backup', deploy],
    ]);
    const predefined = found('google_project_iam_member').filter(({ block }) => String(block['role']).startsWith('roles/'));
    expect(predefined).toEqual([]);
  });

  it('gives no permission on what holds copies or who may touch them but to look, and none on what is in them', () => {
    const wrong = deployPermissions.filter(
      (permission) =>
        /^(storage|storagetransfer|cloudkms|datastore|iam|resourcemanager|secretmanager|serviceusage)\./.test(permission) ||
        /setIamPolicy|actAs|\*/.test(permission),
    );
    expect(wrong).toEqual([]);
    expect(planPermissions.filter((permission) => !/\.(get|getIamPolicy|getMetadata|list)$/.test(permission))).toEqual([]);
    expect(
      planPermissions.filter((permission) => /^storage\.objects|^datastore\.entities|secretmanager\.versions/.test(permission)),
    ).toEqual([]);
  });

  it('covers every type of resource that the products deploy, and none that nothing deploys', () => {
    const products = renderProducts(undefined, completeSettings());
    const types = resources(products).flatMap(({ type }) => (type.startsWith('google_') ? [type] : []));
    // The grants that let CI deploy jobs appear with the bootstrap.
    expect(Object.keys(readPermissions).sort()).toEqual([...new Set([...types, 'google_service_account_iam_member'])].sort());
  });
});

describe('with a bootstrap, the stacks of products on Google Cloud', () => {
  it('let the account of their environment deploy jobs that run as their accounts, and gain nothing else', () => {
    const stack = 'carenow-production-backup';
    const grants = resources(all, 'google_service_account_iam_member').filter((resource) => resource.stack === stack);
    const accounts = resources(all, 'google_service_account').filter((resource) => resource.stack === stack);
    expect(accounts.length).toBeGreaterThan(5);
    expect(grants.map(({ block }) => block['service_account_id']).sort()).toEqual(
      accounts.map(({ id }) => `\${google_service_account.${id}.name}`).sort(),
    );
    const deployer = found('google_service_account', /^apply-carenow-production_/)[0]?.block['account_id'];
    for (const { block } of grants)
      expect([block['role'], block['member']]).toEqual([
        'roles/iam.serviceAccountUser',
        `serviceAccount:${deployer}@${project}.iam.gserviceaccount.com`,
      ]);
    const { bootstrapGoogle: _, ...without } = bootstrapSettings;
    const addresses = (rendered: Rendered): readonly string[] =>
      resources(rendered)
        .filter((resource) => resource.stack === stack && resource.type !== 'google_service_account_iam_member')
        .map(({ address }) => address);
    expect(addresses(all)).toEqual(addresses(renderBootstrap(['allodoc', 'carenow'], without)));
  });
});
