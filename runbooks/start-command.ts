import { archiveName, type Backup, type ContinuousArchive } from '../model/backup';
import { jobSettings } from '../model/job-settings';
import type { RetentionTier } from '../model/retention';
import type { RunbookContext } from './context';

/**
 * Shell lines that start a backup by hand and show what became of it. On AWS a task fills the tier for copies on demand, where the
 * backup has one, else that of its first run; another tier is given with its prefix.
 */
export function startCommand(context: RunbookContext, backup: Backup, tier?: RetentionTier): string {
  return context.product.cloud === 'aws'
    ? startTask(context, backup.name, tier)
    : startOnGoogle(context, backup, tier ?? backup.runs[0].tier);
}

/** Shell lines that make a full base backup of a continuous archive at once. */
export function startArchiveCommand(context: RunbookContext, archive: ContinuousArchive): string {
  return startTask(context, archiveName(archive));
}

function startTask(context: RunbookContext, name: string, tier?: RetentionTier): string {
  const { id } = context.main.environment;
  const region = context.value('aws.region', 'AWS_REGION');
  const network = `subnets=[${context.value('aws.subnetIds', 'SUBNETS')}],securityGroups=[${context.value('aws.securityGroupIds', 'SECURITY_GROUPS')}],assignPublicIp=DISABLED`;
  const locked = context.main.environment.posture.lockAtLeast !== undefined;
  const environment =
    tier === undefined
      ? []
      : [
          { name: jobSettings.tier, value: tier.name },
          { name: jobSettings.prefix, value: tier.prefix },
          ...(locked ? [{ name: jobSettings.lockDays, value: String((tier.lock ?? tier.keep).days) }] : []),
        ];
  return [
    `TASK=$(aws ecs run-task --cluster ${id}-jobs --task-definition ${id}-${name} --launch-type FARGATE \\`,
    `  --region "${region}" --network-configuration "awsvpcConfiguration={${network}}" \\`,
    ...(tier === undefined ? [] : [`  --overrides '${JSON.stringify({ containerOverrides: [{ name: 'job', environment }] })}' \\`]),
    `  --query 'tasks[0].taskArn' --output text)`,
    // The waiter gives up after ten minutes; a backup may take hours.
    `for _ in $(seq 18); do aws ecs wait tasks-stopped --cluster ${id}-jobs --region "${region}" --tasks "$TASK" && break; done`,
    `aws ecs describe-tasks --cluster ${id}-jobs --region "${region}" --tasks "$TASK" --query 'tasks[0].[lastStatus,containers[0].exitCode]'`,
  ].join('\n');
}

function startOnGoogle(context: RunbookContext, backup: Backup, tier: RetentionTier): string {
  const { id } = context.main.environment;
  const place = `--project="${context.value('google.project', 'PROJECT')}"`;
  const location = context.value('google.location', 'LOCATION');
  if (backup.source.kind === 'firestore') {
    const argument = JSON.stringify({ tier: tier.name, prefix: tier.prefix, timed: true });
    return `gcloud workflows run ${id}-${backup.name}-export ${place} --location="${location}" --data='${argument}'`;
  }
  return `gcloud run jobs execute ${id}-${backup.name}-${tier.name} ${place} --region="${location}" --wait`;
}
