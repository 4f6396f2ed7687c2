import type { Backup, PointInTimeRecovery } from '../../model/backup';
import { incidentTier } from '../../model/retention';
import { watcherJob } from '../../model/start-backup';
import { verifiedOf } from '../../model/store-layout';
import { bucketOf, recordsBucket } from '../chapters/backup-places';
import type { RunbookContext } from '../context';
import { code } from '../markdown';
import { codes, type Section, unique } from '../section';
import { byHandSection } from './by-hand';
import { cloneBundle, copyFile, copySection, restoreFullSystem, unpack } from './copies';
import { checks, steps, typed } from './steps';
import { fetchCopy, findCopy, imageOf, listCopies, type ToolAccess, takeTool } from './tool';

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

/** As the drills name it to the programs that check it. */
const nameForPrograms = (context: RunbookContext): string =>
  typed(
    'Name it to the programs that check it, in a clone of the product.',
    'sh',
    `export GOOGLE_CLOUD_PROJECT="${context.value('google.project')}" FIRESTORE_DATABASE=restored`,
  );

/** Against bad writes: the database as it was at a minute of the window. */
export function restoreToMinute(context: RunbookContext, recovery: PointInTimeRecovery): Section {
  const to = `gs://${context.main.environment.bucketName}/${incidentTier.prefix}$MINUTE`;
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
        `gcloud firestore export "${to}" --snapshot-time="$MINUTE" ${project(context)}`,
      ),
      typed(`Import it into a new database. ${mergeWarning}`, 'sh', ...intoNewDatabase(context, to)),
      switchClients,
      `The export stays below ${code(incidentTier.prefix)} for ${incidentTier.keep}, then the bucket deletes it.`,
    ),
  };
}

/** How a person gets to read copies. */
export function readingAccess(context: RunbookContext): Section {
  return {
    title: 'Get to read copies',
    meets: [],
    body: steps(
      'Take a host with Docker, the Google Cloud CLI, `jq` and room for twice the copy on an encrypted volume.',
      typed(
        'Sign in as yourself: the first for `gcloud`, the second for programs. Your account needs the role `roles/storage.objectViewer` on the buckets of copies and records, and no right to delete there.',
        'sh',
        'gcloud auth login',
        'gcloud auth application-default login',
      ),
      ...takeTool(toolAccess(context)),
      typed(
        'Delete what you downloaded when the restore is done, and take the credentials off the host.',
        'sh',
        'gcloud auth application-default revoke',
      ),
    ),
  };
}

const toolAccess = (context: RunbookContext): ToolAccess => ({
  image: '. It gets your credentials for programs',
  options: [
    '--volume "$HOME/.config/gcloud/application_default_credentials.json:/credentials.json:ro"',
    '--env GOOGLE_APPLICATION_CREDENTIALS=/credentials.json',
  ],
  pull: [
    ...imageOf(
      context,
      `gcloud run jobs describe ${watcherJob(context.main.environment)} --project="${context.value('google.project')}" --region="${context.value('google.location')}" \\`,
      `  --format='value(spec.template.spec.template.spec.containers[0].image)'`,
    ),
    'gcloud auth configure-docker "${JOB_IMAGE%%/*}" --quiet',
    'docker pull "$JOB_IMAGE"',
  ],
  clone: 'Node',
  fromClone: ['opskeep() { node "$REPOSITORY/dist/jobs/main.js" "$@"; }'],
});

/** Restore of a verified copy of a backup. */
export function restoreBackupOnGoogle(context: RunbookContext, backup: Backup): Section {
  const list = listCopies(context, backup);
  if (backup.source.kind === 'firestore') return copySection(backup, list, ...importExport(context, backup));
  const file = copyFile(backup);
  return copySection(backup, list, fetchCopy(context, backup, file), ...fromFile(context, backup, file));
}

/** The same work with the tools of Google, on a host that has nothing of ours. */
export function restoreByHandOnGoogle(context: RunbookContext): Section {
  const manifests = `"gs://${recordsBucket(context)}/${verifiedOf('$BACKUP')}**"`;
  const buckets = unique(context.main.environment.backups.map((backup) => bucketOf(context, backup)));
  return byHandSection({
    manifests: [
      `gcloud storage ls --long ${manifests} | sort --key=2`,
      `MANIFEST=$(gcloud storage ls --long ${manifests} | grep gs:// | sort --key=2 | tail -n 1 | awk '{print $3}')`,
      'gcloud storage cp "$MANIFEST" manifest.json',
    ],
    download: 'gcloud storage cp "gs://$BUCKET/$KEY" fetched.copy',
    note: `\`BUCKET\` is where the copies of the backup stand: ${codes(buckets)}. An export of Firestore is a folder, which an import reads where it is.`,
  });
}

function importExport(context: RunbookContext, backup: Backup): readonly string[] {
  const from = `gs://${bucketOf(context, backup)}/$KEY`;
  return [
    findCopy(context, backup),
    typed(`Import it into a new database. ${mergeWarning}`, 'sh', ...intoNewDatabase(context, from)),
    ...(backup.drills.some((drill) => drill.checks.some(({ kind }) => kind === 'command')) ? [nameForPrograms(context)] : []),
    checks(backup.drills, 'restored'),
    switchClients,
  ];
}

/** Through the interface of the service, because `firebase auth:import` takes neither second factors nor other providers than its own four. */
function accountsFromFile(context: RunbookContext, file: string): readonly string[] {
  const id = context.value('google.project');
  return [
    'The copy holds the parameters of the password hashes: without them nobody could sign in by password.',
    typed(
      'Import the accounts, a thousand at a time. It ends where the service refuses some; files `accounts.*` that are left were not imported.',
      'sh',
      'ACCOUNTS=https://identitytoolkit.googleapis.com/v1/projects',
      `jq .hashConfig ${file} > hash.json`,
      `jq --compact-output '.users[]' ${file} | split --lines=1000 - accounts.`,
      'for PART in accounts.*; do',
      "  jq --slurp --slurpfile hash hash.json '($hash[0]",
      '    | {hashAlgorithm: .algorithm, signerKey, saltSeparator,',
      '      rounds, memoryCost})',
      `    + {users: .}' "$PART" |`,
      '    curl --fail-with-body --silent --show-error --oauth2-bearer "$(gcloud auth print-access-token)" \\',
      `      --header "x-goog-user-project: ${id}" --json @- "$ACCOUNTS/${id}/accounts:batchCreate" |`,
      `    jq --slurp --exit-status 'if length == 0 then error("no answer")`,
      '      else .[0].error // []',
      `      | if length > 0 then error(tostring) else "imported" end end' || break`,
      '  rm "$PART"',
      'done',
      'rm hash.json',
    ),
    'Sign in with a test account by password.',
  ];
}

function fromFile(context: RunbookContext, backup: Backup, file: string): readonly string[] {
  const { source } = backup;
  switch (source.kind) {
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
        'restored',
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
