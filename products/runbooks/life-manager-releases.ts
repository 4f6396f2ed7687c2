import { group, section, shell, step, steps } from '../../model/vocabulary';
import { startBackup, taskAccess } from './aws-copies';
import { compose, healthAndVersion } from './life-manager-commands';
import { lines } from './text';

/** How releases go out and come back. */
export const releases = () => [deployment(), hotfix(), migration(), maintenanceMode(), rollback(), migrationRollback()];

const deployment = () =>
  section(
    'procedure',
    'deployment',
    {
      title: 'Deploy a release',
      intro:
        'The application runs on Vercel. Docker is the alternative: where it is in use, the last group takes the place of step 4. ' +
        'Messages go to `#deployments`. `TAG` is the new release, `PREVIOUS_TAG` the one that runs.',
      meets: ['LM-PROC-01', 'LM-CHN-01', 'LM-TOP-01', 'LM-BKP-03'],
    },
    group(
      'Before you begin: all five',
      'The checks of the commit have passed.',
      'Somebody else has reviewed and approved it.',
      'The same commit runs well in staging.',
      'Its migrations were tried in staging, and a major release has a fresh copy: [Back up on demand](#on-demand-backup).',
      'You know the way back: `PREVIOUS_TAG` is noted, and [Roll back a release](#rollback) is open.',
    ),
    group(
      'Seven steps',
      'Tell `#deployments`: release, time, who.',
      shell('Tag the release.', lines('git tag --annotate "$TAG" --message "Release $TAG"', 'git push origin "$TAG"')),
      shell(
        'Run its migrations, if it has any. A change of the schema that needs care is [Deploy a migration](#migration).',
        lines('git switch --detach "$TAG"', 'npx prisma migrate deploy', 'npx prisma migrate status'),
        { signal: 'postgres-connection-errors' },
      ),
      shell('Deploy on Vercel.', lines('git switch --detach "$TAG"', 'vercel --prod'), { signal: 'http-deployed-version' }),
      shell(
        'Verify: health, version, and a critical endpoint.',
        lines(healthAndVersion, 'curl --silent --show-error --include "https://$APP_HOST/api/tasks" | head -n 1'),
        { signal: 'probe-failing-regions-tasks' },
      ),
      step('Watch for 5 minutes the error ratio, for 5 minutes the response time, as below.', { signal: 'http-error-ratio' }),
      'Tell `#deployments` that it is done, or that you roll back.',
    ),
    group(
      'Step 6: what to watch',
      step('Error ratio, 5 minutes: it stays below 5 % and does not rise.', { signal: 'http-error-ratio' }),
      step('Response time, 5 minutes: it stays within 1.5 times that of a week ago.', { signal: 'http-latency' }),
    ),
    group(
      'Roll back at once when one of these holds',
      step('The error ratio passes 5 %.', { signal: 'http-error-ratio' }),
      step('Something that users need does not work.', { signal: 'probe-failing-regions-tasks' }),
      step('The database complains.', { signal: 'postgres-connection-errors' }),
      step('Requests are more than 50 % slower.', { signal: 'http-latency-versus-last-week' }),
    ),
    group(
      'On Docker, in place of step 4',
      shell(
        'Set the image in `docker-compose.prod.yml` to the new tag, then start it.',
        lines(`${compose} pull app`, `${compose} up --detach app`, `${compose} images app`),
        { signal: 'http-deployed-version' },
      ),
    ),
  );

const hotfix = () =>
  section(
    'procedure',
    'hotfix',
    {
      title: 'Deploy a hotfix',
      intro: 'Only for what harms users now. If a rollback ends the harm, [roll back](#rollback) and mend it in daylight.',
      meets: ['LM-PROC-02'],
    },
    steps(
      shell('Branch from what runs in production.', 'git switch --create "hotfix/$NAME" main'),
      shell('Mend it, with a test that failed before.', lines('npm test', 'npm run build')),
      'Get a review at once, by call if need be. Try the mended case in staging; the rest of the list may wait.',
      shell(
        'Merge and deploy. On Docker build and start the image as in [Deploy a release](#deployment).',
        lines('git switch main', 'git merge --no-ff "hotfix/$NAME"', 'git push origin main', 'vercel --prod'),
        { signal: 'http-deployed-version' },
      ),
      step('Watch for 15 minutes, and repeat what failed: it must work.', { signal: 'http-error-ratio' }),
      'Tell `#deployments` what was mended, and open a task for what the shortened way left out.',
    ),
  );

const migration = () =>
  section(
    'procedure',
    'migration',
    {
      title: 'Deploy a migration',
      intro: 'For changes of the schema. `DATABASE_URL` names the production database, by its direct address.',
      meets: ['LM-PROC-03', 'LM-BKP-03'],
    },
    group(
      'Before you begin: all four',
      'The migration ran in staging, on data of realistic size, and you know how long it takes.',
      'A copy of today exists or can be made: step 1 makes it.',
      'Downtime, if it needs any, is announced: [Planned downtime](#planned-downtime).',
      'A script that undoes it lies beside it as `down.sql` and was tried in staging.',
    ),
    group(
      'Six steps',
      shell(
        `Start the backup job and wait for its end. The copy goes to \`manual/\`. ${taskAccess} If it is not, stop here.`,
        startBackup('database'),
        { signal: 'backup-watcher' },
      ),
      'If it needs downtime: [Maintenance mode](#maintenance-mode) on, until writes are refused.',
      shell('Run the migration.', 'npx prisma migrate deploy', { signal: 'postgres-connection-errors' }),
      shell(
        'Verify that the database has the schema of the release. The second command ends with 0 when they are the same.',
        lines(
          'npx prisma migrate status',
          'npx prisma migrate diff --from-url "$DATABASE_URL" --to-schema-datamodel prisma/schema.prisma --exit-code',
          'npx prisma validate',
        ),
      ),
      'Maintenance mode off.',
      step(
        'Test what it touched: create, read, change and delete one record, then read old ones. If it fails: [Undo a migration](#migration-rollback).',
        {
          signal: 'http-error-ratio',
        },
      ),
    ),
  );

const maintenanceMode = () =>
  section(
    'procedure',
    'maintenance-mode',
    {
      title: 'Maintenance mode',
      intro:
        'A change of an environment variable acts on the next deployment only: without one, users go on writing. `DEPLOYMENT_URL` is the ' +
        'newest line of `vercel ls --prod`. After a [rollback](#rollback) it is the deployment that was rolled back to, and Vercel moves production ' +
        'to what the redeploy makes only when you promote the address that it prints: `vercel promote <address>`.',
      meets: ['LM-PROC-06', 'LM-TOP-01'],
    },
    group(
      'On, on Vercel',
      shell(
        'Set the value from standard input, then deploy the same release again.',
        lines("printf 'true' | vercel env add MAINTENANCE_MODE production", 'vercel redeploy "$DEPLOYMENT_URL"'),
      ),
    ),
    group(
      'On, on Docker',
      shell(
        'Set the value in the environment file of the compose project, then start the container again.',
        lines('printf \'MAINTENANCE_MODE=true\\n\' >> "$ENVIRONMENT_FILE"', `${compose} up --detach --force-recreate app`),
      ),
    ),
    group(
      'Then, before any step that touches data',
      shell(
        'Check that writes are refused, with the session of a test account: the answer must be 503. A 401 only says that you are not signed in.',
        lines(
          'curl --silent --show-error --include --request POST --header "Cookie: $TEST_SESSION" \\',
          '  --header "Content-Type: application/json" --data \'{"title":"maintenance check"}\' "https://$APP_HOST/api/tasks" | head -n 1',
        ),
      ),
    ),
    group(
      'Off',
      shell('On Vercel.', lines('vercel env rm MAINTENANCE_MODE production --yes', 'vercel redeploy "$DEPLOYMENT_URL"')),
      shell(
        'On Docker.',
        lines('sed --in-place \'/^MAINTENANCE_MODE=/d\' "$ENVIRONMENT_FILE"', `${compose} up --detach --force-recreate app`),
      ),
      shell('Check that the application answers and takes writes again.', healthAndVersion, { signal: 'probe-failing-regions-tasks' }),
    ),
  );

const rollback = () =>
  section(
    'procedure',
    'rollback',
    {
      title: 'Roll back a release',
      intro:
        'A rollback moves the code, not the data. If the release changed the schema, [undo the migration](#migration-rollback) first, ' +
        'unless the old release can live with it.',
      mends: ['http-error-ratio', 'http-latency-versus-last-week', 'probe-failing-regions-tasks', 'postgres-connection-errors'],
      meets: ['LM-PROC-04', 'LM-CHN-01', 'LM-TOP-01', 'LM-ALERT-03'],
    },
    steps(
      shell('Find the last good release: what ran before the trouble began.', lines('git log --oneline -10', 'vercel ls --prod'), {
        signal: 'http-deployed-version',
      }),
      shell(
        'On Vercel: point production to its deployment. It keeps the environment variables that it was built with. Vercel stops moving ' +
          'production by itself until you promote a deployment again.',
        lines('vercel rollback "$GOOD_DEPLOYMENT_URL"', 'vercel rollback status'),
        { signal: 'http-error-ratio' },
      ),
      shell(
        'On Docker: set the image in `docker-compose.prod.yml` to `PREVIOUS_TAG` and start it. The same tag again is no rollback.',
        lines(`${compose} pull app`, `${compose} up --detach app`, `${compose} images app`),
        { signal: 'http-error-ratio' },
      ),
      shell('Verify health and version: it must be the old one.', healthAndVersion, { signal: 'probe-failing-regions-health' }),
      'Tell `#deployments`: rolled back from which release to which, and why. If users noticed, tell `#incidents` too.',
    ),
    group(
      'Later, with the mended release, on Vercel',
      shell('Deploy it, then promote it.', lines('vercel --prod', 'vercel promote "$NEW_DEPLOYMENT_URL"')),
    ),
  );

const migrationRollback = () =>
  section(
    'procedure',
    'migration-rollback',
    {
      title: 'Undo a migration',
      intro:
        'Marking a migration changes a line in a table and nothing in the schema, so the script comes first. `MIGRATION` is the name of its ' +
        'folder. Without a script that was tried, go to [Restore the database](#database-restore).',
      meets: ['LM-PROC-07', 'LM-PROC-06'],
    },
    steps(
      '[Maintenance mode](#maintenance-mode) on, until writes are refused.',
      shell(`Make a copy of what is there. ${taskAccess}`, startBackup('database'), { signal: 'backup-watcher' }),
      shell(
        'The migration failed half-way: run its down script, then mark it as rolled back, so that it can be tried again.',
        lines(
          'npx prisma db execute --file "prisma/migrations/$MIGRATION/down.sql" --schema prisma/schema.prisma',
          'npx prisma migrate resolve --rolled-back "$MIGRATION"',
        ),
        { destructive: true },
      ),
      shell(
        'The migration succeeded and is wrong: Prisma refuses to mark it. Put the down script into a new migration and deploy that.',
        lines(
          'UNDO="prisma/migrations/$(date -u +%Y%m%d%H%M%S)_undo"',
          'mkdir "$UNDO"',
          'cp "prisma/migrations/$MIGRATION/down.sql" "$UNDO/migration.sql"',
          'npx prisma migrate deploy',
        ),
        { destructive: true },
      ),
      shell(
        'Check what the database thinks. If it still does not fit, restore: [Restore the database](#database-restore).',
        'npx prisma migrate status',
      ),
      step('[Roll back the release](#rollback) that needs the new schema, then maintenance mode off.', { signal: 'http-error-ratio' }),
    ),
  );
