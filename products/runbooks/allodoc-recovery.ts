import { group, section, shell, sql, step, steps } from '../../model/vocabulary';
import { compose, psql, smokeTest } from './allodoc-commands';
import {
  bucketAccess,
  fetchCopy,
  fetchDump,
  newestManifest,
  restoreRole,
  startBackup,
  startTask,
  switchDatabases,
  taskAccess,
} from './aws-copies';
import { lines } from './text';

/** How data comes back, and the drills that prove it. */
export const recovery = () => [
  databaseRestore(),
  partialRecovery(),
  fullRecovery(),
  onDemandBackup(),
  bucketAccess({ meets: ['AD-ENC-01', 'AD-BKP-07'] }),
];

export const drills = () => [weeklyRestore(), monthlyDrill()];

/** The server on the host, through the port that its container publishes. */
const connect = 'export PGHOST=localhost PGPORT=5433 PGUSER=allodoc_prod';

const pgbackrest = `${compose} run --rm --no-deps --user postgres --entrypoint pgbackrest postgres --stanza=database`;

const erasedAgain =
  'Delete again what patients had erased since the moment that you restored to; the requests are in the record of erasures.';

const databaseRestore = () =>
  section(
    'recovery',
    'database-restore',
    {
      title: 'Restore the database',
      intro:
        'Objective: 30 minutes. Write to the database administrator, `dba@allodoc.com`, before step 3. Note the last minute at which the ' +
        'data was right, in UTC: that is `TARGET_TIME`, written as `2026-01-31 02:41:00+00`. If only single tables are damaged, ' +
        '[Recover single tables](#partial-recovery) loses less.',
      meets: ['AD-PROC-03', 'AD-BKP-07', 'AD-CON-02'],
    },
    group(
      'Six steps',
      shell('Stop the application. Nothing may write any more.', `${compose} stop backend frontend`),
      shell(
        'Stop the database and keep the damaged state as a snapshot of its volume, which takes seconds. A host outside of EC2 uses the ' +
          'snapshot of its own storage.',
        lines(
          `${compose} stop postgres`,
          'aws ec2 create-snapshot --region "{region}" --volume-id "$DATA_VOLUME" --description "before restore" --query SnapshotId --output text',
        ),
      ),
      shell(
        'Restore the newest base backup and its log up to the target. Leave out `--type`, `--target` and `--target-action` to get everything ' +
          'up to the last archived second. This is the only way that fits into 30 minutes. If `info` shows no good base backup, restore from ' +
          'the newest verified manifest, as below, instead.',
        lines(
          `${pgbackrest} info`,
          `${pgbackrest} --delta --type=time --target="$TARGET_TIME" --target-action=promote restore`,
          `${compose} up -d postgres`,
          'until docker exec allodoc_postgres_prod pg_isready; do sleep 5; done',
        ),
        { destructive: true, signal: 'postgres-unreachable' },
      ),
      sql(
        'Verify. The first column must be `f`, the counts must be above 0 and near those of the last drill.',
        lines(
          'SELECT pg_is_in_recovery(),',
          '  (SELECT count(*) FROM patients) AS patients,',
          '  (SELECT count(*) FROM consultations) AS consultations;',
        ),
      ),
      shell('Start the application.', `${compose} start backend frontend`),
      shell('Smoke test. All four must succeed.', smokeTest, { signal: 'http-error-ratio' }),
    ),
    group(
      'Step 3 from the newest verified manifest',
      'This needs a server that runs. Reckon with 42 minutes for 100 GB: tell the stakeholders that the objective is missed.',
      shell(
        `Take ${restoreRole}. Find the newest manifest. To go further back, fetch an older key of \`manifests.txt\` instead.`,
        newestManifest('database'),
      ),
      shell('Fetch the copy and check it. The sum must be OK.', fetchDump('database.dump')),
      shell(
        'Restore beside the damaged database.',
        lines(
          connect,
          `${compose} up -d postgres`,
          'createdb allodoc_prod_restored',
          'pg_restore --exit-on-error --jobs=4 --dbname=allodoc_prod_restored database.dump',
          "psql --dbname=allodoc_prod_restored --command 'SELECT count(*) FROM patients;' --command 'SELECT count(*) FROM consultations;'",
        ),
      ),
      shell(
        'Counts above 0: change the names. The damaged database stays until the incident is closed. Go on with step 4.',
        lines(connect, switchDatabases('allodoc_prod', 'allodoc_prod_restored')),
      ),
    ),
    group(
      'Afterwards',
      erasedAgain,
      shell(
        'The history begins anew with a restore: check that the log is archived again and make a base backup at once.',
        lines('docker exec --user postgres allodoc_postgres_prod pgbackrest --stanza=database check', startTask('database-archive')),
        { signal: 'database-wal-lag' },
      ),
    ),
  );

const partialRecovery = () =>
  section(
    'recovery',
    'partial-recovery',
    {
      title: 'Recover single tables',
      intro:
        'Objective: 15 minutes. The source is a backup, restored into a scratch database; the damaged database is never the source. Ask the ' +
        'database administrator, `dba@allodoc.com`, to watch the last two steps.',
      meets: ['AD-PROC-04', 'AD-CON-02'],
    },
    steps(
      shell(
        `Take ${restoreRole} and list the copies. Choose the last one before the damage: if it is not the newest, fetch its key of ` +
          '`manifests.txt` instead.',
        newestManifest('database'),
      ),
      shell('Fetch the copy and check it.', fetchDump('database.dump')),
      shell(
        'Restore the two tables into a scratch database: first the definitions of everything, then only their rows. This saves the time of the others.',
        lines(
          connect,
          'createdb allodoc_scratch',
          'pg_restore --exit-on-error --section=pre-data --dbname=allodoc_scratch database.dump',
          'pg_restore --exit-on-error --data-only --jobs=2 --table=patients --table=consultations --dbname=allodoc_scratch database.dump',
          "psql --dbname=allodoc_scratch --command 'SELECT count(*) FROM patients;' --command 'SELECT count(*) FROM consultations;'",
        ),
      ),
      shell(
        'In the scratch database move them into a schema of their own, and dump that.',
        lines(
          connect,
          "psql --dbname=allodoc_scratch --command 'CREATE SCHEMA recovered;'",
          "psql --dbname=allodoc_scratch --command 'ALTER TABLE patients SET SCHEMA recovered;'",
          "psql --dbname=allodoc_scratch --command 'ALTER TABLE consultations SET SCHEMA recovered;'",
          'pg_dump --format=custom --schema=recovered --file=recovered.dump --dbname=allodoc_scratch',
        ),
      ),
      shell(
        'Load the schema into production, beside the live tables. Nothing that users see changes yet.',
        lines(connect, 'pg_restore --exit-on-error --single-transaction --dbname=allodoc_prod recovered.dump'),
      ),
      sql(
        'Put back the rows that are missing. Rows that exist stay as they are; for rows that were overwritten the database administrator ' +
          'writes the update from the schema `recovered`.',
        lines(
          'BEGIN;',
          'INSERT INTO public.patients OVERRIDING SYSTEM VALUE',
          '  SELECT * FROM recovered.patients ON CONFLICT DO NOTHING;',
          'INSERT INTO public.consultations OVERRIDING SYSTEM VALUE',
          '  SELECT * FROM recovered.consultations ON CONFLICT DO NOTHING;',
          'COMMIT;',
        ),
        { signal: 'http-error-ratio' },
      ),
      shell(
        'When the owner of the data has confirmed it, remove the schema, the scratch database and the files.',
        lines(
          connect,
          "psql --dbname=allodoc_prod --command 'DROP SCHEMA recovered CASCADE;'",
          'dropdb allodoc_scratch',
          'rm database.dump recovered.dump',
        ),
        { destructive: true },
      ),
      erasedAgain,
    ),
  );

const fullRecovery = () =>
  section(
    'recovery',
    'full-recovery',
    {
      title: 'Rebuild the whole system',
      intro: 'Objective: 1 hour. For a lost host. From the fourth step on two people work side by side.',
      assumed: true,
      meets: ['AD-VER-04', 'AD-OBJ-03'],
    },
    steps(
      'Take a new host with Docker, an encrypted data volume, the sizes under [Resources](#resources), and the role of the old host, with which ' +
        'pgBackRest reads the archive.',
      shell(
        `Take ${restoreRole}. Fetch the newest copy of the configuration, and put compose file and settings where they were.`,
        lines(
          newestManifest('configuration'),
          fetchCopy('configuration.copy'),
          'tar --extract --file configuration.copy --directory "$RESTORE_FOLDER"',
        ),
      ),
      shell(
        'Bring back the secrets from the secret store: no copy holds them. Then, in a clone of the application at the release that ran, get its images, and build those that no registry holds.',
        lines('export IMAGE_TAG="$PREVIOUS_TAG"', `${compose} pull --ignore-buildable`, `${compose} build backend frontend`),
      ),
      'One of you brings the database back before anything else starts: steps 3 and 4 of [Restore the database](#database-restore), without a ' +
        'target. The other goes on here.',
      shell('Find the newest copy of the full system.', newestManifest('full-system')),
      shell(
        'Fetch it and unpack it. Put files and volumes where they were; the images must be those whose digests are in it.',
        lines(fetchCopy('system.copy'), 'tar --extract --verbose --file system.copy --directory "$RESTORE_FOLDER"'),
      ),
      shell('Once files and volumes are in place and the counts of the database are good: start everything.', `${compose} up -d`, {
        signal: 'container-running',
      }),
      'Point the DNS records to the new host.',
      shell('Test.', smokeTest, { signal: 'probe-failing-regions-frontend' }),
    ),
  );

const onDemandBackup = () =>
  section(
    'recovery',
    'on-demand-backup',
    {
      title: 'Back up the database on demand',
      intro: `The copy goes to the tier \`manual/\`, which keeps 30 days. ${taskAccess}`,
      meets: ['AD-BKP-06'],
    },
    steps(
      shell('Start the job.', startBackup('database')),
      shell(
        `Verify that very object with ${restoreRole}. The list of its contents must not be empty.`,
        lines(
          `aws s3api list-objects-v2 --bucket "{bucket}" --prefix "manual/backup_production_" \\`,
          "  --query \"sort_by(Contents[?ends_with(Key, '.dump')], &LastModified)[].Key\" --output json | jq --raw-output '.[-1]' | tee key.txt",
          'aws s3 cp "s3://{bucket}/$(cat key.txt)" manual.dump',
          'pg_restore --list manual.dump > contents.txt',
          'wc -l contents.txt',
          'rm manual.dump',
        ),
      ),
      step('Within the hour the watcher has verified it as well, and a manifest stands under `verified/database/`.', {
        signal: 'backup-watcher',
      }),
    ),
  );

const weeklyRestore = () =>
  section(
    'verification',
    'weekly-restore',
    {
      title: 'Weekly restore',
      when: 'Mondays at 18:00 UTC, by itself',
      intro:
        'The job restores the newest verified copy into a scratch database and counts `patients` and `consultations` (both above 0). It must ' +
        'end within {limit-of-weekly-restore} and is overdue after {overdue-of-weekly-restore}. No application runs beside it: that ' +
        '`/health` answers 200 on a restored copy is seen in the [monthly drills](#monthly-drills). The objective of ' +
        '{limit-of-physical-restore} is that of the [restore from the archive](#what-runs-when), which has a weekly drill of its own.',
      meets: ['AD-VER-02', 'AD-VER-03', 'AD-OBJ-01'],
    },
    steps(
      step('Read the result on Monday evening.', { signal: 'database-weekly-restore-drill-failed' }),
      step('Compare its duration with that of last week.', { signal: 'database-weekly-restore-drill-duration' }),
      step(
        'On Tuesday morning do the same for the restore from the archive. Growth here is the first sign that the objective will be missed; ' +
          'a warning comes above 24 minutes.',
        { signal: 'database-archive-physical-restore-drill-duration' },
      ),
      shell(`It failed, or you need it now: start it by hand. ${taskAccess}`, startTask('database-weekly-restore'), {
        signal: 'database-weekly-restore-drill-age',
      }),
    ),
  );

const monthlyDrill = () =>
  section(
    'verification',
    'monthly-drills',
    {
      title: 'Monthly drills: full system and single tables',
      when: 'In the first week of the month. Overdue after {overdue-of-monthly-full}.',
      intro:
        'People do these two, on a scratch host without a route to production. The full system must stand within {limit-of-monthly-full}, the tables within {limit-of-partial}.',
      assumed: true,
      mends: ['database-partial-drill-*', 'full-system-monthly-full-drill-*'],
      meets: ['AD-VER-04', 'AD-VER-03', 'AD-OBJ-03', 'AD-OBJ-04'],
    },
    steps(
      shell('Note the time at which you start.', 'date -u +%Y-%m-%dT%H:%M:%SZ | tee started.txt'),
      'Full system: follow the first four steps of [Rebuild the whole system](#full-recovery), the database with `--archive-mode=off` and ' +
        'without a target: the scratch server then writes nothing into the archive of production.',
      shell(
        'Find the newest verified copy below `weekly/`, and go on with the sixth step, without DNS.',
        newestManifest('full-system', 'weekly/'),
      ),
      shell(
        'It passes when both counts are above 0 and `/health` answers 200.',
        lines(
          `${psql} --command 'SELECT count(*) FROM patients;'`,
          `${psql} --command 'SELECT count(*) FROM consultations;'`,
          'curl --fail http://localhost:3000/health',
        ),
      ),
      shell(
        'Single tables: note the time again and find the newest verified copy below `daily/`.',
        lines('date -u +%Y-%m-%dT%H:%M:%SZ | tee --append started.txt', newestManifest('database', 'daily/')),
      ),
      'Follow [Recover single tables](#partial-recovery) from its second step, on the scratch host, timed on its own.',
      step(
        'Record start, end and both counts as results of the drills [`monthly-full`](#record-monthly-full) and [`partial`](#record-partial). ' +
          'The alarm rests only once the record is in the bucket.',
        { signal: 'full-system-monthly-full-drill-age' },
      ),
      step('Write down what was slow or wrong here, and correct this runbook the same day.', { signal: 'database-partial-drill-duration' }),
      'Destroy the scratch host and everything that was fetched to it.',
    ),
  );
