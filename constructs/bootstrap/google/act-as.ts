import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member';
import type { IConstruct } from 'constructs';

/**
 * Lets CI deploy jobs that run as the service accounts below a construct. Granted account by account, because the same right on a
 * project covers the default accounts, which may change everything in it.
 * @param member asked for only if there is an account
 */
export function letActAs(scope: IConstruct, member: () => string): void {
  for (const account of scope.node.findAll()) {
    if (!(account instanceof ServiceAccount)) continue;
    new ServiceAccountIamMember(account, 'ci-acts-as', {
      serviceAccountId: account.name,
      role: 'roles/iam.serviceAccountUser',
      member: member(),
    });
  }
}
