import { type Placed, type Rendered, renderProducts, resources } from '../support/rendered';

describe('Google rights over all stacks', () => {
  let all: Rendered;

  beforeAll(() => {
    all = renderProducts();
  });

  /** Every role that is granted and why it is the smallest that does. */
  const granted: Readonly<Record<string, string>> = {
    'roles/cloudkms.cryptoKeyEncrypterDecrypter': 'the storage agent encrypts what a bucket holds',
    'roles/datastore.viewer': 'the integrity check reads the documents that it counts',
    'roles/logging.logWriter': 'a workflow tells what it did',
    'roles/monitoring.metricWriter': 'watchers and routines publish gauges',
    'roles/monitoring.viewer': 'the daily report reads the figures that it tells',
    'roles/run.invoker': 'the scheduler starts jobs',
    'roles/secretmanager.secretAccessor': 'a job reads the one secret that it needs',
    'roles/storage.admin': 'the Firestore agent exports into another project: Google asks for this role on the bucket',
    'roles/storage.legacyBucketReader': 'the transfer agent lists and looks at the bucket',
    'roles/storage.objectCreator': 'writers create and cannot read, overwrite or delete',
    'roles/storage.objectUser': 'the watcher renews last-good/, nothing else',
    'roles/storage.objectViewer': 'readers',
    'roles/workflows.invoker': 'the scheduler starts exports',
  };
  const grants = (): readonly Placed[] => resources(all).filter(({ type }) => /^google_.*_iam_member$/.test(type));
  const roleOf = ({ block }: Placed): string => String(block['role']);

  it('are single grants that leave the grants of others alone', () => {
    const types = resources(all).map(({ type }) => type);
    expect(types.filter((type) => /^google_.*_iam_(binding|policy)$/.test(type))).toEqual([]);
    expect(grants().length).toBeGreaterThan(20);
  });

  it('are the predefined roles of a short list, each with its reason, or custom roles of this stack', () => {
    const predefined = grants().filter((grant) => !/^\$\{google_project_iam_custom_role\.[\w-]+\.id\}$/.test(roleOf(grant)));
    expect([...new Set(predefined.map(roleOf))].sort()).toEqual(Object.keys(granted));
  });

  it('administer a bucket only for the Firestore agent on the bucket outside of the project', () => {
    const admins = grants().filter((grant) => /admin$|roles\/(owner|editor|viewer)$/i.test(roleOf(grant)));
    const outside = resources(all, 'google_storage_bucket')
      .filter(({ block }) => block['project'] === '${var.google_backup_project}')
      .map(({ id }) => `\${google_storage_bucket.${id}.name}`);
    expect(admins).toHaveLength(1);
    for (const { type, block } of admins) {
      expect([type, block['member']]).toEqual([
        'google_storage_bucket_iam_member',
        'serviceAccount:service-${var.google_project_number}@gcp-sa-firestore.iam.gserviceaccount.com',
      ]);
      expect(outside).toContain(block['bucket']);
    }
  });

  it('read the documents of the database for one routine alone', () => {
    const readers = grants().filter((grant) => roleOf(grant) === 'roles/datastore.viewer');
    expect(readers.map(({ block }) => block['member'])).toEqual([
      expect.stringMatching(/^serviceAccount:\$\{google_service_account\.routine-integrity-check_/),
    ]);
  });

  it('bind those who create or change objects to a prefix, but for agents of Google with buckets of their own', () => {
    const writing = grants().filter((grant) => /storage\.object(Creator|User)$/.test(roleOf(grant)));
    const free = writing.filter(({ block }) => block['condition'] === undefined).map(({ block }) => String(block['member']));
    expect([...new Set(free)].sort()).toEqual([
      'group:cloud-storage-analytics@google.com',
      'serviceAccount:project-${var.google_project_number}@storage-transfer-service.iam.gserviceaccount.com',
    ]);
    expect(writing.length).toBeGreaterThan(free.length);
  });

  it('are given to nobody in general and to no person', () => {
    const members = grants().map(({ block }) => String(block['member']));
    expect(members.filter((member) => !/^(serviceAccount:|group:cloud-storage-analytics@google\.com$)/.test(member))).toEqual([]);
  });

  /** Bound to the scratch database below. */
  const ofScratch = /^datastore\.(databases\.(import|bulkDelete)|entities\.(create|update|delete))$/;

  it('contain no permission to grant, to write documents elsewhere or to change a project in a custom role', () => {
    const permissions = resources(all, 'google_project_iam_custom_role').flatMap(({ block }) => block['permissions'] as string[]);
    expect(permissions.length).toBeGreaterThan(10);
    const harmless = /\.(get|list|export|getMetadata|getHashConfig)$/;
    expect(permissions.filter((permission) => !harmless.test(permission) && !ofScratch.test(permission))).toEqual([]);
  });

  it('let the restore drill touch the scratch database alone with what it can destroy', () => {
    const destructive = resources(all, 'google_project_iam_custom_role').filter(({ block }) =>
      (block['permissions'] as string[]).some((permission) => ofScratch.test(permission)),
    );
    expect(destructive).toHaveLength(1);
    const users = grants().filter((grant) => destructive.some(({ id }) => roleOf(grant).includes(`.${id}.`)));
    expect(users).toHaveLength(1);
    for (const { block } of users) expect(JSON.stringify(block['condition'])).toMatch(/resource\.name.*databases\/\S*(drill|scratch)/);
  });
});
