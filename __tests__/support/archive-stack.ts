import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import { allowedActions, json, render, roleStatements, sampleArchive, sampleArchiveDrill } from '../constructs/backup/aws/sample';
import type { Options } from './archive-host';

/** The archive of AlloDoc, so that the commands of its runbook can be typed as they are. */
export const archiveBucket = 'allodoc-production-database-wal';
export const resultBucket = 'shop-production-backups';
export const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** What the stack of an archive renders, with the values that Terraform puts in. */
const stack = render((scope) => void sampleArchiveDrill(scope));

function resolved<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll('${aws_s3_bucket.archive-store-bucket.id}', archiveBucket)
    .replaceAll('${aws_s3_bucket.archive-store-bucket.arn}', `arn:aws:s3:::${archiveBucket}`)
    .replaceAll('${aws_s3_bucket.bucket-store-bucket.id}', resultBucket)
    .replaceAll('${aws_s3_bucket.bucket-store-bucket.arn}', `arn:aws:s3:::${resultBucket}`)
    .replaceAll('${aws_kms_key.key-key.arn}', keyArn);
  return JSON.parse(text) as T;
}

/** The environment of a container; what a run changes of it comes last. */
export function containerEnvironment(task: 'archive-task' | 'drill-task', run?: 'full' | 'incremental'): Record<string, string> {
  const [container] = json(stack, 'aws_ecs_task_definition', `${task}-definition`, 'container_definitions') as [Environment];
  const changes = run === undefined ? [] : override(run);
  return resolved(Object.fromEntries([...container.environment, ...changes].map(({ name, value }) => [name, value])));
}

interface Environment {
  readonly environment: readonly { readonly name: string; readonly value: string }[];
}

function override(run: string): Environment['environment'] {
  const { aws_scheduler_schedule: schedules } = stack.resource as Record<string, Record<string, { target: { input: string } }>>;
  const { containerOverrides } = JSON.parse(schedules?.[`archive-task-schedules-${run}`]?.target.input ?? '{}') as {
    containerOverrides: [Environment];
  };
  return containerOverrides[0].environment;
}

/** Options of pgBackRest on the database host. */
export function hostOptions(): Options {
  let options: Options = {};
  render((scope) => {
    options = sampleArchive(scope).hostOptions;
  });
  return { ...options, 'repo1-s3-bucket': archiveBucket, 'repo1-s3-kms-key-id': keyArn };
}

const statements = (type: string, id: string): readonly PolicyStatement[] =>
  resolved((json(stack, type, id, 'policy') as { Statement: readonly PolicyStatement[] }).Statement);

/** Policies by who calls and by what is called. */
export const policies = {
  task: resolved(roleStatements(stack, 'archive-role')),
  host: statements('aws_iam_role_policy', 'archive-host-policy'),
  drill: resolved(roleStatements(stack, 'drill-reader')),
  buckets: new Map([
    [archiveBucket, statements('aws_s3_bucket_policy', 'archive-store-policy')],
    [resultBucket, statements('aws_s3_bucket_policy', 'bucket-store-policy')],
  ]),
};

/** All that a role may do with the store. */
export const storeActions = (role: readonly PolicyStatement[]): readonly string[] =>
  allowedActions(role).filter((action) => action.startsWith('s3:'));
