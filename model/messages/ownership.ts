import { error, warning } from './facts';

/** Who may remove what, and what belongs to somebody else. */
export const ownershipMessages = {
  endsEveryCopy: (where: string, principal: string, stores: readonly string[], by: string) =>
    error(
      'ends-every-copy',
      where,
      `one principal can remove every copy of ${stores.join(', ')}`,
      principal,
      `a copy that it cannot reach; it has ${by}`,
      'take the right away, refuse it in the policy of one of the buckets, or keep a copy in another account',
    ),

  mayRemoveCopies: (where: string, principal: string, by: string) =>
    error(
      'may-remove-copies',
      where,
      'a right to remove copies that nothing asks for',
      principal,
      `none; it has ${by}`,
      'take the right away, or record with recordMayRemove why the work cannot be done without it',
    ),

  oneAccount: (where: string, stores: readonly string[], accounts: readonly string[]) =>
    warning(
      'one-account',
      where,
      `whoever administers one account can remove every copy of ${stores.join(', ')}`,
      `all of them in ${accounts.join(', ')}`,
      'a copy in an account of its own, as the scenario "lost account or provider" asks for where an objective names it',
      'declare secondProviderCopy or a foreign bucket, or waive it with a reason',
    ),

  foreignCopyAtHome: (where: string, bucket: string, account: string) =>
    error(
      'copies-share-fate',
      where,
      'a copy that must outlive an account stands in it',
      `${bucket} in ${account}`,
      'another account or project than that of all other copies',
      'name an account or project of its own in the settings',
    ),

  unjudgedRight: (where: string, given: string, because: string) =>
    warning(
      'unjudged-right',
      where,
      'a right of which nobody can tell whether it removes copies',
      given,
      because,
      'grant single permissions, or a role that opskeep knows',
    ),

  singleton: (where: string, given: string, owner: string) =>
    error(
      'singleton',
      where,
      'a resource that overwrites what everybody shares',
      given,
      `what belongs to the product environment alone; this is one per ${owner}`,
      'leave it out, or manage it in one place for all',
    ),

  sharedName: (where: string, given: string, other: string) =>
    error('shared-name', where, 'two stacks own a thing of one name', given, `a name that ${other} does not have`, 'rename one of them'),

  commonBucketName: (where: string, given: string, allowed: string) =>
    error(
      'common-bucket-name',
      where,
      'a bucket name that belongs to somebody else',
      `"${given}"`,
      `a name with ${allowed} in it: names of buckets are unique in the world (Amazon S3, Cloud Storage)`,
      'leave bucketName out, or put the product into it',
    ),
};
