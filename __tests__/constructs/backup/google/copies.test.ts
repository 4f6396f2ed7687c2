import { BackupBucket } from '../../../../constructs/backup/google/backup-bucket';
import { BucketCopy } from '../../../../constructs/backup/google/bucket-copy';
import { BackupCryptoKey, BackupKeyRing } from '../../../../constructs/backup/google/crypto-key';
import { SecondProviderCopy } from '../../../../constructs/backup/google/second-provider-copy';
import type { TransferSchedule } from '../../../../model/copying';
import { Duration } from '../../../../model/duration';
import { renderStack, resourcesOf } from '../../../support/synth';
import { common, daily, place, secondPlace, stores, weekly } from './sample';

const agent = 'serviceAccount:project-100000000001@storage-transfer-service.iam.gserviceaccount.com';
const untouched = { overwrite_when: 'NEVER', delete_objects_unique_in_sink: false, delete_objects_from_source_after_transfer: false };
const source = '${google_storage_bucket.backups_bucket_5DB31D01.name}';

const copied = (schedule?: TransferSchedule) =>
  renderStack((stack) => {
    const { backups } = stores(stack);
    const key = new BackupCryptoKey(stack, 'copy-key', {
      ...common,
      ring: new BackupKeyRing(stack, 'copy-ring', { ...common, place: secondPlace }),
    });
    const copy = new BackupBucket(stack, 'second', {
      ...common,
      place: secondPlace,
      name: 'shop-backups-second',
      key,
      tiers: [daily, weekly],
    });
    new BucketCopy(stack, 'copy', { title: 'shop backups', place, source: backups, copy, ...(schedule === undefined ? {} : { schedule }) });
  });

describe('a copy in a second location', () => {
  const stack = copied();
  const sink = '${google_storage_bucket.second_bucket_D401B448.name}';

  it('lies there with its key', () => {
    expect(resourcesOf(stack, 'google_storage_bucket').second_bucket_D401B448?.location).toBe('asia-southeast2');
    expect(resourcesOf(stack, 'google_kms_key_ring')['copy-ring_16AF3FF3']?.location).toBe('asia-southeast2');
  });

  it('takes what is new once a day and never overwrites or deletes', () => {
    expect(Object.values(resourcesOf(stack, 'google_storage_transfer_job'))).toEqual([
      {
        description: 'Copies shop backups to a second location',
        project: 'shop-prod',
        status: 'ENABLED',
        transfer_spec: { gcs_data_source: { bucket_name: source }, gcs_data_sink: { bucket_name: sink }, transfer_options: untouched },
        schedule: {
          schedule_start_date: { year: 2026, month: 1, day: 4 },
          start_time_of_day: { hours: 22, minutes: 0, seconds: 0, nanos: 0 },
          repeat_interval: '86400s',
        },
        depends_on: [
          'source-list_FBE25692',
          'source-read_0AB53791',
          'copy-list_7C87759E',
          'copy-read_1157828E',
          'copy-create_643BE36B',
        ].map((id) => `google_storage_bucket_iam_member.copy_${id}`),
      },
    ]);
  });

  it('lets the transfer agent read the source, and read and create in the copy, no more', () => {
    const grants = Object.values(resourcesOf(stack, 'google_storage_bucket_iam_member')).filter(({ member }) => member === agent);
    expect(grants).toEqual([
      { bucket: source, role: 'roles/storage.legacyBucketReader', member: agent },
      { bucket: source, role: 'roles/storage.objectViewer', member: agent },
      { bucket: sink, role: 'roles/storage.legacyBucketReader', member: agent },
      { bucket: sink, role: 'roles/storage.objectViewer', member: agent },
      { bucket: sink, role: 'roles/storage.objectCreator', member: agent },
    ]);
  });

  it('refuses to repeat more than once an hour', () => {
    expect(() => copied({ at: '00:00', every: Duration.minutes(30) })).toThrow('a transfer that repeats too often');
  });
});

describe('a copy with a second provider', () => {
  const stack = renderStack((scope) => {
    const s3 = { bucketName: 'aws-backups', roleArn: 'arn:aws:iam::111111111111:role/transfer' };
    new SecondProviderCopy(scope, 'second-provider', {
      ...common,
      name: 'shop-second',
      source: s3,
      tier: weekly,
      lock: Duration.days(30),
      schedule: { at: '12:30', every: Duration.weeks(1), weekday: 'monday' },
    });
  });
  const sink = '${google_storage_bucket.second-provider_copy_bucket_EE44A0C0.name}';

  it('fetches the tier from S3 with a role, never with keys, once a week', () => {
    expect(Object.values(resourcesOf(stack, 'google_storage_transfer_job'))).toEqual([
      {
        description: 'Copies shop-production backups from Amazon S3',
        project: 'shop-prod',
        status: 'ENABLED',
        transfer_spec: {
          aws_s3_data_source: { bucket_name: 'aws-backups', role_arn: 'arn:aws:iam::111111111111:role/transfer' },
          gcs_data_sink: { bucket_name: sink },
          object_conditions: { include_prefixes: ['weekly/'] },
          transfer_options: untouched,
        },
        schedule: {
          schedule_start_date: { year: 2026, month: 1, day: 5 },
          start_time_of_day: { hours: 12, minutes: 30, seconds: 0, nanos: 0 },
          repeat_interval: '604800s',
        },
        depends_on: ['copy-list_C959EFEE', 'copy-read_7D91FA9B', 'copy-create_23F8D614'].map(
          (id) => `google_storage_bucket_iam_member.second-provider_${id}`,
        ),
      },
    ]);
  });

  it('keeps the tier for its time in a locked, encrypted bucket of its own', () => {
    const bucket = resourcesOf(stack, 'google_storage_bucket')['second-provider_copy_bucket_EE44A0C0'];
    expect(bucket?.retention_policy).toEqual({ retention_period: 2592000, is_locked: false });
    expect(bucket?.encryption).toEqual({ default_kms_key_name: '${google_kms_crypto_key.second-provider_key_377133FC.id}' });
    expect(bucket?.lifecycle_rule).toEqual([
      { action: { type: 'Delete' }, condition: { age: 84, matches_prefix: ['weekly/'] } },
      { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } },
    ]);
  });
});
