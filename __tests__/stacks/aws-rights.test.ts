import { type Placed, type Rendered, renderProducts, resources } from '../support/rendered';

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS?: string | readonly string[]; readonly Service?: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

interface PlacedStatement {
  readonly at: Placed;
  readonly statement: Statement;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** Where AWS policies stand; a policy anywhere else is found too, and fails the first test. */
const policyAttributes = [
  'aws_cloudwatch_log_resource_policy.policy_document',
  'aws_iam_role.assume_role_policy',
  'aws_iam_role_policy.policy',
  'aws_kms_key.policy',
  'aws_s3_bucket_policy.policy',
  'aws_sns_topic_policy.policy',
];

describe('over all stacks', () => {
  let all: Rendered;
  let policies: readonly { readonly at: Placed; readonly attribute: string; readonly statements: readonly Statement[] }[];
  let allowed: readonly PlacedStatement[];
  const statementsOf = (type: string): readonly PlacedStatement[] => allowed.filter(({ at }) => at.type === type);

  beforeAll(() => {
    all = renderProducts();
    policies = resources(all).flatMap((at) =>
      Object.entries(at.block)
        .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].includes('"Statement"'))
        .map(([attribute, text]) => ({ at, attribute: `${at.type}.${attribute}`, statements: JSON.parse(text).Statement })),
    );
    allowed = policies.flatMap(({ at, statements }) =>
      statements
        .filter(({ Effect }) => Effect === 'Allow')
        .map((statement) => ({ at, statement, actions: listOf(statement.Action), resources: listOf(statement.Resource) })),
    );
  });

  describe('AWS policies', () => {
    it('stand in the attributes that the following tests judge, and in no other kind of resource', () => {
      expect([...new Set(policies.map(({ attribute }) => attribute))].sort()).toEqual(policyAttributes);
      const types = new Set(resources(all).map(({ type }) => type));
      expect(
        [...types].filter((type) => /^aws_(iam_policy|iam_role_policy_attachment|iam_user|iam_group|iam_access_key)/.test(type)),
      ).toEqual([]);
    });

    it('name what they allow: no NotAction, NotResource or NotPrincipal, and nothing for everybody', () => {
      const negative = policies.flatMap(({ at, statements }) =>
        statements.filter((statement) => Object.keys(statement).some((key) => key.startsWith('Not'))).map(() => at.address),
      );
      expect(negative).toEqual([]);
      const everybody = allowed.filter(({ statement }) => /"\*"/.test(JSON.stringify(statement.Principal ?? '')));
      expect(everybody.map(({ at }) => at.address)).toEqual([]);
    });

    it('allow no action with a wildcard, but for what the policy of a key must say', () => {
      const inKeys = [
        // The account itself, so that rights on the key can be given by IAM and the key can never be orphaned.
        'kms:*',
        // As AWS documents them for encrypted alarms, topics and log groups: each is a family of one verb.
        'kms:Decrypt*',
        'kms:Describe*',
        'kms:Encrypt*',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ];
      const wild = allowed.flatMap(({ at, statement, actions }) =>
        actions.filter((action) => action.includes('*')).map((action) => ({ at, statement, action })),
      );
      expect(wild.filter(({ at }) => at.type !== 'aws_kms_key').map(({ at, action }) => `${at.address}: ${action}`)).toEqual([]);
      expect([...new Set(wild.map(({ action }) => action))].sort()).toEqual(inKeys);
      const owner = wild.filter(({ action }) => action === 'kms:*').map(({ statement }) => statement.Principal);
      expect([...new Set(owner.map((principal) => JSON.stringify(principal)))]).toEqual([
        '{"AWS":"arn:aws:iam::${var.aws_account_id}:root"}',
      ]);
    });

    it('allow nothing on every resource, but for what has no resource', () => {
      const reasons: readonly { readonly why: string; readonly holds: (found: PlacedStatement) => boolean }[] = [
        { why: 'the resource of a key policy is the key itself', holds: ({ at }) => at.type === 'aws_kms_key' },
        { why: 'a login to the registry has no resource', holds: ({ actions }) => actions.join() === 'ecr:GetAuthorizationToken' },
        {
          why: 'a metric has no resource; its namespace is the bound',
          holds: ({ actions, statement }) =>
            actions.join() === 'cloudwatch:PutMetricData' &&
            JSON.stringify(statement.Condition) === '{"StringEquals":{"cloudwatch:namespace":"opskeep/backup"}}',
        },
      ];
      const everywhere = allowed.filter(({ resources: named }) => named.some((resource) => /^\*|:::?\*$/.test(resource)));
      const unexplained = everywhere.filter((found) => !reasons.some(({ holds }) => holds(found)));
      expect(unexplained.map(({ at, actions }) => `${at.address}: ${actions}`)).toEqual([]);
      expect(reasons.filter(({ holds }) => !everywhere.some(holds)).map(({ why }) => why)).toEqual([]);
    });

    it('let a service act for this account alone', () => {
      const services = statementsOf('aws_iam_role').filter(({ statement }) => statement.Principal?.Service !== undefined);
      const unbound = services.filter(({ statement }) => !JSON.stringify(statement.Condition ?? '').includes('aws:SourceAccount'));
      // S3 assumes the role of the replication rules of a bucket that names it; who may name it is bound by iam:PassRole.
      expect([...new Set(unbound.map(({ statement }) => listOf(statement.Principal?.Service).join()))]).toEqual(['s3.amazonaws.com']);
      expect(services.length).toBeGreaterThan(unbound.length);
    });

    it('let a person act only with a second factor', () => {
      const people = statementsOf('aws_iam_role').filter(({ statement }) => statement.Principal?.AWS !== undefined);
      expect(people.length).toBeGreaterThan(0);
      for (const { statement } of people) expect(statement.Condition).toEqual({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
    });

    it('let a writer put new objects and use their key, and read nothing but its own source', () => {
      const put = ['s3:PutObject', 's3:PutObjectRetention', 's3:AbortMultipartUpload'];
      const key = ['kms:GenerateDataKey', 'kms:Decrypt'];
      const ownSource = ['elasticfilesystem:ClientMount'];
      const writers = resources(all, 'aws_iam_role').filter(({ block }) => String(block['name']).endsWith('-writer'));
      expect(writers.length).toBeGreaterThan(10);
      for (const { stack, id, address } of writers) {
        const own = statementsOf('aws_iam_role_policy').filter(
          ({ at }) => at.stack === stack && String(at.block['role']).includes(`aws_iam_role.${id}.`),
        );
        const actions = own.map((statement) => statement.actions);
        expect({ address, actions }).toEqual({ address, actions: actions.length === 2 ? [put, key] : [put, key, ownSource] });
        for (const named of own[0]?.resources ?? []) expect(named).toMatch(/^\$\{aws_s3_bucket\.[\w-]+\.arn\}\/[a-z/-]+\/\*$/);
      }
    });

    it('let nobody delete a version, weaken a lock, or change or delete a bucket', () => {
      const forbidden =
        /^s3:(\*|DeleteObjectVersion|BypassGovernanceRetention|DeleteBucket.*|PutBucket.*|PutObjectLegalHold|PutLifecycle.*|PutEncryption.*|PutReplication.*)$/;
      const found = allowed.flatMap(({ at, actions }) =>
        actions.filter((action) => forbidden.test(action)).map((action) => `${at.address}: ${action}`),
      );
      expect(found).toEqual([]);
    });

    it('let only the archive, whose program expires its own files, and its copy delete an object', () => {
      const found = allowed.filter(({ actions }) => actions.some((action) => /^s3:(Delete|ReplicateDelete)/.test(action)));
      const roles = found.map(({ at }) => /^archive-[a-z]+_(replica_)?/.exec(at.id)?.[0]);
      expect([...new Set(roles)].sort()).toEqual(['archive-database_', 'archive-database_replica_']);
    });
  });
});
