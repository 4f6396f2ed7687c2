import { CommandFailed } from '../command';
import type { Psql } from '../restore/psql';

/** Roles that are not there, or that cannot read what is granted to them, one sentence each. */
export async function roleDifferences(sql: Psql, roles: readonly string[]): Promise<readonly string[]> {
  const present = await sql.rows('SELECT quote_ident(rolname) FROM pg_roles');
  const known = new Set(present.map(([role]) => role));
  const differences = roles.filter((role) => !known.has(role)).map((role) => `the role ${role} is not there`);
  for (const [role = '', table = ''] of await sql.rows(grants)) {
    const refusal = await reads(sql, role, table);
    if (refusal !== undefined) differences.push(`${role} cannot read ${table}, which is granted to it: ${refusal}`);
  }
  return differences;
}

/** One table for each role that was granted the right to read some, in a schema that it may use. */
const grants = `
  SELECT DISTINCT ON (grantee.oid) quote_ident(grantee.rolname), format('%I.%I', space.nspname, held.relname)
  FROM pg_class held
  JOIN pg_namespace space ON space.oid = held.relnamespace
  CROSS JOIN aclexplode(held.relacl) AS acl
  JOIN pg_roles grantee ON grantee.oid = acl.grantee
  WHERE acl.privilege_type = 'SELECT' AND acl.grantee <> held.relowner
    AND held.relkind IN ('r', 'p', 'v', 'm') AND held.relispopulated AND space.nspname !~ '^pg_|^information_schema$'
    AND has_schema_privilege(grantee.oid, space.oid, 'USAGE')
  ORDER BY grantee.oid, 2`;

/** Tries as the role itself, and reads no row: a policy may ask for settings that only the application makes. */
async function reads(sql: Psql, role: string, table: string): Promise<string | undefined> {
  try {
    await sql.run(`SET SESSION AUTHORIZATION ${role}; SELECT FROM ${table} LIMIT 0;`);
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailed) return error.lastWords;
    throw error;
  }
}
