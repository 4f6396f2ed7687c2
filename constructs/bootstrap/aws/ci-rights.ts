import type { AwsPlace } from '../../backup/aws/place';
import type { PolicyStatement } from '../../backup/aws/policy';
import { readActions } from './read-actions';

/** What the rights of CI are bound to. */
export interface CiScope {
  readonly place: AwsPlace;
  /** Product environments in the account, each `<product>-<environment>`: the beginning of every name that CI may touch. */
  readonly environments: readonly string[];
  /** Beginnings of the names of their buckets, without the prefix that makes them unique in the world. */
  readonly buckets: readonly string[];
}

/** Names of parameters that hold the probes; see {@link readActions}: other parameters may hold secrets. */
const parameters = 'parameter/opskeep/*';

/** Services act in any region of the account, because each environment chooses its own. */
const named = ({ place, environments }: CiScope, service: string, resource: (environment: string) => string): string[] =>
  environments.map((environment) => `arn:aws:${service}:*:${place.accountId}:${resource(environment)}`);

const bucketArns = ({ buckets }: CiScope): string[] => buckets.map((beginning) => `arn:aws:s3:::*${beginning}*`);

const roles = ({ place, environments }: CiScope): string[] =>
  environments.map((environment) => `arn:aws:iam::${place.accountId}:role/${environment}-*`);

/** All that a plan reads besides states: how resources are set up, never what they hold. */
export function planStatements(scope: CiScope): readonly PolicyStatement[] {
  const actions = [...new Set(Object.values(readActions).flat())].sort();
  const ofBuckets = actions.filter((action) => action.startsWith('s3:'));
  const ofParameters = ['ssm:GetParameter'];
  const others = actions.filter((action) => !ofBuckets.includes(action) && !ofParameters.includes(action));
  return [
    { Sid: 'Look', Effect: 'Allow', Action: others, Resource: '*' },
    { Sid: 'LookAtBuckets', Effect: 'Allow', Action: ofBuckets, Resource: bucketArns(scope) },
    {
      Sid: 'LookAtProbes',
      Effect: 'Allow',
      Action: ofParameters,
      Resource: `arn:aws:ssm:*:${scope.place.accountId}:${parameters}`,
    },
  ];
}

/**
 * All that a deployment by CI changes: what runs, watches and tells. What holds copies (buckets, keys) and who may touch them (roles,
 * policies) is changed by a person alone, so that whoever takes over the repository cannot remove every copy.
 */
export function deployStatements(scope: CiScope): readonly PolicyStatement[] {
  const allow = (Sid: string, Action: PolicyStatement['Action'], Resource: PolicyStatement['Resource']): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    Action,
    ...(Resource === undefined ? {} : { Resource }),
  });
  return [
    // These two know no resource; the roles that a definition may name are bound by PassRoles.
    allow('Definitions', ['ecs:RegisterTaskDefinition', 'ecs:DeregisterTaskDefinition'], '*'),
    allow(
      'TagTasks',
      ['ecs:TagResource', 'ecs:UntagResource'],
      [...named(scope, 'ecs', (id) => `task-definition/${id}-*`), ...named(scope, 'ecs', (id) => `task/${id}-jobs/*`)],
    ),
    allow(
      'StartJobs',
      'ecs:RunTask',
      named(scope, 'ecs', (id) => `task-definition/${id}-*`),
    ),
    allow(
      'WatchJobs',
      'ecs:DescribeTasks',
      named(scope, 'ecs', (id) => `task/${id}-jobs/*`),
    ),
    {
      ...allow('PassRoles', 'iam:PassRole', roles(scope)),
      Condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'scheduler.amazonaws.com'] } },
    },
    allow(
      'Schedules',
      ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule'],
      named(scope, 'scheduler', (id) => `schedule/${id}/*`),
    ),
    allow(
      'Queues',
      ['sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:TagQueue', 'sqs:UntagQueue'],
      named(scope, 'sqs', (id) => `${id}-*`),
    ),
    allow(
      'Alarms',
      ['cloudwatch:DeleteAlarms', 'cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource', 'cloudwatch:UntagResource'],
      named(scope, 'cloudwatch', (id) => `alarm:${id}-*`),
    ),
    allow(
      'Failures',
      ['events:PutRule', 'events:PutTargets', 'events:RemoveTargets', 'events:TagResource', 'events:UntagResource'],
      named(scope, 'events', (id) => `rule/${id}-*`),
    ),
    allow(
      'FailureCounts',
      ['logs:DeleteMetricFilter', 'logs:PutMetricFilter'],
      named(scope, 'logs', (id) => `log-group:/aws/events/${id}-*`),
    ),
    allow(
      'Probes',
      ['ssm:AddTagsToResource', 'ssm:DeleteParameter', 'ssm:PutParameter', 'ssm:RemoveTagsFromResource'],
      `arn:aws:ssm:*:${scope.place.accountId}:${parameters}`,
    ),
  ];
}

/** Ways to lose copies, or to give that right to somebody else. */
const endings = [
  's3:BypassGovernanceRetention',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:DeleteObjectVersion',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
  'kms:CreateGrant',
  'kms:DeleteImportedKeyMaterial',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'ecr:BatchDeleteImage',
  'ecr:DeleteRepository',
];

/** A refusal that stands whatever another policy, or the policy of a bucket or key, allows. */
export const neverEnd: PolicyStatement = { Sid: 'NeverEndCopies', Effect: 'Deny', Action: endings, Resource: '*' };
