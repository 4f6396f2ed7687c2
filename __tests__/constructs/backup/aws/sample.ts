import type { TerraformElement, TerraformStack } from 'cdktf';
import { BackupBucket, type BackupBucketProps } from '../../../../constructs/backup/aws/backup-bucket';
import { BackupKey, OperationsKey } from '../../../../constructs/backup/aws/customer-key';
import { JobCluster } from '../../../../constructs/backup/aws/job-cluster';
import { PageTopic } from '../../../../constructs/backup/aws/page-topic';
import type { PolicyStatement } from '../../../../constructs/backup/aws/policy';
import { ArchiveDrill } from '../../../../constructs/backup/aws/restore-drill';
import type { TaskSetting } from '../../../../constructs/backup/aws/scheduled-task';
import { WalArchive, type WalArchiveProps } from '../../../../constructs/backup/aws/wal-archive';
import { Duration } from '../../../../model/duration';
import { collectFindings } from '../../../../model/finding';
import { Retention } from '../../../../model/retention';
import type { Routine } from '../../../../model/routine';
import { Schedule } from '../../../../model/schedule';
import { databaseArchive } from '../../../support/sample-product';
import type { StackJson } from '../../../support/schema-provider';
import { renderStack, resourcesOf } from '../../../support/synth';

export { databaseArchive as declaredArchive };

/** What the tests of this folder build on: one product environment with literal ids, so that expectations can be read. */
export const place = { accountId: '123456789012', region: 'eu-west-1' };
export const prefix = 'shop-production';

export const daily = Retention.cycle('daily', 30, { meets: ['R-DAILY'] });
export const monthly = Retention.cycle('monthly', 12, {
  coldStorage: { after: Duration.days(30), storageClass: 'GLACIER_IR' },
  meets: ['R-MONTHLY'],
});

export const image = {
  uri: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/opskeep@sha256:${'a'.repeat(64)}`,
  repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/opskeep',
};
export const network = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
export const databaseSecret = { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:backup' };

export const databaseHost = {
  address: 'db.internal',
  dataPath: '/var/lib/postgresql/15/main',
  certificate: { arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pgbackrest' },
  roleArn: 'arn:aws:iam::123456789012:role/database-host',
};

/** The archive, in the setting and under the key of others where they are given. */
export function sampleArchive(
  scope: TerraformStack,
  changes: Partial<WalArchiveProps> = {},
  setting = sampleSetting(scope),
  key = sampleKey(scope),
): WalArchive {
  return new WalArchive(scope, 'archive', {
    ...setting,
    archive: databaseArchive,
    bucketName: 'shop-production-wal',
    key,
    host: databaseHost,
    deletionProtection: true,
    ...changes,
  });
}

/** The drill of an archive, and the archive beside it. */
export function sampleArchiveDrill(scope: TerraformStack, expectedSize = databaseArchive.expectedSize): ArchiveDrill {
  const setting = sampleSetting(scope);
  const key = sampleKey(scope);
  const archive = sampleArchive(scope, { archive: { ...databaseArchive, expectedSize } }, setting, key);
  return new ArchiveDrill(scope, 'drill', { ...setting, archive, bucket: sampleBucket(scope, { key }) });
}

export const integrityCheck: Routine = {
  name: 'integrity-check',
  title: 'Data integrity check',
  schedule: Schedule.daily('05:00', 'UTC'),
  command: ['opskeep', 'integrity-check'],
  longestRun: Duration.minutes(30),
  missedAfter: Duration.hours(26),
  owner: 'lead',
  meets: ['R-ROUTINE'],
};

export function sampleKey(scope: TerraformStack): BackupKey {
  return new BackupKey(scope, 'key', { place, prefix, deletionProtection: true });
}

export function sampleBucket(scope: TerraformStack, changes: Partial<BackupBucketProps> = {}): BackupBucket {
  return new BackupBucket(scope, 'bucket', {
    place,
    prefix,
    bucketName: 'shop-production-backups',
    key: changes.key ?? sampleKey(scope),
    tiers: [daily, monthly],
    lock: Duration.days(30),
    deletionProtection: true,
    ...changes,
  });
}

export function sampleSetting(scope: TerraformStack): TaskSetting {
  const operations = new OperationsKey(scope, 'operations', { place, prefix, deletionProtection: true });
  return { cluster: new JobCluster(scope, 'cluster', { place, prefix, key: operations }), image, network };
}

/** The setting with a pager. */
export function pagedSetting(scope: TerraformStack): TaskSetting & { readonly topic: PageTopic } {
  const setting = sampleSetting(scope);
  const key = new OperationsKey(scope, 'pages', { place, prefix, deletionProtection: true });
  return { ...setting, topic: new PageTopic(scope, 'topic', { place, prefix, key, endpoint: '${var.pager_endpoint}' }) };
}

/** The JSON of a stack whose Terraform addresses are the construct paths with hyphens, so that references can be read. */
export function render(build: (stack: TerraformStack) => void): StackJson {
  return renderStack((stack) => {
    Object.assign(stack, { allocateLogicalId: (element: TerraformElement) => element.node.path.split('/').slice(1).join('-') });
    build(stack);
  });
}

/** One resource, without cdktf's own metadata. */
export function resource(stack: StackJson, type: string, id: string): Readonly<Record<string, unknown>> {
  const found = resourcesOf(stack, type)[id];
  if (found === undefined) throw new Error(`no ${type}.${id}; there are ${Object.keys(resourcesOf(stack, type)).join(', ')}`);
  return found;
}

/** The value of an attribute that holds JSON. */
export function json(stack: StackJson, type: string, id: string, attribute: string): unknown {
  return JSON.parse(String(resource(stack, type, id)[attribute]));
}

/** The statements of the policy of a role. */
export function roleStatements(stack: StackJson, id: string): readonly PolicyStatement[] {
  return (json(stack, 'aws_iam_role_policy', `${id}-policy`, 'policy') as { Statement: PolicyStatement[] }).Statement;
}

/** The statements of the trust of a role. */
export function trustStatements(stack: StackJson, id: string): readonly PolicyStatement[] {
  return (json(stack, 'aws_iam_role', `${id}-role`, 'assume_role_policy') as { Statement: PolicyStatement[] }).Statement;
}

/** Every action that statements allow, sorted. */
export function allowedActions(statements: readonly PolicyStatement[]): readonly string[] {
  return [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action))].sort();
}

/** The rule and the given value of every finding. */
export function rules(build: (stack: TerraformStack) => void): readonly string[] {
  return collectFindings('test', () => renderStack(build)).findings.map((finding) => `${finding.rule}: ${finding.given}`);
}

/** Trust of a role that tasks of this account and region alone assume. */
export const tasksOnly = [
  {
    Sid: 'Tasks',
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': '123456789012' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:eu-west-1:123456789012:*' },
    },
  },
];
