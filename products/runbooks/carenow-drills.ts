import { group, section, shell, step, steps } from '../../model/vocabulary';
import { checksOf, fetchFolder, integrationTest, integrityCheck, listCopies, newestDrills, readingAccess } from './carenow-commands';
import { lines } from './text';

/** Restores that are tried before they are needed. */
export const drills = () => [weeklyRestore(), disasterTest()];

const weeklyRestore = () =>
  section(
    'verification',
    'weekly-restore',
    {
      title: 'Weekly restore',
      when: 'Sundays at 02:00 Asia/Ho_Chi_Minh, by itself',
      intro:
        `The job imports the newest export of \`daily/\` into a scratch database, counts documents in \`users\`, runs the integrity script ` +
        `(\`${integrityCheck}\`) and the integration test (\`${integrationTest}\`). It must end within {limit-of-weekly-restore} and is overdue after {overdue-of-weekly-restore}.`,
      meets: ['CN-VER-01', 'CN-VER-02', 'CN-OBJ-01'],
    },
    steps(
      step('Read the result on Sunday.', { signal: 'firestore-weekly-restore-drill-failed' }),
      step('Compare its duration with the week before. Growth here is the first sign that the objective will be missed.', {
        signal: 'firestore-weekly-restore-drill-duration',
      }),
      shell(
        `It failed: read the result with ${readingAccess}, mend the cause, and start the job again.`,
        lines(
          newestDrills('firestore'),
          'gcloud run jobs execute carenow-production-firestore-weekly-restore --region="$LOCATION" --project="$PROJECT" --wait',
        ),
      ),
    ),
  );

const disasterTest = () =>
  section(
    'verification',
    'disaster-test',
    {
      title: 'Disaster recovery test and drill',
      when: 'Test: every month, on the first Sunday, overdue after {overdue-of-disaster-test}. Drill: every quarter, overdue after {overdue-of-disaster-drill}.',
      intro:
        'People do both, in a new project of Firebase without users, in which its services are on. The weekly restore never touches the full ' +
        'system, so these do: every part comes from the newest copy below `weekly/`, within {limit-of-disaster-test}. The drill is the test without notice, with ' +
        'the people who are on call that day.',
      mends: ['full-system-disaster-test-drill-*', 'full-system-disaster-drill-drill-*'],
      meets: ['CN-VER-03', 'CN-OBJ-02', 'CN-OBJ-03'],
    },
    fromTheFullSystem(),
    group(
      '2. Check',
      shell(
        'In a clone of the product. It passes when all end without an error and a test account can sign in and book. Note the time: the hour ends here.',
        lines(checksOf('(default)'), 'date -u +%Y-%m-%dT%H:%M:%SZ | tee ended.txt'),
      ),
      'Roll the application of the scratch project back once, as in [Roll back the application](#application-rollback), and stop the time: ' +
        '15 minutes at most, from the first command to an answer of the version before.',
    ),
    group(
      '3. Only in the test: the copies that a real recovery takes as well',
      'Each is newer than the full system and has no other drill. Bring each up beside, as its section says: ' +
        '[Firestore, off-project](#restore-from-firestore-recent), [accounts](#restore-from-auth), [files](#restore-from-uploads), ' +
        '[configuration](#restore-from-configuration), [code](#restore-from-code). The export goes through the bucket of the scratch project, as above.',
    ),
    group(
      '4. Record, in a shell of production',
      step(
        'Test: [record it](#record-disaster-test) with its minutes. One whose copy did not come up is recorded by itself, as failed. Only a record quiets the alarm.',
        { signal: 'full-system-disaster-test-drill-age' },
      ),
      step('Drill: [record it](#record-disaster-drill). More than {limit-of-disaster-drill} is an error, not a footnote.', {
        signal: 'full-system-disaster-drill-drill-age',
      }),
      step(
        'Rollback: [record it](#record-application-rollback) with its own minutes. More than {limit-of-application-rollback} is an error.',
        {
          signal: 'full-system-application-rollback-drill-duration',
        },
      ),
      'Correct this runbook where people hesitated. Then delete the scratch project.',
    ),
  );

/** Every part of the full system, from its copy alone. */
const fromTheFullSystem = () =>
  group(
    '1. Bring up the newest copy of the full system',
    shell(
      `Note the start, then fetch that copy with ${readingAccess}. \`parts.json\` in it lists the parts.`,
      lines(
        'date -u +%Y-%m-%dT%H:%M:%SZ | tee started.txt',
        listCopies('full-system'),
        fetchFolder('full-system', 'full-system'),
        'jq . full-system/parts.json',
      ),
    ),
    shell(
      'From here on in a second shell, in the same folder: all that it changes is in the scratch project.',
      'PROJECT="$SCRATCH_PROJECT"',
    ),
    shell(
      'Database: from the export that the copy names. The scratch project may not read the bucket of copies, and a grant there would page as a ' +
        'breach: so it gets the export in a bucket of its own.',
      lines(
        'EXPORT="$(jq --raw-output \'.parts[] | select(.part == "firestore") | .export\' full-system/parts.json)"',
        'gcloud storage buckets create "gs://$PROJECT-drill" --location="$LOCATION" --uniform-bucket-level-access --soft-delete-duration=0 --project="$PROJECT"',
        'gcloud storage cp --recursive "$EXPORT" "gs://$PROJECT-drill/"',
        'gcloud firestore databases create --database=\'(default)\' --location="$LOCATION" --type=firestore-native --project="$PROJECT"',
        'gcloud firestore import "gs://$PROJECT-drill/$(basename "$EXPORT")" --database=\'(default)\' --project="$PROJECT"',
      ),
    ),
    shell(
      'Accounts: put the part where the import of [Restore auth](#restore-from-auth) reads it, then type that import.',
      'cp full-system/auth/accounts.json auth.copy',
    ),
    shell(
      'Uploaded files.',
      lines(
        'gcloud storage buckets create "gs://$PROJECT-uploads" --location="$LOCATION" --uniform-bucket-level-access --soft-delete-duration=0 --project="$PROJECT"',
        'gcloud storage rsync --recursive full-system/uploads "gs://$PROJECT-uploads"',
      ),
    ),
    shell(
      'Configuration, rules and functions.',
      lines(
        'cp full-system/rules/*.rules full-system/configuration/',
        'cp --recursive full-system/functions-source/functions full-system/configuration/',
        'cd full-system/configuration',
        'jq \'.firestore.rules = "firestore.rules" | .storage.rules = "storage.rules" | .functions.source = "functions"\' firebase.json > whole.json',
        'npm --prefix functions ci',
        'firebase deploy --config whole.json --project "$PROJECT"',
        'cd -',
      ),
    ),
    'Hosting: Google gives no files of a release back. Build the commit of that day and deploy it; `full-system/hosting-release` has the ' +
      'hash of each file that was live.',
  );
