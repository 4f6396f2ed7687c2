import { CiRole } from '../../../constructs/bootstrap/aws/ci-role';
import { GithubIdentity } from '../../../constructs/bootstrap/aws/github-identity';
import { DeclarationError } from '../../../model/finding';
import { renderStack, resourcesOf } from '../../support/synth';

/** A role whose policy names so many buckets. */
const roleWith = (buckets: number): unknown =>
  renderStack((stack) => {
    new CiRole(stack, 'plan', {
      name: 'opskeep-ci-plan',
      description: 'Plans',
      identity: new GithubIdentity(stack, 'github'),
      subjects: ['repo:acme/opskeep:pull_request'],
      statements: [
        {
          Sid: 'Look',
          Effect: 'Allow',
          Action: 's3:ListBucket',
          Resource: Array.from({ length: buckets }, (_, index) => `arn:aws:s3:::*product-${index}-production-*`),
        },
      ],
    });
  });

describe('a role of CI', () => {
  it('refuses more rights than the policies of a role hold', () => {
    expect(Object.keys(resourcesOf(roleWith(200) as never, 'aws_iam_role_policy'))).toHaveLength(1);
    expect(() => roleWith(300)).toThrow(DeclarationError);
    expect(() => roleWith(300)).toThrow(/test\/plan: more rights than the policies of a role hold.*\n.*characters\n.*10240 characters/);
  });
});
