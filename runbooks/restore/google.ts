import type { Backup, PointInTimeRecovery } from '../../model/backup';
import { offProjectBucketName, recordsBucketName } from '../../model/bucket-names';
import { verifiedOf } from '../../model/store-layout';
import type { RunbookContext } from '../context';
import type { Section } from '../section';
import { cloneBundle, compareChecksum, copyFile, copySection, fetchManifest, readKey, restoreFullSystem, unpack } from './copies';
import { checks, steps, typed } from './steps';

const project = (context: RunbookContext): string => `--project="${context.value('google.project')}"`;

const mergeWarning =
  'An import overwrites documents of the same name and deletes none: documents that are newer than the copy stay. That is why it goes into a new database.';

/** The three commands that create a database, fill it and look at it. */
const intoNewDatabase = (context: RunbookContext, from: string): readonly string[] => [
  `gcloud firestore databases create --database=restored --location="${context.value('google.location')}" --type=firestore-native ${project(context)}`,
  `gcloud firestore import "${from}" --database=restored ${project(context)}`,
  `gcloud firestore operations list --database=restored ${project(context)}`,
];

const switchClients =
  'Switch the application: set the id of the database to `restored` in the configuration of functions and clients, deploy, and watch errors for half an hour. The damaged database stays until the incident is reviewed.';

/** Against bad writes: the database as it was at a minute of the window. */
export function restoreToMinute(context: RunbookContext, recovery: PointInTimeRecovery): Section {
  const bucket = context.main.environment.bucketName;
  return {
    title: 'To a minute, by point-in-time recovery',
    anchor: `restore-to-minute-${recovery.store}`,
    meets: recovery.meets,
    body: steps(
      `Choose the last good minute, at most ${recovery.window} ago, in UTC. The database itself must still exist.`,
      typed(
        'Export the database as it was then.',
        'sh',
        'MINUTE=2027-01-31T10:20:00.00Z',
        `gcloud firestore export "gs://${bucket}/incident/$MINUTE" --snapshot-time="$MINUTE" ${project(context)}`,
      ),
      typed(`Import it into a new database. ${mergeWarning}`, 'sh', ...intoNewDatabase(context, `gs://${bucket}/incident/$MINUTE`)),
      switchClients,
      'Delete the folder `incident/` once its lock has ended: no rule removes it by age.',
    ),
  };
}

/** Restore of the newest verified copy of a backup. */
export function restoreBackupOnGoogle(context: RunbookContext, backup: Backup): Section {
  const { bucketName } = context.main.environment;
  const records = recordsBucketName(bucketName);
  const foreign = backup.target === 'foreign-bucket';
  const bucket = foreign ? offProjectBucketName(bucketName) : bucketName;
  const file = copyFile(backup);
  const isExport = backup.source.kind === 'firestore';
  return copySection(
    backup,
    fetchManifest(
      backup,
      `gcloud storage ls --long "gs://${records}/${verifiedOf(backup.name)}**" | sort --key=2`,
      `MANIFEST=$(gcloud storage ls --long "gs://${records}/${verifiedOf(backup.name)}**" | grep gs:// | sort --key=2 | tail -n 1 | awk '{print $3}')`,
      'gcloud storage cp "$MANIFEST" manifest.json',
      readKey,
      ...(isExport
        ? [`gcloud storage ls "gs://${bucket}/$KEY"`]
        : [`gcloud storage cp "gs://${bucket}/$KEY" ${file}`, compareChecksum(file)]),
    ),
    ...fromFile(context, backup, file, bucket),
  );
}

/** Through the interface of the service, because `firebase auth:import` takes neither second factors nor other providers than its own four. */
function accountsFromFile(context: RunbookContext, file: string): readonly string[] {
  const id = context.value('google.project');
  return [
    'The copy holds the parameters of the password hashes: without them nobody could sign in by password.',
    typed(
      'Import the accounts, a thousand at a time. It ends where the service refuses some; files `accounts.*` that are left were not imported.',
      'sh',
      `jq .hashConfig ${file} > hash.json`,
      `jq --compact-output '.users[]' ${file} | split --lines=1000 - accounts.`,
      'for PART in accounts.*; do',
      `  jq --slurp --slurpfile hash hash.json '($hash[0] | {hashAlgorithm: .algorithm, signerKey, saltSeparator, rounds, memoryCost}) + {users: .}' "$PART" |`,
      '    curl --fail-with-body --silent --show-error --oauth2-bearer "$(gcloud auth print-access-token)" \\',
      `      --header "x-goog-user-project: ${id}" --json @- "https://identitytoolkit.googleapis.com/v1/projects/${id}/accounts:batchCreate" |`,
      `    jq --slurp --exit-status 'if length == 0 then error("no answer") else .[0].error // [] | if length > 0 then error(tostring) else "imported" end end' || break`,
      '  rm "$PART"',
      'done',
      'rm hash.json',
    ),
    'Sign in with a test account by password.',
  ];
}

function fromFile(context: RunbookContext, backup: Backup, file: string, bucket: string): readonly string[] {
  const { source } = backup;
  switch (source.kind) {
    case 'firestore':
      return [
        typed(`Import it into a new database. ${mergeWarning}`, 'sh', ...intoNewDatabase(context, `gs://${bucket}/$KEY`)),
        checks(backup.drills, 'restored'),
        switchClients,
      ];
    case 'firebase-auth':
      return accountsFromFile(context, file);
    case 'files':
      return [
        typed(
          'Unpack it. Files in a folder `renamed` had names that no file can have: `getfattr --only-values --name=user.name` prints them.',
          'sh',
          'mkdir restored',
          `tar --extract --xattrs --xattrs-include='user.*' --file=${file} --directory=restored`,
        ),
        typed(
          'Bring the files back into the bucket; those that are there already stay as they are.',
          'sh',
          `gcloud storage cp --recursive --no-clobber restored/*/* "gs://${context.value('google.uploadsBucket')}"`,
        ),
        'Links into Firebase Storage carry a token, which is metadata of the object. `getfattr --only-values --name=user.metadata` prints that of a file; `gcloud storage objects update --custom-metadata` sets it where links must live on.',
      ];
    case 'code-bundle':
      return [cloneBundle(file)];
    case 'full-system':
      return restoreFullSystem(
        backup,
        file,
        `Bring the parts back in this order, each as its own section says: ${source.parts.join(', ')}. \`parts.json\` tells what is where, and in \`export\` from which folder to import the database.`,
      );
    default:
      return [
        unpack('Unpack it and compare it with what is deployed.', file),
        typed(
          'Deploy rules, indexes and the Remote Config template from it after a review; `firebase.json` is part of the copy.',
          'sh',
          `cd restored && firebase deploy --only firestore:rules,firestore:indexes,storage,remoteconfig ${project(context)}`,
        ),
      ];
  }
}
