import { group, section, shell, step, steps } from '../../model/vocabulary';
import { fetchCopy, fetchDump, newestManifest, restoreRole, startBackup, startTask, switchDatabases, taskAccess } from './aws-copies';
import { app, healthCheck, startApp, stopApp } from './mobile-matrix-commands';
import { lines } from './text';

/** How data comes back, and the drills that prove it. */
export const recovery = () => [databaseRecovery(), fullRecovery()];

export const drills = () => [weeklyRestore(), monthlyDrill()];

/** Superuser or owner of the database, directly and not through a pooler. */
const connect = 'export PGHOST="$DATABASE_HOST" PGUSER="$DATABASE_OWNER"';

const databaseRecovery = () =>
  section(
    'recovery',
    'database-recovery',
    {
      title: 'Recover the database',
      intro:
        'Objective (assumed): 1 hour. With 20 GB it is proven to take about 32 minutes, checks and switch among them. The senior engineer has confirmed it in `#inc-<id>`. ' +
        'The damaged database is kept under another name until the incident is closed.',
      meets: ['MM-PROC-06', 'MM-BKP-05', 'MM-VER-02', 'MM-PROC-03'],
    },
    group(
      'Five steps',
      shell(
        `Identify the copy and fetch it. Take ${restoreRole} first. The newest manifest is that of the newest copy which was read back; if the ` +
          'damage is older, fetch an older key of `manifests.txt` instead. The checksum must be OK.',
        lines(newestManifest('database'), fetchDump('database.dump')),
        { signal: 'database-daily-age' },
      ),
      shell(
        'Note the number of replicas, stop the application, and wait until none of its pods is left. On Docker Compose: `docker compose stop app`.',
        lines('kubectl get deployment mobile-matrix-app -n mobile-matrix', stopApp),
      ),
      shell(
        'Restore beside the damaged database.',
        lines(
          connect,
          'createdb mobile_matrix_restored',
          'pg_restore --exit-on-error --jobs=4 --dbname=mobile_matrix_restored database.dump',
        ),
      ),
      shell(
        'Verify: the count must be above 0 and near that of the last drill. Only then change the names.',
        lines(
          connect,
          'COUNT="$(psql --dbname=mobile_matrix_restored --tuples-only --no-align --command \'SELECT count(*) FROM phones;\')"',
          'echo "$COUNT"',
          'if [ "$COUNT" -gt 0 ]; then',
          switchDatabases('mobile_matrix', 'mobile_matrix_restored'),
          'fi',
        ),
        { signal: 'drill-rows-database' },
      ),
      shell('Start the application with as many replicas as before. On Docker Compose: `docker compose start app`.', startApp, {
        signal: 'http-error-ratio',
      }),
    ),
    group(
      'Afterwards',
      shell(`Make a new backup at once. ${taskAccess}`, startBackup('database')),
      'Delete again what users had erased since the copy was made.',
    ),
  );

const fullRecovery = () =>
  section(
    'recovery',
    'full-recovery',
    {
      title: 'Recover the whole system',
      intro: 'Objective (assumed): 4 hours. For a lost cluster. The senior engineer confirms, the engineering manager is told.',
      meets: ['MM-PROC-06', 'MM-BKP-05', 'MM-VER-02'],
    },
    steps(
      shell(`Take ${restoreRole} and find the newest verified copy of the whole system.`, newestManifest('full-system'), {
        signal: 'full-system-weekly-age',
      }),
      shell(
        'Fetch it, check it and unpack it.',
        lines(fetchCopy('system.copy'), 'mkdir restored', 'tar --extract --file=system.copy --directory=restored', 'ls -R restored'),
      ),
      shell(
        'On the new cluster create the namespace, bring back secrets from the secret store, then apply the manifests. They name the images by ' +
          'digest. Note the number of replicas, and stop the application until its data is back.',
        lines(
          'kubectl create namespace mobile-matrix',
          'kubectl apply -n mobile-matrix --recursive --filename "$MANIFESTS_FOLDER"',
          'kubectl get deployment mobile-matrix-app -n mobile-matrix',
          stopApp,
        ),
        { signal: 'kubernetes-missing-replicas' },
      ),
      shell(
        'Recover the database from its own newest verified dump, which is younger than the one in this copy. Fetch `database.dump` as in the ' +
          'first step of [Recover the database](#database-recovery). `DATABASE_HOST` is the new server, and there is nothing to restore beside. ' +
          'Create the roles of the old server on it first: a restore ends at the first owner or grant that is missing. Where the server has ' +
          'made an empty `mobile_matrix` already, leave `createdb` out. The count must be above 0 and near that of the last drill.',
        lines(
          connect,
          'createdb mobile_matrix',
          'pg_restore --exit-on-error --jobs=4 --dbname=mobile_matrix database.dump',
          "psql --dbname=mobile_matrix --command 'SELECT count(*) FROM phones;'",
        ),
        { signal: 'drill-rows-database' },
      ),
      shell(
        'Copy the files of the volumes back, then start the application with as many replicas as before.',
        lines(
          'kubectl scale deployment mobile-matrix-app --replicas="$REPLICAS" -n mobile-matrix',
          `kubectl rollout status ${app} --timeout=5m`,
        ),
        { signal: 'kubernetes-missing-replicas' },
      ),
      shell(
        'Check the health of everything before the DNS records point there.',
        lines(
          'kubectl get pods -n mobile-matrix',
          `curl --fail --silent --show-error --connect-to "{domain}:443:$NEW_ADDRESS:443" "https://{domain}/api/health"`,
          'psql "$DATABASE_URL" --command "SELECT count(*) FROM phones;"',
        ),
      ),
      shell('Change the DNS records and check again from outside.', healthCheck, { signal: 'probe-failing-regions-health' }),
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
        'A real restore, not a dry run: the job compares the checksum of the newest verified copy first, restores it into a scratch database, ' +
        'and counts `phones` (above 0). It must end within {limit-of-weekly-restore} and is overdue after {overdue-of-weekly-restore}.',
      meets: ['MM-VER-01', 'MM-VER-02', 'MM-BKP-05'],
    },
    steps(
      step('Read the result on Sunday, or on Monday at 09:00 UTC at the latest.', { signal: 'database-weekly-restore-drill-failed' }),
      step('Compare its duration with the week before.', { signal: 'database-weekly-restore-drill-duration' }),
      step('The rows of `phones` that it counted do not fall from week to week without a reason.', { signal: 'drill-rows-database' }),
      shell(`It failed or did not run: start it by hand. ${taskAccess}`, startTask('database-weekly-restore'), {
        signal: 'database-weekly-restore-drill-age',
      }),
    ),
  );

const monthlyDrill = () =>
  section(
    'verification',
    'monthly-drill',
    {
      title: 'Monthly drill of the whole system',
      when: 'In the first week of the month. Overdue after 35 days.',
      intro: 'People do it, in a scratch cluster without a route to production, from the newest copy under `weekly/`.',
      assumed: true,
      mends: ['full-system-monthly-full-drill-*'],
      meets: ['MM-VER-03', 'MM-OBJ-02'],
    },
    steps(
      shell('Note the time at which you start.', 'date -u +%Y-%m-%dT%H:%M:%SZ | tee started.txt'),
      shell(`Take ${restoreRole} and find the newest verified copy below \`weekly/\`.`, newestManifest('full-system', 'weekly/')),
      'Follow [Recover the whole system](#full-recovery) from its second step to the health check. Leave out the DNS records.',
      'It passes when `/api/health` answers, `phones` has rows, and it took less than 4 hours.',
      step(
        '[Record it](#record-monthly-full) as result of the drill `monthly-full`. The alarm rests only once the record is in the bucket.',
        {
          signal: 'full-system-monthly-full-drill-age',
        },
      ),
      step('Correct what was slow or wrong in this runbook the same day. Then destroy the scratch cluster.', {
        signal: 'full-system-monthly-full-drill-duration',
      }),
    ),
  );
