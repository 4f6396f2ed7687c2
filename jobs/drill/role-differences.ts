import type { Client } from 'pg';
import { inWords } from '../exit';

/** Roles that are not there, or that cannot read what is granted to them, one sentence each. */
export async function roleDifferences(client: Client, roles: readonly string[]): Promise<readonly string[]> {
  const { rows: present } = await client.query<{ role: string }>('SELECT quote_ident(rolname) AS role FROM pg_roles');
  const known = new Set(present.map(({ role }) => role));
  const missing = roles.filter((role) => !known.has(role)).map((role) => `the role ${role} is not there`);
  const differences = [...missing];
  for (const { role, table } of await grants(client)) {
    const refusal = await reads(client, role, table);
    if (refusal !== undefined) differences.push(`${role} cannot read ${table}, which is granted to it: ${refusal}`);
  }
  return differences;
}

/** One table for each role that was granted the right to read some, in a schema that it may use. */
async function grants(client: Client): Promise<readonly { role: string; table: string }[]> {
  const { rows } = await client.query<{ role: string; table: string }>(`
    SELECT DISTINCT ON (grantee.oid) quote_ident(grantee.rolname) AS role, format('%I.%I', space.nspname, held.relname) AS table
    FROM pg_class held
    JOIN pg_namespace space ON space.oid = held.relnamespace
    CROSS JOIN aclexplode(held.relacl) AS acl
    JOIN pg_roles grantee ON grantee.oid = acl.grantee
    WHERE acl.privilege_type = 'SELECT' AND acl.grantee <> held.relowner
      AND held.relkind IN ('r', 'p', 'v', 'm') AND space.nspname !~ '^pg_|^information_schema$'
      AND has_schema_privilege(grantee.oid, space.oid, 'USAGE')
    ORDER BY grantee.oid, 2`);
  return rows;
}

/** Tries as the role itself, and reads no row: a policy may ask for settings that only the application makes. */
async function reads(client: Client, role: string, table: string): Promise<string | undefined> {
  try {
    await client.query(`SET SESSION AUTHORIZATION ${role}`);
    await client.query(`SELECT FROM ${table} LIMIT 0`);
    return undefined;
  } catch (error) {
    return inWords(error);
  } finally {
    await client.query('RESET SESSION AUTHORIZATION');
  }
}
