/** Names of the roles that globals make, quoted as SQL reads them. */
export const rolesIn = (globals: string): readonly string[] => [...globals.matchAll(/^CREATE ROLE (.+);$/gm)].map(([, name = '']) => name);

/** Places for files: they name folders of the other host. */
const tablespaces = /^(CREATE|ALTER|COMMENT ON) TABLESPACE |^(GRANT|REVOKE) .* ON TABLESPACE /;

/** Globals without what belongs to the other host. */
export const portableGlobals = (globals: string): string =>
  globals
    .split('\n')
    .filter((line) => !tablespaces.test(line))
    .join('\n');

/** The statements of globals that make some of the roles, with their settings, passwords and memberships. */
export function addRoles(globals: string, roles: readonly string[]): string {
  const concerns = (line: string): boolean =>
    roles.some(
      (role) =>
        line === `CREATE ROLE ${role};` ||
        line.startsWith(`ALTER ROLE ${role} `) ||
        (line.startsWith('GRANT ') && [' ', ';'].some((end) => line.includes(` TO ${role}${end}`))),
    );
  return portableGlobals(globals).split('\n').filter(concerns).join('\n');
}
