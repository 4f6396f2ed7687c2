import { renderProducts, resources } from './rendered';

/** Permissions of the custom role of a duty, e.g. `AuthRead`, as the stack of CareNow grants them. */
export function grantedInCareNow(duty: string): readonly string[] {
  const roles = resources(renderProducts(), 'google_project_iam_custom_role').filter(({ block }) =>
    String(block['role_id']).endsWith(duty),
  );
  const [role, ...others] = roles;
  if (role === undefined || others.length > 0) throw new Error(`${roles.length} roles end in ${duty}`);
  return role.block['permissions'] as readonly string[];
}
