import { group, section, shell, step, steps } from '../../model/vocabulary';
import {
  checksOf,
  copies,
  fetchFolder,
  listCopies,
  listReleases,
  lookFromOutside,
  offProjectCopies,
  readingAccess,
  rollBackRelease,
} from './carenow-commands';
import { lines } from './text';

/** How the application and the data come back, and how the system is made faster. */
export const procedures = () => [applicationRollback(), optimisation(), personalSignIn()];

export const recovery = () => [databaseRecovery(), exportNow(), systemRecovery()];

const applicationRollback = () =>
  section(
    'procedure',
    'application-rollback',
    {
      title: 'Roll back the application',
      intro:
        'Objective: 15 minutes for all three parts; one command rolls hosting and functions back. A preview channel has an address of its own ' +
        'and changes nothing for users: only the channel `live` does. Write the time of start and end into the incident record.',
      mends: ['cloud-run-error-ratio', 'cloud-run-latency-versus-last-week', 'full-system-application-rollback-drill-*'],
      meets: ['CN-PROC-04', 'CN-OBJ-02'],
    },
    group(
      '1. Hosting and functions',
      shell('Find the version that was good: the last part of its name. The first line is the one that is live now.', listReleases),
      shell(
        'In a clone of the product: clone that version to the live channel, and deploy the functions of the previous tag. It ends at the first ' +
          'part that fails.',
        rollBackRelease,
        { signal: 'probe-failing-regions-home' },
      ),
    ),
    group(
      '2. Configuration, where the release changed it',
      shell(
        `Fetch the copy of the configuration from before the change with ${readingAccess}: the newest, or with \`--key\` an older one from the list.`,
        lines(listCopies('configuration'), fetchFolder('configuration', 'restored-config')),
      ),
      'Compare it with what is deployed, and put back only what the release changed: rules, indexes, remote config, the folder `config/`.',
      shell(
        'Deploy rules and indexes from a checkout that holds the restored files.',
        'firebase deploy --only firestore,storage --project "$PROJECT"',
      ),
    ),
    group(
      'Check',
      shell('From outside.', lookFromOutside, { signal: 'probe-failing-regions-health' }),
      step('Watch errors for 15 minutes.', { signal: 'cloud-run-error-ratio' }),
    ),
  );

const databaseRecovery = () =>
  section(
    'recovery',
    'database-recovery',
    {
      title: 'Database recovery',
      intro:
        'Objectives: 30 minutes, at most 1 hour of data lost. An import merges: it overwrites documents of the same name and does not delete ' +
        'documents that are newer than the copy. So import into a new database, check it, then switch; never into the damaged one. ' +
        'Importing single collections works only from an export that was made with a list of collections.',
      mends: ['data-integrity'],
      meets: ['CN-PROC-03', 'CN-BKP-02', 'CN-VER-02', 'CN-OBJ-01', 'CN-OBJ-04'],
    },
    group(
      '1. Choose the source: one of these three',
      shell(
        'Documents were overwritten or deleted less than 7 days ago and the database still exists: export it as it was at the last good ' +
          'minute, in UTC, like `2026-01-31T02:41:00Z`.',
        lines(
          'STAMP="$(TZ=Asia/Ho_Chi_Minh date +%Y%m%dT%H%M)"',
          `gcloud firestore export "${copies}/incident/$STAMP" --snapshot-time="$LAST_GOOD_MINUTE" --project="$PROJECT"`,
          `SOURCE="${copies}/incident/$STAMP"`,
        ),
      ),
      shell(
        'The database, the project or its credentials are lost: take the newest finished export of the other project, at most 1 hour old. ' +
          'The manifests stand in the lost project, so look for the file that an export writes last.',
        lines(
          `LAST_FILE="$(gcloud storage ls "${offProjectCopies}/recent/*/*.overall_export_metadata" | sort | tail -n 1)"`,
          'SOURCE="$(dirname "$LAST_FILE")"',
          'echo "$SOURCE"',
        ),
        { signal: 'firestore-recent-recent-age' },
      ),
      shell(
        'The damage is older than that: take the export of a day, by its date, like `20260131` for 03:00 or `20260131T1800` for 18:00.',
        lines(`SOURCE="${copies}/daily/$EXPORT_DATE"`, 'gcloud storage ls "$SOURCE"'),
      ),
    ),
    group(
      '2. Import into a new database',
      shell(
        'Create it in the same location, protected from the first minute.',
        lines(
          'NEW_DATABASE="recovered-$(date -u +%Y%m%d-%H%M)"',
          'gcloud firestore databases create --database="$NEW_DATABASE" --location="$LOCATION" --type=firestore-native \\',
          '  --delete-protection --enable-pitr --project="$PROJECT"',
        ),
      ),
      shell(
        'Import, and wait until the operation says that it is done.',
        lines(
          'gcloud firestore import "$SOURCE" --database="$NEW_DATABASE" --project="$PROJECT"',
          'gcloud firestore operations list --database="$NEW_DATABASE" --project="$PROJECT"',
        ),
      ),
      shell(
        'An export holds no rules and no indexes. Name the new database in `firebase.json` and deploy both.',
        'firebase deploy --only firestore --project "$PROJECT"',
      ),
    ),
    group(
      '3. Check',
      shell('Integrity, then the integration test: in a clone of the product, on the new database.', checksOf('$NEW_DATABASE')),
      'In the console: the newest documents of the collections that matter are there, and `users` is not empty.',
    ),
    group(
      '4. Switch',
      step('Set the id of the new database for functions and clients, and deploy them. The damaged database stays, read by nobody.', {
        signal: 'firestore-latency',
      }),
      step('Watch rejected requests and errors for 30 minutes.', { signal: 'firestore-rejected-requests' }),
      'Erase again what was erased since the copy was made, see [Erasure](#erasure).',
      'Point exports and drills at the new database in the declaration, the same day. Delete the damaged one after the review, not before.',
    ),
  );

const exportNow = () =>
  section(
    'recovery',
    'export-now',
    {
      title: 'Export by hand',
      intro: 'Before any change that touches many documents. The copy is kept for 30 days, as every object below `daily/`.',
      meets: ['CN-BKP-02'],
    },
    steps(
      shell(
        'Export the database as it was at the last whole minute.',
        lines(
          'STAMP="$(TZ=Asia/Ho_Chi_Minh date +%Y%m%dT%H%M)"',
          'MINUTE="$(date -u -d \'1 minute ago\' +%Y-%m-%dT%H:%M:00Z)"',
          `gcloud firestore export "${copies}/daily/$STAMP" --snapshot-time="$MINUTE" --project="$PROJECT"`,
        ),
      ),
      shell(
        'It must say SUCCESSFUL, and the folder must hold a file that ends in `overall_export_metadata`.',
        lines(
          'gcloud firestore operations list --limit=1 --sort-by=~metadata.startTime --format=\'value(metadata.operationState)\' --project="$PROJECT"',
          `gcloud storage ls "${copies}/daily/$STAMP"`,
        ),
      ),
      step('Within the hour the watcher has verified it.', { signal: 'backup-watcher' }),
    ),
  );

const systemRecovery = () =>
  section(
    'recovery',
    'system-recovery',
    {
      title: 'Recover the full system',
      intro:
        'Objective: 1 hour. For a system that is damaged as a whole. Two people: one recovers the database, the other does the rest. The copy ' +
        'is the newest below `weekly/`; database and accounts have newer copies, which are taken instead.',
      meets: ['CN-OBJ-03', 'CN-VER-03'],
    },
    steps(
      shell(
        'Is the project itself deleted? Bring it back before anything else: that works for 30 days, for files in buckets for less. Without it ' +
          'only the database is left, in the other project.',
        'gcloud projects undelete "$PROJECT"',
      ),
      shell(
        `Fetch the newest copy of the full system with ${readingAccess}. \`parts.json\` in it lists the parts.`,
        lines(listCopies('full-system'), fetchFolder('full-system', 'full-system'), 'jq . full-system/parts.json'),
        { signal: 'full-system-weekly-age' },
      ),
      step('Database: [Database recovery](#database-recovery), from the export of the other project.', {
        signal: 'firestore-recent-recent-age',
      }),
      step(
        'Accounts: [Restore auth](#restore-auth). The copy holds the parameters of the password hashes; without them nobody can sign in by ' +
          'password.',
        { signal: 'auth-user-data-age' },
      ),
      shell(
        'Uploaded files. What was deleted in a bucket that still exists comes back first; only then the copy.',
        lines(
          'gcloud storage restore "gs://$UPLOADS_BUCKET/**" --deleted-after-time="$DAMAGE_START"',
          'gcloud storage rsync --recursive --no-clobber "$UPLOADS_COPY" "gs://$UPLOADS_BUCKET"',
        ),
      ),
      'Configuration, functions and hosting: [Roll back the application](#application-rollback).',
      shell('Check integrity of the database that was imported, then the application.', lines(checksOf('$NEW_DATABASE'), lookFromOutside)),
      'Erase again what was erased since the copies were made, see [Erasure](#erasure).',
    ),
  );

const optimisation = () =>
  section(
    'procedure',
    'optimisation',
    {
      title: 'Make it faster',
      intro: 'Measure first, change one thing, measure again. Targets are the lines on the panels.',
      mends: ['cloud-run-latency', 'cloud-run-memory', 'probe-response-time-home'],
      meets: ['CN-PROC-06'],
    },
    group(
      'Frontend',
      step('Images: compress, and serve WebP.', { signal: 'web-vitals-lcp' }),
      step('Code: split it, and load late what the first screen does not need.', { signal: 'web-vitals-fcp' }),
      step('Bundle: find what is large and drop it.', { signal: 'web-vitals-load' }),
      step('CDN: cache headers on everything that carries a hash in its name.', { signal: 'hosting-traffic' }),
      step('Service worker: cache the shell of the application.', { signal: 'app-start' }),
    ),
    group(
      'Backend',
      step('Queries: add the index that the slowest ones lack, and read fewer documents.', { signal: 'firestore-latency' }),
      step('Answers: cache those that many users share.', { signal: 'cloud-run-latency' }),
      step('Cold starts: fewer dependencies, at least one instance for the functions that users wait for.', {
        signal: 'cloud-run-instances',
      }),
      step('Memory: look for what grows with each request.', { signal: 'cloud-run-memory' }),
      step('Connections: keep one client per instance and use it again.', { signal: 'app-network' }),
    ),
    group(
      'Infrastructure',
      step('CDN: what share of requests it answers, and with which errors.', { signal: 'hosting-error-ratio' }),
      step('Load balancing: no region carries what another could.', { signal: 'probe-response-time-home' }),
      step('Auto-scaling: bounds of instances fit the busiest hour.', { signal: 'cloud-run-instances' }),
      step('Resources: CPU and memory of each function fit its use.', { signal: 'cloud-run-cpu' }),
      step('Network: functions, database and bucket stand in one region.', { signal: 'firestore-latency' }),
    ),
  );

const personalSignIn = () =>
  section(
    'procedure',
    'personal-sign-in',
    {
      title: 'Sign in as yourself',
      intro: 'Health data needs to know who looked. There is no shared account for dashboards or consoles.',
      meets: ['CN-CHN-02'],
    },
    steps(
      'Open Grafana, the Firebase console and the Google Cloud console with your own account and a second factor.',
      'Rights come from your team: only the Grafana teams that `grafanaTeams.viewers` names see the folder. Ask the technical lead to change the team, ' +
        'never for the password of somebody else.',
      'A shared account that you find is a security incident: disable it and report it.',
    ),
  );
