import type { Backup, PostgresSource } from '../../model/backup';
import { verifiedOf } from '../../model/store-layout';
import type { RunbookContext } from '../context';
import { code } from '../markdown';
import type { Section } from '../section';
import { cloneBundle, compareChecksum, copyFile, copySection, fetchManifest, readKey, restoreFullSystem, unpack } from './copies';
import { checks, steps, typed } from './steps';

/** Role of people who restore: it reads every copy and writes nowhere. */
export const restoreRole = (context: RunbookContext): string => `${context.main.environment.id}-restore`;

/** How a person becomes the restore role. */
export function restoreAccess(context: RunbookContext): Section {
  return {
    title: 'Become the restore role',
    meets: [],
    body: [
      `The role ${code(restoreRole(context))} reads every copy and writes nowhere; it asks for a second factor.`,
      ...steps(
        'Take a host with the AWS CLI, `jq` and room for twice the copy on an encrypted volume.',
        typed(
          'Assume the role. The first command that needs it asks for the code of your second factor.',
          'sh',
          `aws configure set role_arn "arn:aws:iam::${context.value('aws.accountId')}:role/${restoreRole(context)}" --profile restore`,
          'aws configure set source_profile "$OWN_PROFILE" --profile restore',
          'aws configure set mfa_serial "$MFA_DEVICE_ARN" --profile restore',
          'export AWS_PROFILE=restore',
          'aws sts get-caller-identity',
        ),
        'Delete what you downloaded when the restore is done.',
      ),
    ],
  };
}

/** Restore of the newest verified copy of a backup. */
export function restoreBackupOnAws(context: RunbookContext, backup: Backup): Section {
  const bucket = context.bucket(context.main.environment.bucketName);
  const file = copyFile(backup);
  return copySection(
    backup,
    fetchManifest(
      backup,
      `aws s3api list-objects-v2 --bucket ${bucket} --prefix ${verifiedOf(backup.name)} --query 'sort_by(Contents, &LastModified)[].[LastModified,Key]' --output text`,
      `MANIFEST=$(aws s3api list-objects-v2 --bucket ${bucket} --prefix ${verifiedOf(backup.name)} --query 'sort_by(Contents, &LastModified)[-1].Key' --output text)`,
      `aws s3 cp "s3://${bucket}/$MANIFEST" manifest.json`,
    ),
    typed(
      'Download the copy that the manifest names and compare its checksum.',
      'sh',
      readKey,
      `aws s3 cp "s3://${bucket}/$KEY" ${file}`,
      compareChecksum(file),
    ),
    ...fromFile(backup, file),
  );
}

function fromFile(backup: Backup, file: string): readonly string[] {
  const { source } = backup;
  switch (source.kind) {
    case 'postgres':
      return restoreDump(backup, source, file);
    case 'full-system':
      return restoreFullSystem(
        backup,
        file,
        `Bring the parts back in this order: ${source.parts.join(', ')}. Databases as their own section says, from the dump in the folder.`,
      );
    case 'code-bundle':
      return [cloneBundle(file)];
    default:
      return [
        unpack(
          'Unpack it beside the damaged tree, which `DAMAGED_FOLDER` names, and compare before anything is replaced.',
          file,
          'diff --recursive --brief restored "$DAMAGED_FOLDER"',
        ),
      ];
  }
}

function restoreDump(backup: Backup, source: PostgresSource, file: string): readonly string[] {
  const restored = `${source.database}_restored`;
  return [
    typed('Look into the dump before you use it.', 'sh', `pg_restore --list ${file} | head -n 20`),
    typed(
      `Restore it beside the damaged database, with the clients of PostgreSQL ${source.major}.`,
      'sh',
      `export PGHOST="$DATABASE_HOST" PGPORT=${source.port}`,
      `createdb ${restored}`,
      `pg_restore --dbname=${restored} --jobs=4 --no-owner --exit-on-error ${file}`,
      `psql --dbname=${restored} --command='ANALYZE'`,
    ),
    checks(backup.drills, restored),
    typed(
      'Stop the application, then switch: the damaged database keeps its data under another name.',
      'sh',
      `psql --dbname=postgres --command='ALTER DATABASE ${source.database} RENAME TO ${source.database}_damaged'`,
      `psql --dbname=postgres --command='ALTER DATABASE ${restored} RENAME TO ${source.database}'`,
    ),
    'Start the application, watch its errors for half an hour, and start a backup by hand.',
  ];
}
