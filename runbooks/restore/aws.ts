import type { Backup, PostgresSource } from '../../model/backup';
import { watcherTask } from '../../model/start-backup';
import { verifiedOf } from '../../model/store-layout';
import type { RunbookContext } from '../context';
import { code } from '../markdown';
import type { Section } from '../section';
import { byHandSection } from './by-hand';
import { cloneBundle, copyFile, copySection, restoreFullSystem, unpack } from './copies';
import { checks, steps, typed } from './steps';
import { databaseServer, fetchCopy, imageOf, listCopies, restoreDatabase, type ToolAccess, takeTool } from './tool';

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
        'Take a host with Docker, version 2 of the AWS CLI, `jq` and room for twice the copy on an encrypted volume.',
        typed(
          'Assume the role. The first command that needs it asks for the code of your second factor.',
          'sh',
          `aws configure set role_arn "arn:aws:iam::${context.value('aws.accountId')}:role/${restoreRole(context)}" --profile restore`,
          'aws configure set source_profile "$OWN_PROFILE" --profile restore',
          'aws configure set mfa_serial "$MFA_DEVICE_ARN" --profile restore',
          'export AWS_PROFILE=restore',
          'aws sts get-caller-identity',
        ),
        ...takeTool(toolAccess(context)),
        'Delete what you downloaded when the restore is done.',
      ),
    ],
  };
}

const toolAccess = (context: RunbookContext): ToolAccess => ({
  image: ', which brings the clients of the right PostgreSQL. It gets the credentials of the role and the variables of PostgreSQL',
  options: [
    `--env AWS_REGION="${context.value('aws.region')}"`,
    "--env-file <(aws configure export-credentials --format env-no-export; env | sed --quiet '/^PG/p')",
  ],
  pull: [
    ...imageOf(
      context,
      `aws ecs describe-task-definition --task-definition ${watcherTask(context.main.environment)} --region "${context.value('aws.region')}" \\`,
      `  --query 'taskDefinition.containerDefinitions[0].image' --output text --profile "$OWN_PROFILE"`,
    ),
    // The registry is in the account and region that its name tells.
    'aws ecr get-login-password --region "$(cut --delimiter=. --fields=4 <<<"$JOB_IMAGE")" --profile "$OWN_PROFILE" |',
    '  docker login --username AWS --password-stdin "${JOB_IMAGE%%/*}"',
    'docker pull "$JOB_IMAGE"',
  ],
  clone: 'Node and the clients of the same PostgreSQL',
  fromClone: [
    'opskeep() (',
    '  eval "$(aws configure export-credentials --format env)"',
    '  unset AWS_PROFILE',
    `  AWS_REGION="${context.value('aws.region')}" exec node "$REPOSITORY/dist/jobs/main.js" "$@"`,
    ')',
  ],
});

/** Restore of a verified copy of a backup. */
export function restoreBackupOnAws(context: RunbookContext, backup: Backup): Section {
  const { source } = backup;
  const list = listCopies(context, backup);
  if (source.kind === 'postgres') return copySection(backup, list, ...restoreDump(context, backup, source));
  const file = copyFile(backup);
  return copySection(backup, list, fetchCopy(context, backup, file), ...fromFile(context, backup, file));
}

/** The same work with the tools of AWS and PostgreSQL, on a host that has nothing of ours. */
export function restoreByHandOnAws(context: RunbookContext): Section {
  const bucket = context.bucket(context.main.environment.bucketName);
  const manifests = `aws s3api list-objects-v2 --bucket ${bucket} --prefix "${verifiedOf('$BACKUP')}"`;
  return byHandSection(
    {
      manifests: [
        `${manifests} --query 'sort_by(Contents, &LastModified)[].[LastModified,Key]' --output text`,
        `MANIFEST=$(${manifests} --query 'sort_by(Contents, &LastModified)[-1].Key' --output text)`,
        `aws s3 cp "s3://${bucket}/$MANIFEST" manifest.json`,
      ],
      download: `aws s3 cp "s3://${bucket}/$KEY" fetched.copy`,
    },
    typed(
      'Only a dump of a database: restore it beside the damaged one, into a `RESTORED` that does not exist yet.',
      'sh',
      'createdb "$RESTORED"',
      'pg_restore --dbname="$RESTORED" --jobs=4 --no-owner --exit-on-error fetched.copy',
      'psql --dbname="$RESTORED" --command=ANALYZE',
    ),
  );
}

function fromFile(context: RunbookContext, backup: Backup, file: string): readonly string[] {
  const { source } = backup;
  switch (source.kind) {
    case 'full-system':
      return fromFullSystem(context, backup, source.parts, file);
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

function fromFullSystem(context: RunbookContext, backup: Backup, parts: readonly string[], file: string): readonly string[] {
  const [database] = context.main.environment.backups.flatMap(({ source }) => (source.kind === 'postgres' ? [source] : []));
  if (database === undefined || !parts.includes('database')) {
    return restoreFullSystem(backup, file, 'restored', `Bring the parts back in this order: ${parts.join(', ')}.`);
  }
  const restored = restoredName(database);
  const files = restoreFullSystem(
    backup,
    file,
    restored,
    typed(
      'Restore the dump in it beside the damaged database, as a superuser. On a new server bring back the roles before, `psql --dbname=postgres --file=restored/globals.sql`, and leave out the first line of the switch.',
      'sh',
      databaseServer(database.port),
      `createdb ${restored}`,
      `pg_restore --dbname=${restored} --jobs=4 --exit-on-error restored/database.dump`,
      `psql --dbname=${restored} --command=ANALYZE`,
    ),
    `Bring the other parts back in this order: ${parts.filter((part) => part !== 'database').join(', ')}.`,
  );
  return [...files, switchTo(database)];
}

function restoreDump(context: RunbookContext, backup: Backup, source: PostgresSource): readonly string[] {
  return [
    restoreDatabase(context, backup, source.port),
    checks(backup.drills, restoredName(source)),
    switchTo(source),
    'Start the application, watch its errors for half an hour, and start a backup by hand.',
  ];
}

const restoredName = ({ database }: PostgresSource): string => `${database}_restored`;

const switchTo = (source: PostgresSource): string =>
  typed(
    'Stop the application, then switch: the damaged database keeps its data under another name.',
    'sh',
    `psql --dbname=postgres --command='ALTER DATABASE ${source.database} RENAME TO ${source.database}_damaged'`,
    `psql --dbname=postgres --command='ALTER DATABASE ${restoredName(source)} RENAME TO ${source.database}'`,
  );
