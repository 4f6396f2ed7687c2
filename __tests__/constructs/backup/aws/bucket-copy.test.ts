import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { recordedMeets } from '../../../../constructs/coverage';
import { json, render, resource, roleStatements, rules, sampleBucket, trustStatements } from './sample';

function withCopy(scope: TerraformStack, region = 'eu-central-1') {
  const provider = new AwsProvider(scope, 'copy', { region, alias: 'copy' });
  return sampleBucket(scope, { copy: { provider, region, bucketName: 'shop-production-backups-copy' }, meets: { copies: ['R-COPY'] } });
}

const stack = render((scope) => void withCopy(scope));
const sourceArn = '${aws_s3_bucket.bucket-store-bucket.arn}';
const copyArn = '${aws_s3_bucket.bucket-replica-copy-bucket.arn}';
const copyKeyArn = '${aws_kms_key.bucket-replica-key-key.arn}';

describe('the copy of a backup bucket', () => {
  it('gets every object, no deletion, under the key of its own region', () => {
    expect(resource(stack, 'aws_s3_bucket_replication_configuration', 'bucket-replica-replication')).toEqual({
      bucket: '${aws_s3_bucket.bucket-store-bucket.id}',
      role: '${aws_iam_role.bucket-replica-role-role.arn}',
      rule: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 0,
          filter: {},
          delete_marker_replication: { status: 'Disabled' },
          source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
          destination: { bucket: copyArn, encryption_configuration: { replica_kms_key_id: copyKeyArn } },
        },
      ],
      depends_on: ['aws_s3_bucket_versioning.bucket-store-versioning', 'aws_s3_bucket_versioning.bucket-replica-copy-versioning'],
    });
  });

  it('has all the protections of the first, in the other region', () => {
    const types = [
      'aws_s3_bucket',
      'aws_s3_bucket_versioning',
      'aws_s3_bucket_object_lock_configuration',
      'aws_s3_bucket_server_side_encryption_configuration',
      'aws_s3_bucket_ownership_controls',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_lifecycle_configuration',
      'aws_s3_bucket_policy',
    ];
    for (const type of types) {
      const part = Object.keys(stack.resource?.[type] ?? {})
        .find((found) => found.startsWith('bucket-store-'))
        ?.slice('bucket-store-'.length);
      const asCopy = (text: string) =>
        text
          .replaceAll('bucket-store-', 'bucket-replica-copy-')
          .replaceAll('aws_kms_key.key-key', 'aws_kms_key.bucket-replica-key-key')
          .replaceAll('"shop-production-backups"', '"shop-production-backups-copy"');
      const first = JSON.parse(asCopy(JSON.stringify(resource(stack, type, `bucket-store-${part}`)))) as object;
      expect(resource(stack, type, `bucket-replica-copy-${part}`)).toEqual({ ...first, provider: 'aws.copy' });
    }
    const { policy, ...key } = resource(stack, 'aws_kms_key', 'bucket-replica-key-key');
    const { policy: firstPolicy, ...firstKey } = resource(stack, 'aws_kms_key', 'key-key');
    expect(key).toEqual({ ...firstKey, provider: 'aws.copy' });
    expect(policy).toEqual(firstPolicy);
    expect(resource(stack, 'aws_kms_alias', 'bucket-replica-key-alias').provider).toEqual('aws.copy');
  });

  it('is written by a role that S3 alone assumes and that deletes nothing', () => {
    expect(trustStatements(stack, 'bucket-replica-role')).toEqual([
      { Sid: 'Replication', Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
    expect(roleStatements(stack, 'bucket-replica-role')).toEqual([
      { Sid: 'Source', Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: sourceArn },
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: [
          's3:GetObjectVersionForReplication',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
          's3:GetObjectRetention',
          's3:GetObjectLegalHold',
        ],
        Resource: `${sourceArn}/*`,
      },
      { Sid: 'Write', Effect: 'Allow', Action: ['s3:ReplicateObject', 's3:ReplicateTags'], Resource: `${copyArn}/*` },
      {
        Sid: 'ReadKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: '${aws_kms_key.key-key.arn}',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
      {
        Sid: 'WriteKey',
        Effect: 'Allow',
        Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
        Resource: copyKeyArn,
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
      },
    ]);
  });

  it('records what the replication meets', () => {
    render((scope) => {
      const replica = withCopy(scope).replica;
      expect(replica && recordedMeets(replica.node.findChild('replication'))).toEqual(['R-COPY']);
    });
  });

  it('refuses the same region again', () => {
    expect(rules((scope) => void withCopy(scope, 'eu-west-1'))).toEqual(['copies-share-fate: eu-west-1']);
  });

  it('bounds locks on the copy by the same policy', () => {
    const policy = json(stack, 'aws_s3_bucket_policy', 'bucket-replica-copy-policy', 'policy') as { Statement: { Sid: string }[] };
    expect(policy.Statement.map(({ Sid }) => Sid)).toEqual([
      'TlsOnly',
      'Tls12',
      'OnlyKms',
      'OnlyThisKey',
      'KmsNamesItsKey',
      'NoCustomerKeys',
      'NoRemoval',
      'LockBounds',
      'NoCompliance',
    ]);
  });
});
