import type { RunbookText } from '../../model/runbook';
import { incidents } from './life-manager-incidents';
import { drills, recovery } from './life-manager-recovery';
import { releases } from './life-manager-releases';
import { duties, maintenance, routines } from './life-manager-routines';
import { reference, secrets } from './life-manager-secrets';
import { copyFolder, evidenceFolder, variable } from './variables';

/** What people wrote for the runbook of Life Manager. */
export const lifeManagerRunbook = (): RunbookText => ({
  header: [
    { label: 'Owner', value: 'Team lead' },
    { label: 'Review', value: 'every quarter, corrections every month; the next one is due one quarter after the last' },
  ],
  sections: [
    ...incidents(),
    ...releases(),
    ...secrets(),
    ...reference(),
    ...recovery(),
    ...routines(),
    ...drills(),
    ...maintenance(),
    ...duties(),
  ],
  variables: [
    copyFolder,
    evidenceFolder,
    variable(
      'DATABASE_URL',
      'production database by its direct address, from the secret store; without parameters that Prisma alone knows, such as `schema`',
    ),
    variable('REDIS_URL', 'Redis of production, from the secret store'),
    variable(
      'DATABASE_OWNER',
      'role that owns the database: `\\l production_db` in `psql` prints it; it must be allowed to make databases and their extensions, as the first user of a server is',
    ),
    variable(
      'DEPLOYMENT_URL',
      'deployment that serves production: the newest line of `vercel ls --prod`, or the one that was rolled back to',
    ),
    variable('GOOD_DEPLOYMENT_URL', 'the line of `vercel ls --prod` before the release that broke it'),
    variable('NEW_DEPLOYMENT_URL', 'address that the deployment in the line before printed'),
    variable('TAG', 'tag of the release that is deployed, such as `v2.4.0`'),
    variable('NAME', 'short name of the fix, in lower case with hyphens'),
    variable('MIGRATION', 'name of the folder of the migration below `prisma/migrations`'),
    variable('ENVIRONMENT_FILE', 'environment file of the compose project, which `env_file` of `app` names'),
    variable('TEST_SESSION', 'cookie of a session of a test account, as `name=value`, from the tools of the browser'),
    variable('NEW_KEY', 'the key that the step before made, from the secret store'),
    variable('CONTAINER', 'name of the container of the application in `docker compose ps`'),
    variable('OLDER_MANIFEST', 'the line of `manifests.txt` whose time is before the damage'),
    variable('DAY', 'day of the copies, such as `20260131`'),
    variable('RESTORED_DATABASE_URL', '`DATABASE_URL` with the name of the restored database'),
    variable('SCRATCH_HOST', 'address of the scratch server, never that of production'),
    variable('SCRATCH_USER', 'role on the scratch server that may make databases'),
    variable('SCRATCH_DATABASE_URL', 'the database that was restored on the scratch server, as the application takes it'),
  ],
});
