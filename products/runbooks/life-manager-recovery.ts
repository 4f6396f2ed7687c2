import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { bucketAccess, fetchDump, newestManifest, restoreRole, startBackup, startTask, taskAccess } from './aws-copies';
import { connect, countRows, healthAndVersion, restoreInto } from './life-manager-commands';
import { lines } from './text';

/** How data comes back, and the test that proves it. */
export const recovery = () => [
  databaseRestore(),
  disasterRecovery(),
  onDemandBackup(),
  copies(),
  bucketAccess({ meets: ['LM-ENV-03', 'LM-ENC-01'] }),
];

export const drills = () => [weeklyRestore(), recoveryTest()];

const restored = 'production_db_restored';
const damaged = 'production_db_damaged';

const databaseRestore = () =>
  section(
    'recovery',
    'database-restore',
    {
      title: 'Restore the database',
      intro:
        'Objective: 4 hours. After corruption, a deletion by mistake, or a migration that cannot be undone. The copy is restored beside the ' +
        'damaged database, checked, and only then takes its name. Nothing is dropped before the last step.',
      meets: ['LM-PROC-08', 'LM-PROC-05', 'LM-PROC-06', 'LM-BKP-04', 'LM-BKP-06', 'LM-VER-04', 'LM-OBJ-01', 'LM-ENV-03'],
    },
    group(
      '1. Fetch the copy and check it',
      shell(
        `Take ${restoreRole} on a host as in [Reach the backups](#bucket-access), and find the newest verified copy.`,
        newestManifest('database'),
        { signal: 'database-daily-age' },
      ),
      shell(
        'Only if the damage is older than that copy: choose an older line of `manifests.txt`.',
        lines('aws s3 cp "s3://{bucket}/$OLDER_MANIFEST" manifest.json', 'jq . manifest.json'),
      ),
      shell(
        'Fetch the object whose key the manifest names, compare its checksum, and list what it holds. The checksum must be OK.',
        fetchDump('database.dump'),
      ),
    ),
    group(
      '2. Stop writes',
      '[Maintenance mode](#maintenance-mode) on. Go on only when a write is refused.',
      shell(
        `Make a copy of what is there, damaged or not: it may hold what the old copy lacks. From now on the newest manifest is that of the damaged state, so do not fetch again by its age. ${taskAccess}`,
        startBackup('database'),
        {
          signal: 'backup-watcher',
        },
      ),
    ),
    group(
      '3. Restore beside',
      shell(`Into the new database \`${restored}\`. Needs room for both.`, lines(connect, restoreInto(restored, 'database.dump')), {
        signal: 'host-disk',
      }),
    ),
    group(
      '4. Check it',
      shell('Count users and tasks. Both must be above 0 and near the figures of the last drill.', lines(connect, countRows(restored)), {
        signal: 'drill-rows-database',
      }),
      shell('See that it has the schema of the release that runs.', 'DATABASE_URL="$RESTORED_DATABASE_URL" npx prisma migrate status'),
    ),
    group(
      '5. Rename, then open',
      sql(
        'Connected to the database `postgres`: end the last sessions and change the names. If a rename says that somebody is connected, send all three again.',
        lines(
          'SELECT pg_terminate_backend(pid)',
          'FROM pg_stat_activity',
          `WHERE datname IN ('production_db', '${restored}')`,
          'AND pid <> pg_backend_pid();',
          `ALTER DATABASE production_db RENAME TO ${damaged};`,
          `ALTER DATABASE ${restored} RENAME TO production_db;`,
        ),
        { signal: 'postgres-up' },
      ),
      'Maintenance mode off.',
      shell('Sign in with a test account; create, read, change and delete a task.', healthAndVersion, { signal: 'http-error-ratio' }),
    ),
    group(
      'Last of all, when the incident is closed and nobody misses anything',
      shell(
        'A fresh safety dump of the damaged database, streamed to the bucket with a checksum, and a look at what arrived. Needs a profile that may put objects; the restore role may not.',
        lines(
          connect,
          'set -o pipefail',
          'STAMP="$(date -u +%Y%m%d_%H%M%S)"',
          `pg_dump --format=custom --dbname=${damaged} \\`,
          '  | aws s3 cp - "s3://{bucket}/manual/damaged_$STAMP.dump" --checksum-algorithm SHA256',
          'aws s3api head-object --bucket "{bucket}" --key "manual/damaged_$STAMP.dump" --checksum-mode ENABLED',
        ),
      ),
      sql('Only if the size and checksum were printed: drop it.', `DROP DATABASE ${damaged};`, { destructive: true, signal: 'host-disk' }),
    ),
  );

const disasterRecovery = () =>
  section(
    'recovery',
    'disaster-recovery',
    {
      title: 'Disaster recovery',
      intro: 'Everything is gone, or cannot be trusted. Objectives: back within 4 hours, at most 24 hours of data lost.',
      meets: ['LM-PROC-14', 'LM-OBJ-01', 'LM-OBJ-02'],
    },
    group(
      '1. Assess',
      'Say what is lost: application, database, account, provider.',
      step('Say what has to come back, and from which copy.', { signal: 'backup-ages' }),
      'Estimate the time: 20 GB take about 10 minutes to restore, the rest goes to servers, DNS and checks.',
    ),
    group(
      '2. Notify',
      'Set the status page, `{status_page_url}`.',
      'Tell team lead, engineering manager and CTO.',
      'Say when they hear from you again, not when it will be over.',
    ),
    group(
      '3. Recover infrastructure',
      'Take a new PostgreSQL server of the same major version, 15, in a place that works. Create the roles of the old server on it: a restore ends at the first grant to a role that is missing.',
      'Fetch `database.dump` as in [Restore the database](#database-restore), part 1. If the bucket is lost, its copy in the other region, `{copy-bucket}`, has the same keys.',
      shell(
        'Restore the database under its own name; here is nothing to restore beside.',
        lines(connect, restoreInto('production_db', 'database.dump')),
      ),
      shell(
        'Deploy the last good release, `TAG`, with the address of the new server; on Docker as in [Deploy a release](#deployment). Redis starts empty and fills itself.',
        lines('git switch --detach "$TAG"', 'vercel --prod'),
        {
          signal: 'http-deployed-version',
        },
      ),
    ),
    group(
      '4. Verify',
      shell('The application answers, and what users need most works: sign in; create, read, change and delete a task.', healthAndVersion, {
        signal: 'probe-failing-regions-tasks',
      }),
      shell('The data is whole.', lines(connect, countRows('production_db'))),
      'Each outside service that it talks to works again.',
    ),
    group(
      '5. Resume',
      'Tell users, and what they have to enter again.',
      step('Watch closely for a day.', { signal: 'http-error-ratio' }),
      shell(`Make a copy of the new database the same hour. ${taskAccess}`, startBackup('database'), { signal: 'backup-watcher' }),
      'Write down what was learnt, and correct this runbook.',
    ),
  );

const onDemandBackup = () =>
  section(
    'recovery',
    'on-demand-backup',
    {
      title: 'Back up on demand',
      when: 'Before a major release, a migration, or a change to many rows',
      intro:
        'The job of the nightly backup, started by hand. It dumps, sends and checks by itself, and writes to the prefix `manual/`, which ' +
        `keeps 30 days. No copy ends on a laptop. ${taskAccess}`,
      meets: ['LM-BKP-03', 'LM-BKP-04'],
    },
    steps(
      shell('Start it and wait.', startBackup('database')),
      step('Within the hour the watcher has verified the copy.', { signal: 'backup-watcher' }),
      shell(
        'If the job itself is broken: stream a dump to the bucket, with a checksum. Needs a profile that may put objects. It ends with an error ' +
          'when either half fails; a copy of such a run is worthless.',
        lines(
          connect,
          'set -o pipefail',
          'STAMP="$(date -u +%Y%m%d_%H%M%S)"',
          'pg_dump --format=custom --dbname=production_db \\',
          '  | aws s3 cp - "s3://{bucket}/manual/life_manager_backup_$STAMP.dump" --checksum-algorithm SHA256',
          'aws s3api head-object --bucket "{bucket}" --key "manual/life_manager_backup_$STAMP.dump" --checksum-mode ENABLED',
        ),
      ),
    ),
  );

const copies = () =>
  section(
    'recovery',
    'copies',
    {
      title: 'Which copies there are',
      intro:
        'Runs at 02:00 and 14:00 UTC write to `daily/`, runs by hand to `manual/`. Both keep 30 days, then 7 more in which a deleted object ' +
        'can be brought back. Names carry the time of the run; nothing is called newest. Beside each dump stands a second object with the ' +
        'schema alone.',
      meets: ['LM-BKP-05', 'LM-BKP-06', 'LM-RET-01', 'LM-ENV-03'],
    },
    steps(
      shell('The newest verified copy is found by listing the manifests, oldest first.', newestManifest('database'), {
        signal: 'backup-ages',
      }),
      shell(
        'All objects of a day, `DAY` like `20260131`: the dump, and the schema beside it.',
        'aws s3api list-objects-v2 --bucket "{bucket}" --prefix "daily/life_manager_backup_$DAY" --query \'Contents[].[Key,Size]\' --output text',
        { signal: 'backup-sizes' },
      ),
      shell(
        'If the jobs stopped long ago: the last verified copy never expires and stands here.',
        'aws s3api list-objects-v2 --bucket "{bucket}" --prefix "last-good/database" --query \'Contents[].[Key,Size,LastModified]\' --output text',
      ),
    ),
  );

const weeklyRestore = () =>
  section(
    'verification',
    'weekly-restore',
    {
      title: 'Weekly restore',
      when: 'Sundays at 06:00 UTC, by itself',
      intro:
        'The job restores the newest verified copy of `daily/` and counts `User` and `Task`, both above 0. It is overdue after {overdue-of-weekly-restore}.',
      meets: ['LM-VER-02', 'LM-VER-01', 'LM-VER-04'],
    },
    steps(
      step('Read the result on Monday.', { signal: 'database-weekly-restore-drill-failed' }),
      step('Its duration stays far below 4 hours.', { signal: 'database-weekly-restore-drill-duration' }),
      step('The rows of `User` and `Task` that it counted do not fall from week to week without a reason.', {
        signal: 'drill-rows-database',
      }),
      shell(`It failed: mend the cause and start it again. ${taskAccess}`, startTask('database-weekly-restore'), {
        signal: 'database-weekly-restore-drill-age',
      }),
    ),
  );

const recoveryTest = () =>
  section(
    'verification',
    'recovery-test',
    {
      title: 'Recovery test',
      when: 'Every month, overdue after {overdue-of-monthly-recovery}. Every quarter as a drill with sign-in, overdue after {overdue-of-quarterly-recovery}.',
      intro:
        'People do this one, on a scratch server. The monthly test ends with the counts of step 4; the quarterly drill needs all of it. ' +
        'Stop the time from step 1 to the end of step 4.',
      mends: ['database-monthly-recovery-drill-*', 'database-quarterly-recovery-drill-*'],
      meets: ['LM-PROC-15', 'LM-VER-03', 'LM-VER-04', 'LM-BKP-06'],
    },
    steps(
      shell(
        'Set up: note the time, and point the tools at the scratch server, never at production.',
        lines('date -u +%Y-%m-%dT%H:%M:%SZ | tee started.txt', 'export PGHOST="$SCRATCH_HOST" PGPORT=5432 PGUSER="$SCRATCH_USER"'),
      ),
      shell(
        `Take ${restoreRole}, and restore the newest verified copy.`,
        lines(newestManifest('database'), fetchDump('database.dump'), restoreInto('recovery_test', 'database.dump')),
      ),
      shell(
        'Start the application on it, in a terminal of its own, cut off from outside services.',
        'DATABASE_URL="$SCRATCH_DATABASE_URL" npm start',
      ),
      shell(
        'Verify: count users and tasks, both above 0; sign in; create, read, change and delete a task; compare three old records with production.',
        countRows('recovery_test'),
      ),
      step(
        'Record the time to recover, the issues, and the improvements. The result is entered as drill [`monthly-recovery`](#record-monthly-recovery), ' +
          'each quarter as [`quarterly-recovery`](#record-quarterly-recovery) too. Only a record quiets the alarm.',
        { signal: 'database-monthly-recovery-drill-age' },
      ),
      shell('Clean up.', lines('dropdb recovery_test', 'rm database.dump manifest.json manifests.txt contents.txt'), { destructive: true }),
    ),
  );
