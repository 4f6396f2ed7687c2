import { googleRights } from '../../../stacks/destruction/google';
import { written } from '../../support/tree-of-stacks';

const bucket = 'shop: google_storage_bucket.copies';
const judge = (resource: Parameters<typeof written>[1]) =>
  googleRights(
    [
      written('shop', {
        google_storage_bucket: { copies: { name: 'shop-backups', project: 'shop' } },
        google_service_account: { writer: { account_id: 'writer', project: 'shop' } },
        ...resource,
      }),
    ],
    new Set([bucket]),
    new Map(),
  ).principals;
const removing = (...actions: readonly string[]) => actions.map((by) => ({ place: bucket, by }));
const onBucket = (grant: object) => ({
  google_storage_bucket_iam_binding: { grant: { bucket: '${google_storage_bucket.copies.name}', ...grant } },
});
const onProject = (role: string) => judge({ google_project_iam_member: { grant: { project: 'shop', role, member: 'user:somebody' } } });

const writer = 'serviceAccount:${google_service_account.writer.email}';
/** The writer, and somebody who acts as it. */
const asWriter = ['serviceAccount:writer@shop.iam.gserviceaccount.com', 'user:somebody'].map((name) => ({
  name,
  removals: removing('storage.objects.delete'),
}));

describe('the grants of Google Cloud', () => {
  it('count for every member of a binding', () => {
    const members = ['user:first', 'user:second'];
    expect(judge(onBucket({ role: 'roles/storage.objectUser', members }))).toEqual(
      members.map((name) => ({ name, removals: removing('storage.objects.delete') })),
    );
  });

  it('let an owner of the project remove copies, their keys and the project itself', () => {
    expect(onProject('roles/owner')).toEqual([
      {
        name: 'user:somebody',
        removals: removing(
          'iam.roles.update',
          'resourcemanager.projects.delete',
          'resourcemanager.projects.setIamPolicy',
          'storage.buckets.delete',
          'storage.buckets.setIamPolicy',
          'storage.buckets.update',
          'storage.objects.delete',
          'storage.objects.overrideUnlockedRetention',
          'storage.objects.setIamPolicy',
          'cloudkms.cryptoKeyVersions.destroy',
          'cloudkms.cryptoKeyVersions.update',
          'cloudkms.cryptoKeys.setIamPolicy',
          'cloudkms.keyRings.setIamPolicy',
        ),
      },
    ]);
  });

  it('let a security administrator of the project set the policy of the project, of copies and of keys', () => {
    expect(onProject('roles/iam.securityAdmin')).toEqual([
      {
        name: 'user:somebody',
        removals: removing(
          'resourcemanager.projects.setIamPolicy',
          'storage.buckets.setIamPolicy',
          'storage.objects.setIamPolicy',
          'cloudkms.cryptoKeys.setIamPolicy',
          'cloudkms.keyRings.setIamPolicy',
        ),
      },
    ]);
  });

  it.each(['roles/owner', 'roles/editor', 'roles/iam.securityAdmin', 'roles/iam.serviceAccountUser'])(
    'let %s act as the accounts that it is granted on',
    (role) => {
      const found = judge({
        ...onBucket({ role: 'roles/storage.objectUser', members: [writer] }),
        google_service_account_iam_member: {
          grant: { service_account_id: '${google_service_account.writer.name}', role, member: 'user:somebody' },
        },
      });
      expect(found).toEqual(asWriter);
    },
  );

  it('let somebody who may act as all accounts of the project do what each of them may, and of no other project', () => {
    const acting = (project: string) =>
      judge({
        ...onBucket({ role: 'roles/storage.objectUser', members: [writer] }),
        google_project_iam_member: { grant: { project, role: 'roles/iam.serviceAccountUser', member: 'user:somebody' } },
      });
    const [itself, somebody] = asWriter;
    expect(acting('shop')).toEqual([itself, somebody]);
    expect(acting('other')).toEqual([itself]);
  });
});
