import { readActions } from '../../../constructs/bootstrap/aws/read-actions';
import { bootstrapSettings, renderBootstrap } from '../../support/bootstrap-settings';
import { completeSettings, type Rendered, renderProducts, resources } from '../../support/rendered';
import { resourcesOf } from '../../support/synth';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const account = '${var.bootstrap_aws_account_id}';
const states = '${aws_s3_bucket.state_store_bucket_7DD5E865.arn}';
const key = '${aws_kms_key.state_key_5FD9E39E.arn}';
const images = '${aws_ecr_repository.images_repository_F169625C.arn}';
const provider = '${aws_iam_openid_connect_provider.github_provider_BE3EB914.arn}';

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

let all: Rendered;

beforeAll(() => {
  all = renderBootstrap(['allodoc', 'carenow']);
});

const only = (type: string, id: RegExp): Readonly<Record<string, unknown>> => {
  const found = resources(all, type).filter((resource) => resource.stack === 'bootstrap-aws' && id.test(resource.id));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${type} ${id}`);
  const { '//': _, ...block } = found[0].block;
  return block;
};
const statementsOf = (type: string, id: RegExp, attribute: string): readonly Statement[] =>
  JSON.parse(String(only(type, id)[attribute])).Statement;
const rights = (role: string): readonly Statement[] => statementsOf('aws_iam_role_policy', new RegExp(`^${role}_role_`), 'policy');
const trust = (role: string): readonly Statement[] => statementsOf('aws_iam_role', new RegExp(`^${role}_role_`), 'assume_role_policy');

describe('the bootstrap of AWS', () => {
  it('is emitted when the settings ask for it, and by nothing else', () => {
    expect(Object.keys(all.stacks).filter((name) => name.startsWith('bootstrap-'))).toEqual(['bootstrap-aws', 'bootstrap-google']);
    expect(Object.keys(renderProducts().stacks).filter((name) => name.startsWith('bootstrap-'))).toEqual([]);
    const { bootstrapGoogle: _, ...withoutGoogle } = bootstrapSettings;
    expect(Object.keys(renderBootstrap(['allodoc'], withoutGoogle).stacks).filter((name) => name.startsWith('bootstrap-'))).toEqual([
      'bootstrap-aws',
    ]);
  });

  it('is built without a mistake and deploys into no other account', () => {
    expect(all.assembly.findings.filter(({ where }) => where.startsWith('bootstrap'))).toEqual([]);
    expect(all.stacks['bootstrap-aws']?.['provider']).toEqual({
      aws: [
        {
          allowed_account_ids: [account],
          default_tags: [{ tags: { product: 'opskeep', 'managed-by': 'opskeep' } }],
          region: '${var.bootstrap_aws_region}',
        },
      ],
    });
  });

  it('changes nothing in the stacks of products on AWS', () => {
    const without = renderProducts();
    for (const stack of ['allodoc-production-backup', 'allodoc-production-monitoring', 'allodoc-on-call'])
      expect(all.files[stack]).toEqual(without.files[stack]);
  });
});

describe('the bucket of the states', () => {
  it('keeps every version for a year, is private, and cannot be destroyed by Terraform', () => {
    const bucket = '${aws_s3_bucket.state_store_bucket_7DD5E865.id}';
    expect(only('aws_s3_bucket', /^state_store_/)).toEqual({
      bucket: '${var.bootstrap_aws_state_bucket}',
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
      object_lock_enabled: false,
    });
    expect(only('aws_s3_bucket_versioning', /^state_store_/)).toEqual({ bucket, versioning_configuration: { status: 'Enabled' } });
    expect(only('aws_s3_bucket_public_access_block', /^state_store_/)).toEqual({
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(only('aws_s3_bucket_lifecycle_configuration', /^state_store_/)).toEqual({
      bucket,
      depends_on: ['aws_s3_bucket_versioning.state_store_versioning_6EF3ABCB'],
      rule: [
        { id: 'noncurrent', status: 'Enabled', filter: [{}], noncurrent_version_expiration: [{ noncurrent_days: 365 }] },
        { id: 'delete-markers', status: 'Enabled', filter: [{}], expiration: [{ expired_object_delete_marker: true }] },
        { id: 'abort-multipart', status: 'Enabled', filter: [{}], abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
      ],
    });
    expect(only('aws_s3_bucket_logging', /^state_store_/)).toEqual({
      bucket,
      target_bucket: '${aws_s3_bucket.state_access-logs_bucket_9CBA59BE.id}',
      target_prefix: '${var.bootstrap_aws_state_bucket}/',
      // S3 looks at the policy of the target when logging is turned on.
      depends_on: ['aws_s3_bucket_policy.state_access-logs_policy_C30D2F48'],
    });
  });

  it('encrypts with a key of its own that rotates, and refuses another key and clear text', () => {
    expect(only('aws_s3_bucket_server_side_encryption_configuration', /^state_store_/)).toEqual({
      bucket: '${aws_s3_bucket.state_store_bucket_7DD5E865.id}',
      rule: [{ apply_server_side_encryption_by_default: { kms_master_key_id: key, sse_algorithm: 'aws:kms' }, bucket_key_enabled: true }],
    });
    expect(only('aws_kms_key', /^state_key_/)).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
    const whole = [states, `${states}/*`];
    const everybody = { AWS: '*' };
    const encryption = 's3:x-amz-server-side-encryption';
    const refusal = (Sid: string, Condition: unknown): unknown => ({
      Sid,
      Effect: 'Deny',
      Principal: everybody,
      Action: 's3:PutObject',
      Resource: `${states}/*`,
      Condition,
    });
    expect(statementsOf('aws_s3_bucket_policy', /^state_store_/, 'policy')).toEqual([
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: everybody,
        Action: 's3:*',
        Resource: whole,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'Tls12',
        Effect: 'Deny',
        Principal: everybody,
        Action: 's3:*',
        Resource: whole,
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      },
      refusal('OnlyKms', { StringNotEquals: { [encryption]: 'aws:kms' }, Null: { [encryption]: 'false' } }),
      refusal('OnlyThisKey', {
        StringNotEquals: { [`${encryption}-aws-kms-key-id`]: key },
        Null: { [`${encryption}-aws-kms-key-id`]: 'false' },
      }),
      refusal('KmsNamesItsKey', { StringEquals: { [encryption]: 'aws:kms' }, Null: { [`${encryption}-aws-kms-key-id`]: 'true' } }),
      refusal('NoCustomerKeys', { Null: { [`${encryption}-customer-algorithm`]: 'false' } }),
    ]);
  });

  it('is written by Terraform with its default key: the backend asks for no other, and locks', () => {
    const state = { backend: 's3', bucket: 'acme-opskeep-state', region: 'eu-west-1', accountId: '111122223333' };
    const moved = renderBootstrap(['allodoc'], { ...bootstrapSettings, state });
    for (const stack of ['bootstrap-aws', 'allodoc-on-call'])
      expect(moved.stacks[stack]?.terraform?.['backend']).toEqual({
        s3: {
          allowed_account_ids: ['111122223333'],
          bucket: 'acme-opskeep-state',
          key: `${stack}.tfstate`,
          region: 'eu-west-1',
          use_lockfile: true,
        },
      });
  });
});

describe('the image repository', () => {
  it('never moves a tag, scans each image, encrypts with a key of its own and expires untagged images alone', () => {
    expect(only('aws_ecr_repository', /^images_/)).toEqual({
      name: 'opskeep',
      image_tag_mutability: 'IMMUTABLE',
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: 'KMS', kms_key: '${aws_kms_key.images_key_105A9433.arn}' }],
      force_delete: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(JSON.parse(String(only('aws_ecr_lifecycle_policy', /^images_/)['policy']))).toEqual({
      rules: [
        {
          rulePriority: 1,
          description: 'untagged images',
          selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
          action: { type: 'expire' },
        },
      ],
    });
  });
});

describe('who may act as a role of CI', () => {
  const trusted = (...subjects: readonly string[]): unknown => [
    {
      Sid: 'Github',
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': subjects,
        },
      },
    },
  ];
  const repository = 'repo:${var.ci_repository}';

  it('is told by GitHub Actions, for AWS alone', () => {
    expect(only('aws_iam_openid_connect_provider', /^github_/)).toEqual({
      url: 'https://token.actions.githubusercontent.com',
      client_id_list: ['sts.amazonaws.com'],
    });
  });

  it('is a pull request or the branch for plans, and one approved environment for each deployment', () => {
    expect(trust('plan')).toEqual(trusted(`${repository}:pull_request`, `${repository}:ref:refs/heads/\${var.ci_branch}`));
    expect(trust('publish')).toEqual(trusted(`${repository}:environment:images`));
    for (const id of ['allodoc-production', 'allodoc-staging', 'allodoc-development', 'carenow-production'])
      expect(trust(`apply-${id}`)).toEqual(trusted(`${repository}:environment:${id}`));
  });
});

describe('what a role of CI may do', () => {
  const readStates = (...names: readonly string[]): readonly unknown[] => [
    { Sid: 'ListStates', Effect: 'Allow', Action: 's3:ListBucket', Resource: states },
    { Sid: 'ReadStates', Effect: 'Allow', Action: 's3:GetObject', Resource: names.map((name) => `${states}/${name}.tfstate`) },
    {
      Sid: 'Lock',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: names.map((name) => `${states}/${name}.tfstate.tflock`),
    },
    {
      Sid: 'StateKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: key,
      Condition: { StringEquals: { 'kms:ViaService': 's3.${var.bootstrap_aws_region}.amazonaws.com' } },
    },
    {
      Sid: 'NotOwnRights',
      Effect: 'Deny',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `${states}/bootstrap-*`,
    },
  ];
  const look = (): readonly unknown[] => [
    {
      Sid: 'Look',
      Effect: 'Allow',
      Action: [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:ListTagsForResource',
        'ecs:DescribeClusters',
        'ecs:DescribeTaskDefinition',
        'events:DescribeRule',
        'events:ListTagsForResource',
        'events:ListTargetsByRule',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'kms:DescribeKey',
        'kms:GetKeyPolicy',
        'kms:GetKeyRotationStatus',
        'kms:ListAliases',
        'kms:ListResourceTags',
        'logs:DescribeLogGroups',
        'logs:DescribeMetricFilters',
        'logs:DescribeResourcePolicies',
        'logs:ListTagsForResource',
        'scheduler:GetSchedule',
        'scheduler:GetScheduleGroup',
        'scheduler:ListTagsForResource',
        'sns:GetSubscriptionAttributes',
        'sns:GetTopicAttributes',
        'sns:ListTagsForResource',
        'sqs:GetQueueAttributes',
        'sqs:ListQueueTags',
        'ssm:DescribeParameters',
        'ssm:ListTagsForResource',
      ],
      Resource: '*',
    },
    {
      Sid: 'LookAtBuckets',
      Effect: 'Allow',
      Action: [
        's3:GetAccelerateConfiguration',
        's3:GetBucketAcl',
        's3:GetBucketCORS',
        's3:GetBucketLocation',
        's3:GetBucketLogging',
        's3:GetBucketObjectLockConfiguration',
        's3:GetBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketRequestPayment',
        's3:GetBucketTagging',
        's3:GetBucketVersioning',
        's3:GetBucketWebsite',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
      ],
      Resource: ['arn:aws:s3:::*allodoc-production-*', 'arn:aws:s3:::*allodoc-staging-*', 'arn:aws:s3:::*allodoc-development-*'],
    },
    { Sid: 'LookAtProbes', Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: `arn:aws:ssm:*:${account}:parameter/opskeep/*` },
    {
      Sid: 'NeverEndCopies',
      Effect: 'Deny',
      Action: [
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
      ],
      Resource: '*',
    },
  ];

  it('is for a plan to read states and settings of resources, and to hold the lock', () => {
    expect(rights('plan')).toEqual([...readStates('*'), ...look()]);
  });

  it('is for a deployment to change what runs, watches and tells in its own environment', () => {
    const id = 'allodoc-production';
    const own = (Sid: string, service: string, resource: string, ...Action: readonly string[]): unknown => ({
      Sid,
      Effect: 'Allow',
      Action,
      Resource: `arn:aws:${service}:*:${account}:${resource}`,
    });
    expect(rights(`apply-${id}`)).toEqual([
      ...readStates(`${id}-*`, 'allodoc-on-call'),
      {
        Sid: 'WriteStates',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: [`${states}/${id}-*.tfstate`, `${states}/allodoc-on-call.tfstate`],
      },
      { Sid: 'Define', Effect: 'Allow', Action: ['ecs:RegisterTaskDefinition', 'ecs:DeregisterTaskDefinition'], Resource: '*' },
      own('TagDefinitions', 'ecs', `task-definition/${id}-*`, 'ecs:TagResource', 'ecs:UntagResource'),
      own('Start', 'ecs', `task-definition/${id}-*`, 'ecs:RunTask'),
      own('TagTasks', 'ecs', `task/${id}-jobs/*`, 'ecs:TagResource'),
      own('Follow', 'ecs', `task/${id}-jobs/*`, 'ecs:DescribeTasks'),
      {
        Sid: 'PassRoles',
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: `arn:aws:iam::${account}:role/${id}-*`,
        Condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'scheduler.amazonaws.com'] } },
      },
      own('Schedule', 'scheduler', `schedule/${id}/*`, 'scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule'),
      own('Queues', 'sqs', `${id}-*`, 'sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:TagQueue', 'sqs:UntagQueue'),
      own(
        'Alarms',
        'cloudwatch',
        `alarm:${id}-*`,
        'cloudwatch:DeleteAlarms',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
      ),
      own(
        'Failures',
        'events',
        `rule/${id}-*`,
        'events:PutRule',
        'events:PutTargets',
        'events:RemoveTargets',
        'events:TagResource',
        'events:UntagResource',
      ),
      own('CountFailures', 'logs', `log-group:/aws/events/${id}-*`, 'logs:DeleteMetricFilter', 'logs:PutMetricFilter'),
      own(
        'Probes',
        'ssm',
        'parameter/opskeep/*',
        'ssm:AddTagsToResource',
        'ssm:DeleteParameter',
        'ssm:PutParameter',
        'ssm:RemoveTagsFromResource',
      ),
      ...look(),
    ]);
  });

  it('is for a deployment on another cloud to write the states, and to change the alarm on the silence of alerting', () => {
    const writes = {
      Sid: 'WriteStates',
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: [`${states}/carenow-production-*.tfstate`, `${states}/carenow-on-call.tfstate`],
    };
    expect(rights('apply-carenow-production')).toEqual([
      ...readStates('carenow-production-*', 'carenow-on-call'),
      writes,
      {
        Sid: 'Alarms',
        Effect: 'Allow',
        Action: ['cloudwatch:DeleteAlarms', 'cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource', 'cloudwatch:UntagResource'],
        Resource: `arn:aws:cloudwatch:*:${account}:alarm:carenow-production-*`,
      },
      ...look(),
    ]);
  });

  it('holds no statement about no bucket, which IAM refuses, where all products are on another cloud', () => {
    const google = renderBootstrap(['carenow']);
    const policies = resources(google, 'aws_iam_role_policy').filter(({ stack }) => stack === 'bootstrap-aws');
    const statements = policies.flatMap(({ block }) => JSON.parse(String(block['policy'])).Statement as Statement[]);
    expect(statements.map(({ Sid }) => Sid)).toContain('Look');
    expect(statements.filter(({ Resource }) => listOf(Resource).length === 0)).toEqual([]);
  });

  it('is for a deployment in another account to write the states alone', () => {
    const elsewhere = { ...bootstrapSettings, defaults: { aws: { accountId: '999900001111' } } };
    const sids = (
      JSON.parse(
        String(
          Object.entries(resourcesOf(renderBootstrap(['allodoc'], elsewhere).stacks['bootstrap-aws'] ?? {}, 'aws_iam_role_policy')).find(
            ([id]) => id.startsWith('apply-allodoc-production_'),
          )?.[1]['policy'],
        ),
      ).Statement as Statement[]
    ).map(({ Sid }) => Sid);
    expect(sids).not.toContain('Define');
    expect(sids).not.toContain('Alarms');
  });

  it('is for the build of the image to push it', () => {
    expect(rights('publish')).toEqual([
      { Sid: 'ImageLogin', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      {
        Sid: 'PushImage',
        Effect: 'Allow',
        Action: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        Resource: images,
      },
      look().at(-1),
    ]);
  });

  it('never changes or ends a copy, a key or a right, whichever role it is, and reads no secret', () => {
    const allowed = resources(all, 'aws_iam_role_policy')
      .filter(({ stack }) => stack === 'bootstrap-aws')
      .flatMap(({ id, block }) =>
        (JSON.parse(String(block['policy'])).Statement as Statement[])
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action, Resource }) => listOf(Action).map((action) => ({ id, action, on: listOf(Resource) }))),
      );
    expect(allowed.length).toBeGreaterThan(200);
    const onStates = (on: readonly string[]): boolean => on.every((resource) => resource.startsWith(states));
    const wrong = allowed.filter(
      ({ action, on }) =>
        action.includes('*') ||
        (/^s3:(?!Get(Bucket|Accelerate|Encryption|Lifecycle|Replication)|ListBucket$)/.test(action) && !onStates(on)) ||
        /^kms:(?!Describe|Get|List|Decrypt$|GenerateDataKey$)/.test(action) ||
        /^iam:(?!Get|List|PassRole$)/.test(action) ||
        /^(secretsmanager|sts):|:GetLogEvents$|:ReceiveMessage$/.test(action),
    );
    expect(wrong).toEqual([]);
    expect(allowed.filter(({ action, on }) => action === 's3:DeleteObject' && !on.every((resource) => /\.tflock$/.test(resource)))).toEqual(
      [],
    );
  });

  it('covers every type of resource that the products deploy, and no type that none does', () => {
    const types = resources(renderProducts(undefined, completeSettings()))
      .map(({ type }) => type)
      .filter((type) => type.startsWith('aws_'));
    expect(Object.keys(readActions).sort()).toEqual([...new Set(types)].sort());
  });
});
