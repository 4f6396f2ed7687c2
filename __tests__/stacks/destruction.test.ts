import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { type Assembly, assemble, knownProducts } from '../../stacks/assembly';
import { iamDangers, kmsDangers, predefinedRoles, s3Dangers } from '../../stacks/destruction/dangers';
import { overlaps } from '../../stacks/destruction/glob';
import { proveDestruction } from '../../stacks/destruction/proof';
import type { RenderedStack } from '../../stacks/rendered-stack';
import { resolveStacks } from '../../stacks/synthesis';
import { bootstrapSettings } from '../support/bootstrap-settings';

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

describe('the destruction of copies, over all policies and grants of all stacks', () => {
  let assembly: Assembly;
  let stacks: readonly RenderedStack[];
  const blocks = (stack: RenderedStack, type: string): Blocks => ((stack.json['resource'] ?? {}) as Record<string, Blocks>)[type] ?? {};
  const named = (name: string): RenderedStack => {
    const found = stacks.find(({ stack }) => stack.node.id === name);
    if (found === undefined) throw new Error(`no stack ${name}`);
    return found;
  };
  const idOf = (stack: RenderedStack, type: string, beginning: string): string => {
    const id = Object.keys(blocks(stack, type)).find((candidate) => candidate.startsWith(beginning));
    if (id === undefined) throw new Error(`no ${type} that begins with ${beginning}`);
    return id;
  };
  /** The tree with one resource of one stack changed or added. */
  const withBlock = (of: RenderedStack, type: string, id: string, block: Readonly<Record<string, unknown>>): readonly RenderedStack[] => {
    const resource = of.json['resource'] as Record<string, Blocks>;
    const json = { ...of.json, resource: { ...resource, [type]: { ...resource[type], [id]: block } } };
    return stacks.map((stack) => (stack === of ? { ...stack, json } : stack));
  };
  const judge = (tree: readonly RenderedStack[]) =>
    proveDestruction(tree, assembly.environments).map(({ level, rule, where, given }) => `${level} ${rule}: ${where}: ${given}`);
  const errors = (tree: readonly RenderedStack[]) => judge(tree).filter((text) => text.startsWith('error'));
  /** The tree with one more statement in the policy of a role. */
  const allowing = (of: RenderedStack, policy: string, statement: object): readonly RenderedStack[] => {
    const block = blocks(of, 'aws_iam_role_policy')[policy] ?? {};
    const document = JSON.parse(String(block['policy'])) as { Statement: object[] };
    const extended = JSON.stringify({ ...document, Statement: [...document.Statement, statement] });
    return withBlock(of, 'aws_iam_role_policy', policy, { ...block, policy: extended });
  };

  beforeAll(() => {
    const { settings, findings } = Settings.check(bootstrapSettings, knownProducts(products));
    expect(findings).toEqual([]);
    assembly = assemble(products, settings, join(tmpdir(), 'opskeep-destruction'));
    stacks = resolveStacks(assembly.stacks);
  });

  it('is in the power of nobody whom the tree names, the deploying roles of CI included; of whoever administers an account it is, and is told', () => {
    expect(judge(stacks)).toEqual([
      'warning one-account: carenow / production: all of them in carenow-production',
      'warning one-account: life-manager / production: all of them in ${var.aws_account_id}',
      'warning one-account: allodoc / production: all of them in ${var.aws_account_id}',
      'warning one-account: mobile-matrix / production: all of them in ${var.aws_account_id}',
      'warning one-account: operations-manual / production: all of them in ${var.aws_account_id}',
    ]);
  });

  it('finds any dangerous action that any role of AWS gets on any copy, but for those that the policy of the bucket refuses to everybody', () => {
    const refused = ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'];
    const onBuckets = s3Dangers.filter((action) => !refused.includes(action));
    const holding = ['allodoc-production-backup', 'life-manager-staging-backup', 'reference-production-backup'];
    const roles = holding.flatMap((name) =>
      Object.keys(blocks(named(name), 'aws_iam_role_policy')).map((policy) => [name, policy] as const),
    );
    const danger = fc.oneof(
      fc.constantFrom(...onBuckets, 's3:*', 's3:Put*', '*').map((action) => ({ action, on: 'bucket' as const })),
      fc.constantFrom(...kmsDangers, 'kms:*', 'kms:Disable*').map((action) => ({ action, on: 'key' as const })),
      fc.constantFrom(...iamDangers, 'iam:*').map((action) => ({ action, on: 'account' as const })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...roles), danger, fc.boolean(), ([name, policy], { action, on }, everything) => {
        const stack = named(name);
        const bucket = `\${aws_s3_bucket.${idOf(stack, 'aws_s3_bucket', 'bucket_store')}.arn}`;
        const key = `\${aws_kms_key.${idOf(stack, 'aws_kms_key', 'key_')}.arn}`;
        const resources = { bucket: [bucket, `${bucket}/*`], key, account: '*' };
        // What AWS calls by different letters is the same.
        const statement = { Effect: 'Allow', Action: action.toUpperCase(), Resource: everything ? '*' : resources[on] };
        expect(errors(allowing(stack, policy, statement)).length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('takes a recorded reason for the bucket that it was recorded for, and for no other', () => {
    const stack = named('reference-production-backup');
    const archiving = idOf(stack, 'aws_iam_role_policy', 'archive-database_role_policy');
    const removing = (bucket: string) => {
      const arn = `\${aws_s3_bucket.${idOf(stack, 'aws_s3_bucket', bucket)}.arn}`;
      return errors(allowing(stack, archiving, { Effect: 'Allow', Action: 's3:DeleteObject', Resource: `${arn}/*` }));
    };
    expect(removing('archive-database_store')).toEqual([]);
    expect(removing('bucket_store')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^error may-remove-copies: operations-manual \/ production: .*archive-database_role/)]),
    );
  });

  it('knows what the policy of a bucket refuses: versions are safe with it, and gone without it', () => {
    const stack = named('life-manager-production-backup');
    const writer = idOf(stack, 'aws_iam_role_policy', 'backup-database_writer');
    const everywhere = { Effect: 'Allow', Action: 's3:DeleteObjectVersion', Resource: '*' };
    expect(errors(allowing(stack, writer, everywhere))).toEqual([]);
    const open = Object.keys(blocks(stack, 'aws_s3_bucket_policy'));
    const tree = open.reduce(
      (changed, id) => {
        const at = changed.find(({ stack: { node } }) => node.id === stack.stack.node.id) as RenderedStack;
        const block = blocks(at, 'aws_s3_bucket_policy')[id] ?? {};
        const resource = at.json['resource'] as Record<string, Blocks>;
        const without = String(block['policy']).replaceAll('"NoRemoval","Effect":"Deny"', '"NoRemoval","Effect":"Deny","Condition":{}');
        const json = {
          ...at.json,
          resource: { ...resource, aws_s3_bucket_policy: { ...resource['aws_s3_bucket_policy'], [id]: { ...block, policy: without } } },
        };
        return changed.map((candidate) => (candidate === at ? { ...candidate, json } : candidate));
      },
      allowing(stack, writer, everywhere),
    );
    // The writer itself, who may pass its role to a task, and who may deploy such tasks.
    const principals = [
      /aws_iam_role\.backup-database_writer/,
      /backup-database_task_schedules_scheduler/,
      /bootstrap-aws: .*apply-life-manager-production/,
    ];
    expect(errors(tree)).toEqual(
      principals.flatMap((principal) =>
        ['ends-every-copy', 'may-remove-copies'].map((rule) => expect.stringMatching(new RegExp(`^error ${rule}: .*${principal.source}`))),
      ),
    );
  });

  it('sees through roles that somebody may pass or assume: the deploying role of CI has what the roles of its jobs have', () => {
    const stack = named('life-manager-production-backup');
    const writer = idOf(stack, 'aws_iam_role_policy', 'backup-database_writer');
    const found = errors(allowing(stack, writer, { Effect: 'Allow', Action: 's3:PutLifecycleConfiguration', Resource: '*' }));
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^error ends-every-copy: life-manager \/ production: bootstrap-aws: aws_iam_role\.apply-life-manager-production_/,
        ),
      ]),
    );
  });

  it('lets the refusal in the deploying role of CI bound what the role gets by itself', () => {
    const stack = named('bootstrap-aws');
    const deployer = idOf(stack, 'aws_iam_role_policy', 'apply-life-manager-production');
    const statement = { Effect: 'Allow', Action: ['s3:PutBucketPolicy', 'kms:ScheduleKeyDeletion'], Resource: '*' };
    expect(errors(allowing(stack, deployer, statement))).toEqual([]);
    expect(errors(allowing(stack, deployer, { ...statement, Action: 's3:DeleteObject' }))).not.toEqual([]);
  });

  it('judges what the policies of buckets and keys allow to others', () => {
    const stack = named('life-manager-production-backup');
    const key = idOf(stack, 'aws_kms_key', 'key_');
    const block = blocks(stack, 'aws_kms_key')[key] ?? {};
    const document = JSON.parse(String(block['policy'])) as { Statement: object[] };
    const stranger = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:role/stranger' }, Action: 'kms:*', Resource: '*' };
    const policy = JSON.stringify({ ...document, Statement: [...document.Statement, stranger] });
    expect(errors(withBlock(stack, 'aws_kms_key', key, { ...block, policy }))).toEqual([
      expect.stringContaining('error may-remove-copies: life-manager / production: arn:aws:iam::999999999999:role/stranger'),
    ]);
  });

  it('finds any dangerous role that any account of Google Cloud gets on a bucket, a key or the project of copies', () => {
    const stack = named('carenow-production-backup');
    const bucket = { bucket: `\${google_storage_bucket.${idOf(stack, 'google_storage_bucket', 'bucket_')}.name}` };
    const key = { crypto_key_id: `\${google_kms_crypto_key.${idOf(stack, 'google_kms_crypto_key', 'key_')}.id}` };
    const on = {
      google_storage_bucket_iam_member: bucket,
      google_kms_crypto_key_iam_member: key,
      google_project_iam_member: { project: 'carenow-production' },
    };
    const accounts = Object.keys(blocks(stack, 'google_service_account')).map(
      (id) => `serviceAccount:\${google_service_account.${id}.email}`,
    );
    const dangerous = (type: keyof typeof on): readonly string[] => {
      const family = {
        google_storage_bucket_iam_member: 'storage.',
        google_kms_crypto_key_iam_member: 'cloudkms.',
        google_project_iam_member: '',
      };
      const acting = (permission: string): boolean => permission.startsWith('iam.serviceAccount');
      return Object.entries(predefinedRoles)
        .filter(([, permissions]) => permissions.some((permission) => permission.startsWith(family[type]) && !acting(permission)))
        .map(([role]) => role);
    };
    const grant = fc
      .constantFrom(...(Object.keys(on) as (keyof typeof on)[]))
      .chain((type) => fc.tuple(fc.constant(type), fc.constantFrom(...dangerous(type))));
    fc.assert(
      fc.property(grant, fc.constantFrom(...accounts, 'user:somebody@carenow.com', 'allUsers'), ([type, role], member) => {
        expect(errors(withBlock(stack, type, 'added', { ...on[type], role, member })).length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });

  it('finds a dangerous permission in a role of the tree, and tells roles that it does not know', () => {
    const stack = named('carenow-production-backup');
    const role = idOf(stack, 'google_project_iam_custom_role', 'backup-auth');
    const block = blocks(stack, 'google_project_iam_custom_role')[role] ?? {};
    const changed = withBlock(stack, 'google_project_iam_custom_role', role, {
      ...block,
      permissions: ['firebaseauth.users.get', 'storage.buckets.update'],
    });
    expect(errors(changed).length).toBeGreaterThan(0);
    const unknown = { project: 'carenow-production', role: 'roles/bigquery.admin', member: 'allUsers' };
    expect(judge(withBlock(stack, 'google_project_iam_member', 'added', unknown))).toContain(
      'warning unjudged-right: carenow-production-backup: google_project_iam_member.added: roles/bigquery.admin',
    );
  });

  it('tells policies of AWS whose text is elsewhere', () => {
    const attachment = { role: 'x', policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
    expect(judge(withBlock(named('allodoc-production-backup'), 'aws_iam_role_policy_attachment', 'added', attachment))).toContain(
      'warning unjudged-right: allodoc-production-backup: aws_iam_role_policy_attachment.added: a policy whose text is not in the tree',
    );
  });
});

describe('two patterns', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a*', 'ab', true],
    ['*', 'anything', true],
    ['a*c', 'ab', false],
    ['*-production-backups', 'x-production-*', true],
    ['arn:aws:s3:::*shop-backups', 'arn:aws:s3:::*shop-backups-copy', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['', '*', true],
    ['', 'a', false],
  ])('%s and %s have a text in common: %s', (a, b, common) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([common, common]);
  });
});
