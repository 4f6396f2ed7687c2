import { AccessLogBucket } from '../../../../constructs/backup/aws/access-log-bucket';
import { json, place, render, resource } from './sample';

describe('AccessLogBucket', () => {
  const stack = render((scope) => {
    new AccessLogBucket(scope, 'access', {
      place,
      bucketName: 'shop-production-logs',
      sources: ['shop-production-backups'],
      deletionProtection: true,
    });
  });
  const arn = '${aws_s3_bucket.access-logs-bucket.arn}';
  const deny = (Sid: string, Condition: object) => ({
    Sid,
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition,
  });

  it('takes logs of the named buckets of its own account and nothing else', () => {
    expect(json(stack, 'aws_s3_bucket_policy', 'access-logs-policy', 'policy')).toEqual({
      Version: '2012-10-17',
      Statement: [
        deny('TlsOnly', { Bool: { 'aws:SecureTransport': 'false' } }),
        deny('Tls12', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
        {
          Sid: 'Deliver',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${arn}/*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnEquals: { 'aws:SourceArn': ['arn:aws:s3:::shop-production-backups'] },
          },
        },
      ],
    });
  });

  it('is neither locked nor under a customer key, because S3 delivers to no such bucket', () => {
    expect(resource(stack, 'aws_s3_bucket', 'access-logs-bucket')).toEqual({
      bucket: 'shop-production-logs',
      object_lock_enabled: false,
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(resource(stack, 'aws_s3_bucket_server_side_encryption_configuration', 'access-logs-encryption').rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
    ]);
  });

  it('forgets logs after a year', () => {
    expect(resource(stack, 'aws_s3_bucket_lifecycle_configuration', 'access-logs-lifecycle').rule).toEqual([
      { id: 'all', status: 'Enabled', filter: [{}], expiration: [{ days: 365 }], noncurrent_version_expiration: [{ noncurrent_days: 7 }] },
      { id: 'delete-markers', status: 'Enabled', filter: [{}], expiration: [{ expired_object_delete_marker: true }] },
      { id: 'abort-multipart', status: 'Enabled', filter: [{}], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
    ]);
  });
});
