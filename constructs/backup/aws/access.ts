import type { Construct } from 'constructs';
import { cloudWatchNamespace } from '../../../model/backup-metrics';
import { Duration } from '../../../model/duration';
import type { RetentionTier } from '../../../model/retention';
import { attemptsOf, drillsOf, storePrefixes, verifiedOf } from '../../../model/store-layout';
import { recordRetained } from '../../retained';
import { type ArchiveStore, archiveVerifierStatements } from './archive-access';
import type { BackupBucket } from './backup-bucket';
import { type AwsPlace, accountRoot } from './place';
import type { PolicyStatement } from './policy';
import { ServiceRole, taskTrust } from './service-role';

const putActions = ['s3:PutObject', 's3:PutObjectRetention', 's3:AbortMultipartUpload'];

const under = (bucket: BackupBucket, prefixes: readonly string[]): string[] => prefixes.map((prefix) => `${bucket.arn}/${prefix}*`);

/** All that the writer of one backup may do: put objects of its tiers and records of its attempts. It cannot read what it wrote. */
export function writerStatements(bucket: BackupBucket, backup: string, tiers: readonly RetentionTier[]): readonly PolicyStatement[] {
  const prefixes = [...new Set(tiers.map((tier) => tier.prefix)), attemptsOf(backup)];
  return [
    { Sid: 'Put', Effect: 'Allow', Action: putActions, Resource: under(bucket, prefixes) },
    // Decrypt completes a multipart upload under KMS; without a right to get objects it reads nothing.
    bucket.key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

/** All that the verifier may do: read everything, write records and the newest good copies, publish its gauges. */
export function verifierStatements(bucket: BackupBucket, archives: readonly ArchiveStore[] = []): readonly PolicyStatement[] {
  return [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket.arn },
    { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket.arn}/*` },
    // A server-side copy above 5 GB is a multipart upload, which is taken back where it fails.
    { Sid: 'Record', Effect: 'Allow', Action: putActions, Resource: under(bucket, [storePrefixes.verified, storePrefixes.lastGood]) },
    bucket.key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
    {
      Sid: 'Publish',
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': cloudWatchNamespace } },
    },
    ...archiveVerifierStatements(archives),
  ];
}

/** All that a drill may do: read the tier that it restores and what was verified of its backup, and write down its own results. */
export function drillStatements(bucket: BackupBucket, backup: string, tier: RetentionTier): readonly PolicyStatement[] {
  return [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket.arn },
    { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: under(bucket, [tier.prefix, verifiedOf(backup)]) },
    { Sid: 'Report', Effect: 'Allow', Action: 's3:PutObject', Resource: under(bucket, [drillsOf(backup)]) },
    bucket.key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

/** All that a person who restores may do: list and read, also in the second region, since the first may be what is lost. */
export function restoreStatements(bucket: BackupBucket): readonly PolicyStatement[] {
  const { replica } = bucket;
  return [
    ...readStatements(bucket),
    ...(replica === undefined ? [] : readStatements(replica).map((statement) => ({ ...statement, Sid: `Copy${statement.Sid}` }))),
  ];
}

const readStatements = ({ arn, key }: Pick<BackupBucket, 'arn' | 'key'>): readonly PolicyStatement[] => [
  { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
  { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: `${arn}/*` },
  key.useThroughS3('kms:Decrypt'),
];

export interface AccessProps {
  readonly place: AwsPlace;
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  readonly bucket: BackupBucket;
}

export interface VerifierRoleProps extends AccessProps {
  /** Archives that are watched too, under the key of the bucket. @default none */
  readonly archives?: readonly ArchiveStore[];
}

/** Role of the store watcher: reads every copy, writes under `verified/` and `last-good/` only. */
export class VerifierRole extends ServiceRole {
  constructor(scope: Construct, id: string, props: VerifierRoleProps) {
    super(scope, id, {
      name: `${props.prefix}-verifier`,
      description: `Verifies backups of ${props.prefix}`,
      trust: [taskTrust(props.place)],
      policyName: 'backup-store',
      statements: verifierStatements(props.bucket, props.archives),
    });
  }
}

export interface WriterRoleProps extends AccessProps {
  /** Name of the backup; its attempts are recorded under it. */
  readonly backup: string;
  /** Where the backup may write. */
  readonly tiers: readonly [RetentionTier, ...RetentionTier[]];
  /** Rights to read what is copied, e.g. a file system. Never rights on the bucket. @default none */
  readonly source?: readonly PolicyStatement[];
}

/** Role of one backup: puts objects and nothing else, so that a stolen credential neither reads nor destroys what is there. */
export class WriterRole extends ServiceRole {
  constructor(scope: Construct, id: string, props: WriterRoleProps) {
    super(scope, id, {
      name: `${props.prefix}-${props.backup}-writer`,
      description: `Writes backup ${props.backup} of ${props.prefix}`,
      trust: [taskTrust(props.place)],
      policyName: 'backup-store',
      statements: [...writerStatements(props.bucket, props.backup, props.tiers), ...(props.source ?? [])],
    });
  }
}

export interface DrillRoleProps extends AccessProps {
  readonly backup: string;
  readonly drill: string;
  readonly tier: RetentionTier;
}

/** Role of one drill: reads what it restores and reports. */
export class DrillRole extends ServiceRole {
  constructor(scope: Construct, id: string, props: DrillRoleProps) {
    super(scope, id, {
      name: `${props.prefix}-${props.backup}-${props.drill}-drill`,
      description: `Restores backup ${props.backup} of ${props.prefix} into a scratch place`,
      trust: [taskTrust(props.place)],
      policyName: 'backup-store',
      statements: drillStatements(props.bucket, props.backup, props.tier),
    });
  }
}

export interface RestoreRoleProps extends AccessProps {
  /** ARNs of those who may assume it. @default the account: whoever its IAM policies allow to assume this role */
  readonly principals?: readonly [string, ...string[]];
  /**
   * Whether a second factor must have been given in the session. Set it to false where people come through an identity provider that asks
   * for it: AWS does not see that one.
   * @default true
   */
  readonly requireMfa?: boolean;
}

/** Longest session of a restore: the largest copy takes hours. People who come from another role get 1 h at most (AWS STS). */
const restoreSession = Duration.hours(4);

/** Role of people who restore: reads every copy, in both regions, and writes nowhere. */
export class RestoreRole extends ServiceRole {
  constructor(scope: Construct, id: string, props: RestoreRoleProps) {
    const condition = props.requireMfa === false ? {} : { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
    super(scope, id, {
      name: `${props.prefix}-restore`,
      description: `Restores backups of ${props.prefix}; for people`,
      trust: [
        {
          Sid: 'People',
          Effect: 'Allow',
          Principal: { AWS: props.principals ?? accountRoot(props.place) },
          Action: 'sts:AssumeRole',
          ...condition,
        },
      ],
      policyName: 'backup-store',
      statements: restoreStatements(props.bucket),
      longestSession: restoreSession,
    });
    // Whoever may restore a copy may do so for as long as there is one.
    recordRetained(this, 'copies');
  }
}
