import { AccessLogBucket } from '../../../../constructs/backup/google/access-log-bucket';
import { BackupBucket, type BackupBucketProps } from '../../../../constructs/backup/google/backup-bucket';
import { BackupCryptoKey, BackupKeyRing } from '../../../../constructs/backup/google/crypto-key';
import { UploadsBucketProtection } from '../../../../constructs/backup/google/uploads-bucket-protection';
import { VerifiedBucket } from '../../../../constructs/backup/google/verified-bucket';
import { Duration } from '../../../../model/duration';
import { Retention } from '../../../../model/retention';
import { renderStack, resourcesOf } from '../../../support/synth';
import { common, daily, labels, weekly } from './sample';

const abandonedUploads = { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } };
const keyId = '${google_kms_crypto_key.key_F64E54E4.id}';
const storageAgentGrant = 'google_kms_crypto_key_iam_member.key_storage-agent_6254FBB7';

function renderBucket(changes: Partial<BackupBucketProps> = {}) {
  return renderStack((stack) => {
    const key = new BackupCryptoKey(stack, 'key', { ...common, ring: new BackupKeyRing(stack, 'ring', common) });
    new BackupBucket(stack, 'backups', {
      ...common,
      name: 'shop-backups',
      key,
      tiers: [daily, weekly],
      lock: Duration.days(30),
      ...changes,
    });
  });
}

const bucketOf = (changes: Partial<BackupBucketProps> = {}) =>
  resourcesOf(renderBucket(changes), 'google_storage_bucket').backups_bucket_5DB31D01;

describe('the key of the stores', () => {
  const stack = renderStack((scope) => {
    const key = new BackupCryptoKey(scope, 'key', { ...common, ring: new BackupKeyRing(scope, 'ring', common) });
    key.grantUse('firestore-agent', 'serviceAccount:agent@example.com');
  });

  it('rotates every 90 days, waits 30 before a version dies and refuses to be destroyed', () => {
    expect(resourcesOf(stack, 'google_kms_crypto_key')).toEqual({
      key_F64E54E4: {
        name: 'backup',
        key_ring: '${google_kms_key_ring.ring_83D0F0C5.id}',
        purpose: 'ENCRYPT_DECRYPT',
        rotation_period: '7776000s',
        destroy_scheduled_duration: '2592000s',
        labels,
        lifecycle: { prevent_destroy: true },
      },
    });
  });

  it('lies in the location of the place', () => {
    expect(resourcesOf(stack, 'google_kms_key_ring')).toEqual({
      ring_83D0F0C5: {
        name: 'shop-production-backup',
        project: 'shop-prod',
        location: 'asia-southeast1',
        lifecycle: { prevent_destroy: true },
      },
    });
  });

  it('is used by the storage agent and by whom a caller names, to encrypt and decrypt only', () => {
    const role = 'roles/cloudkms.cryptoKeyEncrypterDecrypter';
    expect(Object.values(resourcesOf(stack, 'google_kms_crypto_key_iam_member'))).toEqual([
      { crypto_key_id: keyId, role, member: 'serviceAccount:service-100000000001@gs-project-accounts.iam.gserviceaccount.com' },
      { crypto_key_id: keyId, role, member: 'serviceAccount:agent@example.com' },
    ]);
  });

  it('can be destroyed where the environment protects nothing', () => {
    const open = renderStack((scope) => {
      new BackupCryptoKey(scope, 'key', {
        ...common,
        protect: false,
        ring: new BackupKeyRing(scope, 'ring', { ...common, protect: false }),
      });
    });
    expect(resourcesOf(open, 'google_kms_crypto_key').key_F64E54E4?.lifecycle).toEqual({ prevent_destroy: false });
    expect(resourcesOf(open, 'google_kms_key_ring').ring_83D0F0C5?.lifecycle).toEqual({ prevent_destroy: false });
  });
});

describe('a backup bucket', () => {
  it('is encrypted, private, retained, logged and expires each tier at its age', () => {
    expect(bucketOf()).toEqual({
      name: 'shop-backups',
      project: 'shop-prod',
      location: 'asia-southeast1',
      storage_class: 'STANDARD',
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
      force_destroy: false,
      labels,
      encryption: { default_kms_key_name: keyId },
      retention_policy: { retention_period: 2592000, is_locked: false },
      soft_delete_policy: { retention_duration_seconds: 2592000 },
      logging: { log_bucket: '${google_storage_bucket.backups_logs_bucket_8C6E95D5.name}', log_object_prefix: 'backups' },
      lifecycle_rule: [
        { action: { type: 'Delete' }, condition: { age: 30, matches_prefix: ['daily/'] } },
        { action: { type: 'Delete' }, condition: { age: 84, matches_prefix: ['weekly/'] } },
        abandonedUploads,
      ],
      depends_on: [storageAgentGrant],
      lifecycle: { prevent_destroy: true },
    });
  });

  it('expires tiers of one age by one rule with all their prefixes', () => {
    const tiers = [daily, Retention.tier('config', Duration.days(30)), weekly, Retention.tier('code', Duration.days(84))];
    expect(bucketOf({ tiers })?.lifecycle_rule).toEqual([
      { action: { type: 'Delete' }, condition: { age: 30, matches_prefix: ['daily/', 'config/'] } },
      { action: { type: 'Delete' }, condition: { age: 84, matches_prefix: ['weekly/', 'code/'] } },
      abandonedUploads,
    ]);
  });

  it('locks its retention policy for ever only where that is asked for literally', () => {
    expect(bucketOf({ irreversible: true })?.retention_policy).toEqual({ retention_period: 2592000, is_locked: true });
    expect(bucketOf({ lock: undefined, irreversible: true })?.retention_policy).toBeUndefined();
  });

  it('refuses a lock that outlives a tier, cold storage and soft delete outside of its limits', () => {
    expect(() => renderBucket({ lock: Duration.days(31) })).toThrow('a lock that outlives its expiry');
    expect(() => renderBucket({ softDelete: Duration.days(1) })).toThrow('soft delete outside of its limits');
    expect(() => renderBucket({ softDelete: Duration.days(91) })).toThrow('soft delete outside of its limits');
    const cold = Retention.tier('cold', Duration.days(400), { coldStorage: { after: Duration.days(30), storageClass: 'GLACIER_IR' } });
    expect(() => renderBucket({ tiers: [cold] })).toThrow('a storage class of another vendor');
  });

  it('writes its access logs to a private bucket that only the log writer may add to', () => {
    const stack = renderBucket();
    expect(resourcesOf(stack, 'google_storage_bucket').backups_logs_bucket_8C6E95D5).toEqual({
      name: 'shop-backups-logs',
      project: 'shop-prod',
      location: 'asia-southeast1',
      storage_class: 'STANDARD',
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
      force_destroy: false,
      labels,
      soft_delete_policy: { retention_duration_seconds: 604800 },
      lifecycle_rule: [{ action: { type: 'Delete' }, condition: { age: 400 } }, abandonedUploads],
      lifecycle: { prevent_destroy: true },
    });
    expect(resourcesOf(stack, 'google_storage_bucket_iam_member')).toEqual({
      backups_logs_writer_A5E7C41B: {
        bucket: '${google_storage_bucket.backups_logs_bucket_8C6E95D5.name}',
        role: 'roles/storage.objectCreator',
        member: 'group:cloud-storage-analytics@google.com',
      },
    });
  });

  it('shares a log bucket where one is given', () => {
    const stack = renderStack((scope) => {
      const key = new BackupCryptoKey(scope, 'key', { ...common, ring: new BackupKeyRing(scope, 'ring', common) });
      const logs = new AccessLogBucket(scope, 'logs', { ...common, name: 'shop-logs' });
      new BackupBucket(scope, 'backups', { ...common, name: 'shop-backups', key, tiers: [daily], logs });
    });
    expect(Object.keys(resourcesOf(stack, 'google_storage_bucket'))).toHaveLength(2);
  });
});

describe('the bucket of records', () => {
  it('keeps versions instead of a retention policy, and never expires the last good copies', () => {
    const stack = renderStack((scope) => {
      const key = new BackupCryptoKey(scope, 'key', { ...common, ring: new BackupKeyRing(scope, 'ring', common) });
      new VerifiedBucket(scope, 'records', { ...common, name: 'shop-records', key });
    });
    const [, records] = Object.values(resourcesOf(stack, 'google_storage_bucket'));
    expect([records]).toEqual([
      {
        name: 'shop-records',
        project: 'shop-prod',
        location: 'asia-southeast1',
        storage_class: 'STANDARD',
        uniform_bucket_level_access: true,
        public_access_prevention: 'enforced',
        force_destroy: false,
        labels,
        encryption: { default_kms_key_name: keyId },
        versioning: { enabled: true },
        logging: { log_bucket: '${google_storage_bucket.records_logs_bucket_4FA600DD.name}', log_object_prefix: 'records' },
        soft_delete_policy: { retention_duration_seconds: 2592000 },
        lifecycle_rule: [
          { action: { type: 'Delete' }, condition: { age: 400, matches_prefix: ['attempts/', 'verified/'] } },
          { action: { type: 'Delete' }, condition: { days_since_noncurrent_time: 30, with_state: 'ARCHIVED' } },
          abandonedUploads,
        ],
        depends_on: [storageAgentGrant],
        lifecycle: { prevent_destroy: true },
      },
    ]);
  });
});

describe('the uploads bucket', () => {
  it('is imported, versioned and soft-deleted; the rest stays with the application', () => {
    const stack = renderStack((scope) => {
      new UploadsBucketProtection(scope, 'uploads', { ...common, protect: false, bucketName: 'shop-uploads' });
    });
    expect(resourcesOf(stack, 'google_storage_bucket')).toEqual({
      uploads_bucket_556152F0: {
        name: 'shop-uploads',
        project: 'shop-prod',
        location: 'asia-southeast1',
        force_destroy: false,
        labels,
        versioning: { enabled: true },
        soft_delete_policy: { retention_duration_seconds: 2592000 },
        lifecycle_rule: [{ action: { type: 'Delete' }, condition: { days_since_noncurrent_time: 30, with_state: 'ARCHIVED' } }],
        lifecycle: {
          prevent_destroy: true,
          ignore_changes: [
            'autoclass',
            'cors',
            'custom_placement_config',
            'default_event_based_hold',
            'encryption',
            'logging',
            'public_access_prevention',
            'rpo',
            'storage_class',
            'uniform_bucket_level_access',
            'website',
          ],
        },
      },
    });
    expect(stack.import).toEqual([{ to: 'google_storage_bucket.uploads_bucket_556152F0', id: 'shop-prod/shop-uploads' }]);
  });
});
