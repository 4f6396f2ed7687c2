import type { AwsPlace } from '../../backup/aws/place';
import type { PolicyStatement } from '../../backup/aws/policy';
import { readActions } from './read-actions';

/** Parameters that hold probes. Others may hold secrets. */
const parameters = 'parameter/opskeep/*';

/**
 * All that a plan reads besides states: how resources are set up, never what they hold.
 * @param buckets beginnings of the names of buckets, without the prefix that makes them unique in the world
 */
export function planStatements(place: AwsPlace, buckets: readonly string[]): readonly PolicyStatement[] {
  const actions = [...new Set(Object.values(readActions).flat())].sort();
  const ofBuckets = actions.filter((action) => action.startsWith('s3:'));
  const ofParameters = ['ssm:GetParameter'];
  const others = actions.filter((action) => !ofBuckets.includes(action) && !ofParameters.includes(action));
  return [
    { Sid: 'Look', Effect: 'Allow', Action: others, Resource: '*' },
    // IAM refuses a statement about nothing.
    ...(buckets.length === 0 ? [] : [lookAtBuckets(buckets, ofBuckets)]),
    { Sid: 'LookAtProbes', Effect: 'Allow', Action: ofParameters, Resource: anyRegion(place, 'ssm', parameters) },
  ];
}

const lookAtBuckets = (beginnings: readonly string[], actions: readonly string[]): PolicyStatement => ({
  Sid: 'LookAtBuckets',
  Effect: 'Allow',
  Action: actions,
  Resource: beginnings.map((beginning) => `arn:aws:s3:::*${beginning}*`),
});

/**
 * All that a deployment of one product environment by CI changes: what runs, watches and tells. What holds copies (buckets, keys) and who
 * may touch them (roles, policies) is changed by a person alone, so that whoever takes over the repository cannot remove every copy.
 * @param environment `<product>-<environment>`, the beginning of every name that CI may touch
 */
export function deployStatements(place: AwsPlace, environment: string): readonly PolicyStatement[] {
  const allow = allowing(place);
  const definitions = `task-definition/${environment}-*`;
  const tasks = `task/${environment}-jobs/*`;
  return [
    // These know no resource; the roles that a definition may name are bound by PassRoles.
    { Sid: 'Define', Effect: 'Allow', Action: ['ecs:RegisterTaskDefinition', 'ecs:DeregisterTaskDefinition'], Resource: '*' },
    allow('TagDefinitions', 'ecs', definitions, 'ecs:TagResource', 'ecs:UntagResource'),
    allow('Start', 'ecs', definitions, 'ecs:RunTask'),
    allow('TagTasks', 'ecs', tasks, 'ecs:TagResource'),
    allow('Follow', 'ecs', tasks, 'ecs:DescribeTasks'),
    {
      Sid: 'PassRoles',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:aws:iam::${place.accountId}:role/${environment}-*`,
      Condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'scheduler.amazonaws.com'] } },
    },
    allow(
      'Schedule',
      'scheduler',
      `schedule/${environment}/*`,
      'scheduler:CreateSchedule',
      'scheduler:DeleteSchedule',
      'scheduler:UpdateSchedule',
    ),
    allow('Queues', 'sqs', `${environment}-*`, 'sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:TagQueue', 'sqs:UntagQueue'),
    alarmStatement(place, environment),
    allow(
      'Failures',
      'events',
      `rule/${environment}-*`,
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:TagResource',
      'events:UntagResource',
    ),
    allow('CountFailures', 'logs', `log-group:/aws/events/${environment}-*`, 'logs:DeleteMetricFilter', 'logs:PutMetricFilter'),
    allow('Probes', 'ssm', parameters, 'ssm:AddTagsToResource', 'ssm:DeleteParameter', 'ssm:PutParameter', 'ssm:RemoveTagsFromResource'),
  ];
}

/** What a deployment changes of the alarms of a product environment: all that CI may of one whose dead-man's switch alone stands on AWS. */
export function alarmStatement(place: AwsPlace, environment: string): PolicyStatement {
  return allowing(place)(
    'Alarms',
    'cloudwatch',
    `alarm:${environment}-*`,
    'cloudwatch:DeleteAlarms',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:TagResource',
    'cloudwatch:UntagResource',
  );
}

const allowing =
  (place: AwsPlace) =>
  (Sid: string, service: string, resource: string, ...Action: readonly string[]): PolicyStatement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource: anyRegion(place, service, resource),
  });

/** Each environment chooses its own region. */
const anyRegion = ({ accountId }: AwsPlace, service: string, resource: string): string => `arn:aws:${service}:*:${accountId}:${resource}`;

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
