import type { RunbookSection } from '../../model/runbook';
import { verifiedOf } from '../../model/store-layout';
import { section, shell, steps } from '../../model/vocabulary';
import { lines } from './text';

/** Link to the generated section that says how a person gets to read copies. */
export const restoreRole = '[the restore role](#become-the-restore-role)';

/** Section on who may read copies, and where a copy may be put down. */
export const bucketAccess = ({ meets }: { readonly meets: readonly string[] }): RunbookSection =>
  section(
    'recovery',
    'bucket-access',
    {
      title: 'Reach the backups',
      intro:
        'Copies stand in the bucket `{bucket}`. A copy that you fetch is as confidential as the database: it stays on an encrypted volume.',
      meets,
    },
    steps(
      shell(
        'Take a host with the AWS CLI, `jq` and the clients of the same PostgreSQL, and twice the size of the copy as free space. Its volume is ' +
          'encrypted when the list has a line of type `crypt`, or when its cloud provider says so.',
        'lsblk --inverse --output NAME,TYPE,MOUNTPOINT "$(findmnt --noheadings --output SOURCE --target "$COPY_FOLDER")"',
      ),
      `Take ${restoreRole}.`,
      'Delete what you fetched when the restore is done, and say so in the record of the incident.',
    ),
  );

/**
 * Lists the manifests of the verified copies of a backup, oldest first, and fetches the newest. A copy without a manifest was never
 * read back; nothing else marks a copy as good.
 */
export const newestManifest = (backup: string, prefix = ''): string =>
  lines(
    `aws s3api list-objects-v2 --bucket "{bucket}" --prefix "${verifiedOf(backup)}${prefix}" \\`,
    "  --query 'sort_by(Contents, &LastModified)[].Key' --output json | jq --raw-output '.[]' | tee manifests.txt",
    'MANIFEST="$(tail -n 1 manifests.txt)"',
    'aws s3 cp "s3://{bucket}/$MANIFEST" manifest.json',
    'jq . manifest.json',
  );

/** Fetches the copy that `manifest.json` describes and compares its checksum. */
export const fetchCopy = (file: string): string =>
  lines(
    'KEY="$(jq --raw-output .key manifest.json)"',
    `aws s3 cp "s3://{bucket}/$KEY" ${file}`,
    `printf '%s  %s\\n' "$(jq --raw-output .sha256 manifest.json)" ${file} | sha256sum -c -`,
  );

/** The same for a dump, with a look at what it holds. */
export const fetchDump = (file: string): string => lines(fetchCopy(file), `pg_restore --list ${file} > contents.txt`, 'wc -l contents.txt');

/** Starts a backup by hand, into its tier for copies on demand where it has one, and waits for its end. */
export const startBackup = (backup: string): string => `{start-${backup}}`;

/** Starts any task of the cluster, e.g. a drill or the archive, waits for its end, three hours at most, and shows its exit code. */
export const startTask = (name: string): string =>
  lines(
    `TASK=$(aws ecs run-task --cluster {cluster} --task-definition {product}-{environment}-${name} --launch-type FARGATE \\`,
    '  --region "{region}" --network-configuration "awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$SECURITY_GROUPS],assignPublicIp=DISABLED}" \\',
    "  --query 'tasks[0].taskArn' --output text)",
    'for _ in $(seq 18); do',
    '  aws ecs wait tasks-stopped --cluster {cluster} --region "{region}" --tasks "$TASK" && break',
    'done',
    `aws ecs describe-tasks --cluster {cluster} --region "{region}" --tasks "$TASK" --query 'tasks[0].[lastStatus,containers[0].exitCode]'`,
  );

/**
 * Waits until a backup has ended, then has the store watcher look at once. A copy is verified by a look, not by the job that made it, and the
 * next look by the clock may come too late for a window.
 */
export const verifyNow = (backup: string): string =>
  lines(
    `while aws ecs list-tasks --cluster {cluster} --region "{region}" --family {product}-{environment}-${backup} --output text | grep --quiet .; do`,
    '  sleep 30',
    'done',
    startTask('store-watcher'),
  );

/**
 * Gives the restored database the name of the damaged one, which is closed to all connections and keeps its data. PostgreSQL renames no
 * database that somebody is connected to.
 */
export const switchDatabases = (database: string, restored: string): string =>
  lines(
    `psql --dbname=postgres --command 'ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS false;'`,
    'psql --dbname=postgres --command "SELECT pg_terminate_backend(pid)',
    `  FROM pg_stat_activity WHERE datname = '${database}';"`,
    `psql --dbname=postgres --command 'ALTER DATABASE ${database} RENAME TO ${database}_damaged;'`,
    `psql --dbname=postgres --command 'ALTER DATABASE ${restored} RENAME TO ${database};'`,
  );

/** What a person has to know before they start a task. */
export const taskAccess =
  'Use your own AWS profile, which may start tasks, not the restore role: `export AWS_PROFILE="$OWN_PROFILE"` leads back. The exit code at the end must be 0.';
