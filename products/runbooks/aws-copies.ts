import { verifiedOf } from '../../model/store-layout';
import { lines } from './text';

/** Link to the generated section that says how a person gets to read copies. */
export const restoreRole = '[the restore role](#become-the-restore-role)';

/**
 * Lists the manifests of the verified copies of a backup, oldest first, and fetches the newest. A copy without a manifest was never
 * read back; nothing else marks a copy as good.
 */
export const newestManifest = (backup: string): string =>
  lines(
    `aws s3api list-objects-v2 --bucket "{bucket}" --prefix "${verifiedOf(backup)}" \\`,
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

const cluster = '{product}-{environment}-jobs';

/**
 * Starts a task of the job cluster and waits for its end, three hours at most. The last line must be 0. `settings` replace variables of
 * the task, e.g. the tier that it fills.
 */
export function startTask(name: string, settings: Readonly<Record<string, string>> = {}): string {
  const environment = Object.entries(settings).map(([variable, value]) => ({ name: variable, value }));
  const overrides = JSON.stringify({ containerOverrides: [{ name: 'job', environment }] });
  return lines(
    `TASK="$(aws ecs run-task --cluster ${cluster} --task-definition {product}-{environment}-${name} \\`,
    '  --launch-type FARGATE --region {region} \\',
    '  --network-configuration "awsvpcConfiguration={subnets=[$SUBNET_IDS],securityGroups=[$SECURITY_GROUP_IDS],assignPublicIp=DISABLED}" \\',
    ...(environment.length === 0 ? [] : [`  --overrides '${overrides}' \\`]),
    "  --query 'tasks[0].taskArn' --output text)\"",
    'echo "$TASK"',
    'for _ in $(seq 18); do',
    `  aws ecs wait tasks-stopped --cluster ${cluster} --region {region} --tasks "$TASK" && break`,
    'done',
    `aws ecs describe-tasks --cluster ${cluster} --region {region} --tasks "$TASK" --query 'tasks[0].containers[0].exitCode'`,
  );
}

/** What a person has to know before {@link startTask}. */
export const taskAccess = 'Use your own AWS profile, which may start tasks, not the restore role.';
