import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { DrillRole, RestoreRole, VerifierRole, WriterRole } from '../../../../constructs/backup/aws/access';
import {
  allowedActions,
  daily,
  monthly,
  place,
  prefix,
  render,
  resource,
  roleStatements,
  sampleBucket,
  tasksOnly,
  trustStatements,
} from './sample';

const arn = '${aws_s3_bucket.bucket-store-bucket.arn}';
const key = (Action: string[]) => ({
  Sid: 'Key',
  Effect: 'Allow',
  Action,
  Resource: '${aws_kms_key.key-key.arn}',
  Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
});

const stack = render((scope) => {
  const bucket = sampleBucket(scope);
  new WriterRole(scope, 'writer', { place, prefix, bucket, backup: 'database', tiers: [daily, monthly, daily] });
  new VerifierRole(scope, 'verifier', { place, prefix, bucket });
  new DrillRole(scope, 'drill', { place, prefix, bucket, backup: 'database', drill: 'weekly-restore', tier: daily });
  new RestoreRole(scope, 'restore', { place, prefix, bucket });
});

describe('the writer', () => {
  it('does not read, list, delete, bypass the lock or change the bucket: it puts, and nothing else', () => {
    expect(allowedActions(roleStatements(stack, 'writer'))).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:AbortMultipartUpload',
      's3:PutObject',
      's3:PutObjectRetention',
    ]);
  });

  it('writes into the tiers of its backup and its own attempts only, and uses the key through S3 only', () => {
    expect(roleStatements(stack, 'writer')).toEqual([
      {
        Sid: 'Put',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:AbortMultipartUpload'],
        Resource: [`${arn}/daily/*`, `${arn}/monthly/*`, `${arn}/attempts/database/*`],
      },
      key(['kms:GenerateDataKey', 'kms:Decrypt']),
    ]);
  });

  it('is a role that tasks of this account and region assume', () => {
    expect(trustStatements(stack, 'writer')).toEqual(tasksOnly);
    expect(resource(stack, 'aws_iam_role', 'writer-role').name).toEqual('shop-production-database-writer');
  });
});

describe('the verifier', () => {
  it('reads everything, records under verified/ and last-good/ and publishes in one namespace', () => {
    expect(roleStatements(stack, 'verifier')).toEqual([
      { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
      { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/*` },
      {
        Sid: 'Record',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:AbortMultipartUpload'],
        Resource: [`${arn}/verified/*`, `${arn}/last-good/*`],
      },
      key(['kms:GenerateDataKey', 'kms:Decrypt']),
      {
        Sid: 'Publish',
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'opskeep/backup' } },
      },
    ]);
    expect(trustStatements(stack, 'verifier')).toEqual(tasksOnly);
  });
});

describe('a drill', () => {
  it('reads what it restores and writes its own results only', () => {
    expect(roleStatements(stack, 'drill')).toEqual([
      { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
      { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: [`${arn}/daily/*`, `${arn}/verified/database/*`] },
      { Sid: 'Report', Effect: 'Allow', Action: 's3:PutObject', Resource: [`${arn}/verified/drills/database/*`] },
      key(['kms:GenerateDataKey', 'kms:Decrypt']),
    ]);
    expect(trustStatements(stack, 'drill')).toEqual(tasksOnly);
  });
});

describe('the restore role', () => {
  it('lists and reads, and writes nowhere', () => {
    expect(roleStatements(stack, 'restore')).toEqual([
      { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
      { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${arn}/*` },
      key(['kms:Decrypt']),
    ]);
  });

  it('reads the copy in the second region under the key of that region, and writes nowhere there', () => {
    const copied = render((scope) => {
      const provider = new AwsProvider(scope, 'copy', { region: 'eu-central-1', alias: 'copy' });
      const copy = { provider, region: 'eu-central-1', bucketName: 'shop-production-backups-copy' };
      new RestoreRole(scope, 'restore', { place, prefix, bucket: sampleBucket(scope, { copy }) });
    });
    const copyArn = '${aws_s3_bucket.bucket-replica-copy-bucket.arn}';
    expect(roleStatements(copied, 'restore')).toEqual([
      ...roleStatements(stack, 'restore'),
      { Sid: 'CopyList', Effect: 'Allow', Action: 's3:ListBucket', Resource: copyArn },
      { Sid: 'CopyRead', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${copyArn}/*` },
      {
        Sid: 'CopyKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: '${aws_kms_key.bucket-replica-key-key.arn}',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
      },
    ]);
  });

  it('is assumed by people of the account with a second factor, for four hours', () => {
    expect(trustStatements(stack, 'restore')).toEqual([
      {
        Sid: 'People',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ]);
    expect(resource(stack, 'aws_iam_role', 'restore-role').max_session_duration).toEqual(14400);
  });

  it('can be given to named roles whose identity provider asks for the second factor', () => {
    const named = render((scope) => {
      new RestoreRole(scope, 'restore', {
        place,
        prefix,
        bucket: sampleBucket(scope),
        principals: ['arn:aws:iam::123456789012:role/dba'],
        requireMfa: false,
      });
    });
    expect(trustStatements(named, 'restore')).toEqual([
      { Sid: 'People', Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::123456789012:role/dba'] }, Action: 'sts:AssumeRole' },
    ]);
  });
});
