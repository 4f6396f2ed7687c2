import { recordedMeets } from '../../../../constructs/coverage';
import { Duration } from '../../../../model/duration';
import { Retention } from '../../../../model/retention';
import { daily, json, monthly, render, resource, rules, sampleBucket } from './sample';

const id = 'bucket-store-bucket';
const name = '${aws_s3_bucket.bucket-store-bucket.id}';
const arn = '${aws_s3_bucket.bucket-store-bucket.arn}';
const keyArn = '${aws_kms_key.key-key.arn}';
const everybody = { AWS: '*' };
const stack = render((scope) => void sampleBucket(scope));

const tls = (bucketArn: string) => [
  {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: everybody,
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
  {
    Sid: 'Tls12',
    Effect: 'Deny',
    Principal: everybody,
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
  },
];

const put = (Sid: string, Action: string | string[], Condition: object) => ({
  Sid,
  Effect: 'Deny',
  Principal: everybody,
  Action,
  Resource: `${arn}/*`,
  Condition,
});

const encryption = [
  put('OnlyKms', 's3:PutObject', {
    StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
    Null: { 's3:x-amz-server-side-encryption': 'false' },
  }),
  put('OnlyThisKey', 's3:PutObject', {
    StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': keyArn },
    Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
  }),
  put('KmsNamesItsKey', 's3:PutObject', {
    StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
    Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'true' },
  }),
  put('NoCustomerKeys', 's3:PutObject', { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }),
];
const noRemoval = {
  Sid: 'NoRemoval',
  Effect: 'Deny',
  Principal: everybody,
  Action: ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'],
  Resource: `${arn}/*`,
};
const locking = ['s3:PutObject', 's3:PutObjectRetention'];
const bounds = put('LockBounds', locking, { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': '366' } });
const noCompliance = put('NoCompliance', locking, { StringEquals: { 's3:object-lock-mode': 'COMPLIANCE' } });

describe('BackupBucket', () => {
  it('can lock, is never emptied by Terraform and refuses to be destroyed', () => {
    expect(resource(stack, 'aws_s3_bucket', id)).toEqual({
      bucket: 'shop-production-backups',
      object_lock_enabled: true,
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
  });

  it('keeps every version', () => {
    expect(resource(stack, 'aws_s3_bucket_versioning', 'bucket-store-versioning')).toEqual({
      bucket: name,
      versioning_configuration: { status: 'Enabled' },
    });
  });

  it('locks what is written in mode GOVERNANCE', () => {
    expect(resource(stack, 'aws_s3_bucket_object_lock_configuration', 'bucket-store-object-lock')).toEqual({
      bucket: name,
      rule: { default_retention: { mode: 'GOVERNANCE', days: 30 } },
      depends_on: ['aws_s3_bucket_versioning.bucket-store-versioning'],
    });
  });

  it('encrypts under its own key with a bucket key', () => {
    expect(resource(stack, 'aws_s3_bucket_server_side_encryption_configuration', 'bucket-store-encryption')).toEqual({
      bucket: name,
      rule: [
        { bucket_key_enabled: true, apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: keyArn } },
      ],
    });
  });

  it('belongs to its owner alone and is closed to the public in all four ways', () => {
    expect(resource(stack, 'aws_s3_bucket_ownership_controls', 'bucket-store-ownership')).toEqual({
      bucket: name,
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
    expect(resource(stack, 'aws_s3_bucket_public_access_block', 'bucket-store-public-access')).toEqual({
      bucket: name,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('refuses weak transport, foreign encryption, removal by hand, long locks and COMPLIANCE', () => {
    expect(json(stack, 'aws_s3_bucket_policy', 'bucket-store-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [...tls(arn), ...encryption, noRemoval, bounds, noCompliance],
    });
  });

  it('locks for good only by a literal opt-in', () => {
    const irreversible = render((scope) => void sampleBucket(scope, { irreversible: true }));
    expect(resource(irreversible, 'aws_s3_bucket_object_lock_configuration', 'bucket-store-object-lock').rule).toEqual({
      default_retention: { mode: 'COMPLIANCE', days: 30 },
    });
    expect(json(irreversible, 'aws_s3_bucket_policy', 'bucket-store-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [...tls(arn), ...encryption, noRemoval, bounds],
    });
  });

  it('expires each tier by its age, never the last good copy, and tidies up everywhere', () => {
    expect(resource(stack, 'aws_s3_bucket_lifecycle_configuration', 'bucket-store-lifecycle')).toEqual({
      bucket: name,
      depends_on: ['aws_s3_bucket_versioning.bucket-store-versioning'],
      rule: [
        {
          id: 'daily',
          status: 'Enabled',
          filter: [{ prefix: 'daily/' }],
          expiration: [{ days: 30 }],
          noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        },
        {
          id: 'monthly',
          status: 'Enabled',
          filter: [{ prefix: 'monthly/' }],
          transition: [{ days: 30, storage_class: 'GLACIER_IR' }],
          expiration: [{ days: 366 }],
          noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        },
        {
          id: 'last-good',
          status: 'Enabled',
          filter: [{ prefix: 'last-good/' }],
          noncurrent_version_expiration: [{ noncurrent_days: 30, newer_noncurrent_versions: 3 }],
        },
        {
          id: 'verified',
          status: 'Enabled',
          filter: [{ prefix: 'verified/' }],
          expiration: [{ days: 366 }],
          noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        },
        {
          id: 'attempts',
          status: 'Enabled',
          filter: [{ prefix: 'attempts/' }],
          expiration: [{ days: 90 }],
          noncurrent_version_expiration: [{ noncurrent_days: 7 }],
        },
        { id: 'delete-markers', status: 'Enabled', filter: [{}], expiration: [{ expired_object_delete_marker: true }] },
        { id: 'abort-multipart', status: 'Enabled', filter: [{}], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
      ],
    });
  });

  it('keeps records longer than every copy where drills are rarer', () => {
    const kept = render((scope) => void sampleBucket(scope, { keepRecords: Duration.days(400) }));
    const lifecycle = resource(kept, 'aws_s3_bucket_lifecycle_configuration', 'bucket-store-lifecycle').rule as {
      id: string;
      expiration: unknown;
    }[];
    expect(lifecycle.find((rule) => rule.id === 'verified')?.expiration).toEqual([{ days: 400 }]);
  });

  it('locks nothing by itself without a lock, yet still bounds what a writer may lock', () => {
    const open = render((scope) => void sampleBucket(scope, { lock: undefined, deletionProtection: false }));
    expect(open.resource).not.toHaveProperty('aws_s3_bucket_object_lock_configuration');
    expect(resource(open, 'aws_s3_bucket', id)).toEqual({
      bucket: 'shop-production-backups',
      object_lock_enabled: true,
      force_destroy: false,
    });
    expect(json(open, 'aws_s3_bucket_policy', 'bucket-store-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [...tls(arn), ...encryption, noRemoval, bounds, noCompliance],
    });
  });

  it('writes access logs into a bucket of their own, and none by default', () => {
    expect(stack.resource).not.toHaveProperty('aws_s3_bucket_logging');
    const logged = render((scope) => void sampleBucket(scope, { accessLogs: { bucketName: 'shop-logs' } }));
    expect(resource(logged, 'aws_s3_bucket_logging', 'bucket-store-logging')).toEqual({
      bucket: name,
      target_bucket: 'shop-logs',
      target_prefix: 'shop-production-backups/',
    });
  });

  it('records what its tiers and itself meet', () => {
    render((scope) => {
      const bucket = sampleBucket(scope, { meets: { store: ['R-STORE'], encryption: ['R-ENC'], retention: ['R-RET'] } });
      const met = (child: string) => recordedMeets(bucket.node.findChild('store').node.findChild(child));
      expect(met('bucket')).toEqual(['R-STORE']);
      expect(met('versioning')).toEqual(['R-STORE']);
      expect(met('public-access')).toEqual(['R-STORE']);
      expect(met('encryption')).toEqual(['R-ENC']);
      expect(met('policy')).toEqual(['R-ENC']);
      expect(met('lifecycle')).toEqual(['R-RET', 'R-DAILY', 'R-MONTHLY']);
    });
  });

  it.each([
    ['a name that S3 refuses', { bucketName: 'Shop_Backups' }, ['bad-name: "Shop_Backups"']],
    ['a name that is too long', { bucketName: 'a'.repeat(64) }, [`name-too-long: "${'a'.repeat(64)}" (64 characters)`]],
    ['a lock that outlives a tier', { lock: Duration.days(31) }, ['bad-retention: tier "daily" expires after 30 d, locked for 31 d']],
    ['a lock of half days', { lock: Duration.hours(12) }, ['vendor-limit: 12 h']],
    [
      'a tier of half days',
      { tiers: [Retention.tier('short', Duration.hours(36))] as const, lock: undefined },
      ['vendor-limit: 36 h', 'vendor-limit: 36 h', 'vendor-limit: 36 h'],
    ],
    ['two tiers of one name', { tiers: [daily, daily] as const }, ['duplicate-name: "daily" twice', 'duplicate-name: "daily/" twice']],
    [
      'a tier among the records',
      { tiers: [monthly, Retention.tier('drills', Duration.days(40), { prefix: 'verified/drills/' })] as const },
      ['bad-retention: tier "drills" has prefix "verified/drills/"'],
    ],
    [
      'a tier without a prefix',
      { tiers: [Retention.tier('all', Duration.days(40), { prefix: '' })] as const },
      ['bad-retention: tier "all" has prefix ""'],
    ],
  ])('refuses %s', (_what, changes, expected) => {
    expect(rules((scope) => void sampleBucket(scope, changes))).toEqual(expected);
  });

  it('takes a name that only Terraform knows', () => {
    expect(rules((scope) => void sampleBucket(scope, { bucketName: '${var.bucket_prefix}shop-production-backups' }))).toEqual([]);
  });
});
