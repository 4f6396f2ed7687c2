import type { Construct } from 'constructs';
import { repositoryFolder } from '../../../model/job-settings';
import { attemptsOf, drillsOf } from '../../../model/store-layout';
import type { BackupBucket } from './backup-bucket';
import type { BackupKey } from './customer-key';
import type { AwsPlace } from './place';
import type { PolicyStatement } from './policy';
import { ServiceRole, taskTrust } from './service-role';

/** The bucket of an archive, which pgBackRest reads, writes and tidies up itself. */
export interface ArchiveStore {
  /** Name of the archive, `<store>-archive`. */
  readonly name: string;
  readonly bucketArn: string;
  readonly key: BackupKey;
}

const repositoryOf = ({ bucketArn }: ArchiveStore): string => `${bucketArn}${repositoryFolder}/*`;
const marksOf = ({ bucketArn, name }: ArchiveStore): string => `${bucketArn}/${attemptsOf(name)}*`;

/** All that pgBackRest needs for base backups, and not the right to delete a version. */
export function archiveStatements(archive: ArchiveStore): readonly PolicyStatement[] {
  return [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: archive.bucketArn },
    { Sid: 'Files', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], Resource: repositoryOf(archive) },
    { Sid: 'Attempts', Effect: 'Allow', Action: 's3:PutObject', Resource: marksOf(archive) },
    // pgBackRest leaves the parts of a file behind when it is stopped.
    { Sid: 'ListUploads', Effect: 'Allow', Action: 's3:ListBucketMultipartUploads', Resource: archive.bucketArn },
    { Sid: 'TakeBackUploads', Effect: 'Allow', Action: 's3:AbortMultipartUpload', Resource: repositoryOf(archive) },
    archive.key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

/**
 * All that the database host needs to archive its write-ahead log and to restore: it deletes nothing. It restores from the second region
 * too, since the first may be what is lost.
 */
export function hostStatements(archive: ArchiveStore, copy?: ArchiveStore): readonly PolicyStatement[] {
  return [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: archive.bucketArn },
    { Sid: 'Files', Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: repositoryOf(archive) },
    archive.key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
    ...(copy === undefined ? [] : copyStatements(copy)),
  ];
}

const copyStatements = (copy: ArchiveStore): readonly PolicyStatement[] => [
  { Sid: 'CopyList', Effect: 'Allow', Action: 's3:ListBucket', Resource: copy.bucketArn },
  { Sid: 'CopyFiles', Effect: 'Allow', Action: 's3:GetObject', Resource: repositoryOf(copy) },
  { ...copy.key.useThroughS3('kms:Decrypt'), Sid: 'CopyKey' },
];

/** All that the verifier may do to archives: look. */
export function archiveVerifierStatements(archives: readonly ArchiveStore[]): readonly PolicyStatement[] {
  if (archives.length === 0) return [];
  return [
    { Sid: 'ListArchives', Effect: 'Allow', Action: 's3:ListBucket', Resource: archives.map(({ bucketArn }) => bucketArn) },
    {
      Sid: 'ReadArchives',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: archives.flatMap((archive) => [repositoryOf(archive), marksOf(archive)]),
    },
  ];
}

/** All that the drill of an archive may do: read its repository, and write down its own results beside those of other drills. */
export function archiveDrillStatements(archive: ArchiveStore, bucket: BackupBucket): readonly PolicyStatement[] {
  return [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: archive.bucketArn },
    { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: repositoryOf(archive) },
    { Sid: 'Report', Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket.arn}/${drillsOf(archive.name)}*` },
    bucket.key.useThroughS3('kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

export interface ArchiveDrillRoleProps {
  readonly place: AwsPlace;
  /** First part of every name, `<product>-<environment>`. */
  readonly prefix: string;
  /** Where results go. */
  readonly bucket: BackupBucket;
  readonly archive: ArchiveStore;
  readonly drill: string;
}

/** Role of the drill of an archive: reads what it restores and reports. */
export class ArchiveDrillRole extends ServiceRole {
  constructor(scope: Construct, id: string, props: ArchiveDrillRoleProps) {
    super(scope, id, {
      name: `${props.prefix}-${props.archive.name}-${props.drill}-drill`,
      description: `Restores ${props.archive.name} of ${props.prefix} into a scratch place`,
      trust: [taskTrust(props.place)],
      policyName: 'archive-store',
      statements: archiveDrillStatements(props.archive, props.bucket),
    });
  }
}
