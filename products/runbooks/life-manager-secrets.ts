import { group, section, shell, step, steps } from '../../model/vocabulary';
import { startBackup, taskAccess } from './aws-copies';
import { compose, healthAndVersion } from './life-manager-commands';
import { lines } from './text';

/** Secrets, and the commands that people look for in a hurry. */
export const secrets = () => [secretRotation(), encryptionKey()];

export const reference = () => [commandReference()];

const secretRotation = () =>
  section(
    'procedure',
    'secret-rotation',
    {
      title: 'Rotate secrets',
      when: 'Every quarter; after a security incident; when somebody who knew them leaves. Overdue after 100 days.',
      intro:
        'Two secrets: `NEXTAUTH_SECRET`, here, and `ENCRYPTION_KEY`, which protects stored data and has a section of its own: ' +
        '[Replace the encryption key](#encryption-key). A new `NEXTAUTH_SECRET` signs everybody out.',
      meets: ['LM-PROC-12'],
    },
    steps(
      'Tell `#deployments`. After an incident do not wait for a quiet hour.',
      shell(
        'Make a new value and hand it over without showing it.',
        lines('vercel env rm NEXTAUTH_SECRET production --yes', 'openssl rand -base64 32 | vercel env add NEXTAUTH_SECRET production'),
      ),
      shell(
        'Deploy the release again, so that it takes the value up. On Docker change the environment file and start the container again.',
        'vercel redeploy "$DEPLOYMENT_URL"',
      ),
      shell('Check that it answers and that you can sign in.', healthAndVersion, { signal: 'security-failed-login-count' }),
      'Write the reason and your name beside the secret in the secret store.',
      step(
        '[Record the rotation](#record-secret-rotation): its date is the one that the quarter is counted from. After 100 days without a record the alert tells.',
        {
          signal: 'routine-secret-rotation-age',
        },
      ),
    ),
  );

const encryptionKey = () =>
  section(
    'procedure',
    'encryption-key',
    {
      title: 'Replace the encryption key',
      intro:
        'Stored data, and every backup that was made under the old key, can only be read with the old key. So: re-encrypt first, switch ' +
        'then, and keep the old key until the last backup made under it is gone: 30 days of retention and 7 days in which a deleted copy ' +
        'can be brought back, 37 days in all. The release must be able to read with both keys; if it cannot, that is work for developers ' +
        'before any rotation. On Docker, lines with `vercel` are changes of the environment file and a new start of the container, as in ' +
        '[Maintenance mode](#maintenance-mode).',
      meets: ['LM-PROC-13', 'LM-PROC-12'],
    },
    steps(
      shell(`Make a copy of the database. ${taskAccess}`, startBackup('database'), { signal: 'backup-watcher' }),
      shell(
        'Give the release the new key beside the old one. Save both in the secret store first: a lost key is lost data.',
        lines('printf \'%s\' "$NEW_KEY" | vercel env add ENCRYPTION_KEY_NEXT production', 'vercel redeploy "$DEPLOYMENT_URL"'),
      ),
      'Re-encrypt all stored data: the program of the release reads with the old key and writes with the new one. Let it count what is left, and run it until that is 0.',
      'Read ten old records in the application, with the old key withdrawn in staging. All must be legible.',
      shell(
        'Only now put the new key in the place of the old one.',
        lines(
          'vercel env rm ENCRYPTION_KEY production --yes',
          'printf \'%s\' "$NEW_KEY" | vercel env add ENCRYPTION_KEY production',
          'vercel env rm ENCRYPTION_KEY_NEXT production --yes',
          'vercel redeploy "$DEPLOYMENT_URL"',
        ),
        { destructive: true, signal: 'http-error-ratio' },
      ),
      '[Record the rotation](#record-secret-rotation).',
      'Keep the old key in the secret store as the key of all copies made until today. Write beside it: the date of the switch, and the date 37 days later.',
      'Whoever restores a copy from before the switch gives the release the old key and re-encrypts again.',
      step('After that date, when no copy from before the switch is left, destroy the old key.', { signal: 'backup-ages' }),
    ),
  );

const commandReference = () =>
  section(
    'procedure',
    'commands',
    {
      title: 'Commands',
      intro: '`DATABASE_URL` and `REDIS_URL` name production. Commands marked as destructive cannot be undone.',
      meets: ['LM-PROC-16', 'LM-TOP-03'],
    },
    group(
      'Application',
      shell('Health.', 'curl --fail --silent --show-error "https://$APP_HOST/health" | jq .', { signal: 'probe-failing-regions-health' }),
      shell('Log of a deployment, as it comes.', 'vercel logs "$DEPLOYMENT_URL"', { signal: 'http-errors-by-route' }),
      shell('Start the same release again, on Vercel.', 'vercel redeploy "$DEPLOYMENT_URL"'),
      shell('Start it again, on Docker.', `${compose} restart app`),
      shell('Names of the environment variables.', 'vercel env ls production'),
    ),
    group(
      'Database',
      shell(`Back up, to the bucket. ${taskAccess}`, startBackup('database'), { signal: 'backup-ages' }),
      shell('What a fetched copy holds. To restore it: [Restore the database](#database-restore).', 'pg_restore --list database.dump'),
      shell('Size.', 'psql "$DATABASE_URL" --command "SELECT pg_size_pretty(pg_database_size(\'production_db\'));"', {
        signal: 'postgres-size',
      }),
    ),
    group(
      'Redis',
      shell('Does it answer?', 'redis-cli -u "$REDIS_URL" ping', { signal: 'redis-up' }),
      shell(
        'Empty the cache. It is a cache and has no backup; everything is slower until it has filled again.',
        'redis-cli -u "$REDIS_URL" FLUSHALL',
        {
          destructive: true,
          signal: 'http-latency',
        },
      ),
    ),
    group(
      'Hosts',
      shell('Disk.', 'df -h', { signal: 'host-disk' }),
      shell('Memory.', 'free -h', { signal: 'host-memory' }),
      shell('Processes of the application.', 'pgrep --list-full node', { signal: 'host-cpu' }),
    ),
  );
