import { awsPrincipals } from '../../../stacks/destruction/aws';
import { foreignPolicies } from '../../../stacks/destruction/aws-policies';
import { written } from '../../support/tree-of-stacks';

const policy = (statement: object): string => JSON.stringify({ Statement: [statement] });
const near = 'shop: aws_s3_bucket.near';
const far = 'shop: aws_s3_bucket.far';
const judge = (resource: Parameters<typeof written>[1]) => awsPrincipals([written('shop', resource)], new Set([near, far]), new Map());

describe('the policies of AWS', () => {
  const buckets = { near: { bucket: 'shop-backups' }, far: { bucket: 'shop-backups-copy' } };
  const writer = {
    writer: {
      role: '${aws_iam_role.writer.name}',
      policy: policy({ Effect: 'Allow', Action: 's3:DeleteObject', Resource: '${aws_s3_bucket.near.arn}/*' }),
    },
  };
  const replication = (status: string) => ({
    pair: {
      bucket: '${aws_s3_bucket.near.id}',
      rule: [{ delete_marker_replication: { status }, destination: { bucket: '${aws_s3_bucket.far.arn}' } }],
    },
  });
  const judgeReplicated = (status: string) =>
    judge({ aws_s3_bucket: buckets, aws_s3_bucket_replication_configuration: replication(status), aws_iam_role_policy: writer });

  it('take a deletion for one in the copy too, where the replication hides there what is hidden here', () => {
    expect(judgeReplicated('Enabled')).toEqual([
      {
        name: 'shop: aws_iam_role.writer',
        removals: [
          { place: near, by: 's3:DeleteObject' },
          { place: far, by: 's3:DeleteObject, which is replicated' },
        ],
      },
    ]);
  });

  it('leave the copy alone where hiding is not replicated', () => {
    expect(judgeReplicated('Disabled')).toEqual([
      { name: 'shop: aws_iam_role.writer', removals: [{ place: near, by: 's3:DeleteObject' }] },
    ]);
  });

  it('know a role of the tree by its ARN, so that what a bucket and what a role allow comes together under one name', () => {
    const roles = { writer: { name: 'shop-writer' } };
    const allowing = (principal: string) =>
      judge({
        aws_s3_bucket: buckets,
        aws_iam_role: roles,
        aws_iam_role_policy: writer,
        aws_s3_bucket_policy: {
          far: {
            bucket: '${aws_s3_bucket.far.id}',
            policy: policy({ Effect: 'Allow', Principal: { AWS: principal }, Action: 's3:DeleteObjectVersion', Resource: '*' }),
          },
        },
      });
    const removing = { place: near, by: 's3:DeleteObject' };
    const inCopy = { place: far, by: 's3:DeleteObjectVersion' };
    expect(allowing('arn:aws:iam::111111111111:role/shop-writer')).toEqual([
      { name: 'shop: aws_iam_role.writer', removals: [removing, inCopy] },
    ]);
    expect(allowing('arn:aws:iam::111111111111:role/stranger')).toEqual([
      { name: 'shop: aws_iam_role.writer', removals: [removing] },
      { name: 'arn:aws:iam::111111111111:role/stranger', removals: [inCopy] },
    ]);
  });

  it('are told where their text is elsewhere: attached, managed or inside the role', () => {
    const stack = written('shop', {
      aws_iam_role_policy_attachment: { attached: { role: 'a' } },
      aws_iam_role: {
        managed: { managed_policy_arns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
        inside: { inline_policy: [] },
        plain: {},
      },
    });
    expect(foreignPolicies(stack).map(({ address }) => address)).toEqual([
      'shop: aws_iam_role_policy_attachment.attached',
      'shop: aws_iam_role.managed',
      'shop: aws_iam_role.inside',
    ]);
  });
});
