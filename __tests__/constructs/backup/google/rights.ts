import type { StackJson } from '../../../support/schema-provider';
import { resourcesOf } from '../../../support/synth';

/** Names of the buckets of `stores` in the sample. */
export const copies = '${google_storage_bucket.backups_bucket_5DB31D01.name}';
export const records = '${google_storage_bucket.records_bucket_8B69485B.name}';

/** Everything that an account may do, by the scope of the grant. */
export function rightsOf(stack: StackJson, account: string) {
  const member = `serviceAccount:\${google_service_account.${account}.email}`;
  const byMember = (type: string) => Object.values(resourcesOf(stack, type)).filter((grant) => grant.member === member);
  const conditionOf = (grant: Readonly<Record<string, unknown>>) => (grant.condition as { expression: string } | undefined)?.expression;
  return {
    buckets: byMember('google_storage_bucket_iam_member').map((grant) => [grant.bucket, grant.role, conditionOf(grant)]),
    project: byMember('google_project_iam_member').map((grant) => [grant.role, conditionOf(grant)]),
  };
}

/** The condition that limits a grant to a prefix. */
export const under = (bucket: string, prefix: string): string =>
  `resource.name.startsWith("projects/_/buckets/${bucket}/objects/${prefix}")`;
/** Permissions of the custom roles, in the order of the stack. */
export const permissionsOf = (stack: StackJson) =>
  Object.values(resourcesOf(stack, 'google_project_iam_custom_role')).map((role) => role.permissions);
