import { JobError } from '../exit';
import type { Session } from './session';

/** A table with rows of its own. Partitions are such tables, partitioned tables are not. */
export interface Table {
  /** Schema and name as SQL reads them, e.g. `public."Khách hàng"`. */
  readonly name: string;
}

export interface TableRows extends Table {
  readonly rows: number;
}

/** Relations that pg_dump copies by themselves: none of PostgreSQL's own, of an extension, of another session or of another server. */
const dumped = `
  c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

const relations = 'pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace';

export async function tablesOf(session: Session): Promise<readonly Table[]> {
  return await session.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM ${relations} WHERE c.relkind = 'r' AND ${dumped} ORDER BY 1`,
  );
}

/** Keeps tables from being emptied, changed or dropped until the transaction ends, as pg_dump does. */
export async function lockTables(session: Session, tables: readonly Table[]): Promise<void> {
  if (tables.length === 0) return;
  await session.rows(`LOCK TABLE ${tables.map(({ name }) => `ONLY ${name}`).join(', ')} IN ACCESS SHARE MODE`);
}

/** Counts what each table holds itself; rows of tables that inherit from it are theirs. */
export async function countRows(session: Session, tables: readonly Table[]): Promise<readonly TableRows[]> {
  const counted: TableRows[] = [];
  for (const { name } of tables) {
    const { rows } = await session.row<{ rows: string }>(`SELECT count(*) AS rows FROM ONLY ${name}`);
    counted.push({ name, rows: Number(rows) });
  }
  return counted;
}

/** What the role of the session may not read, and why: a dump of it would fail after hours, or lack rows. */
const unreadable = `
  SELECT * FROM (
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
      CASE WHEN NOT has_schema_privilege(n.oid, 'USAGE') THEN 'no USAGE on its schema'
        WHEN NOT has_table_privilege(c.oid, 'SELECT') THEN 'no SELECT'
        WHEN row_security_active(c.oid) THEN 'row level security hides rows' END AS reason
    FROM ${relations} WHERE c.relkind IN ('r', 'p', 'S') AND ${dumped}
    UNION ALL
    SELECT 'large object ' || m.oid,
      CASE WHEN NOT pg_has_role(m.lomowner, 'USAGE') AND NOT EXISTS (
        SELECT FROM aclexplode(m.lomacl) AS a WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE'))
      ) THEN 'no SELECT' END
    FROM pg_largeobject_metadata AS m
  ) AS judged WHERE reason IS NOT NULL ORDER BY name`;

/** Most that are named in a refusal. */
const namedAtMost = 5;

/** Refuses where the role may not read everything: a copy that lacks rows must not look like one that has them. */
export async function checkReadable(session: Session): Promise<void> {
  const found = await session.rows<{ name: string; reason: string }>(unreadable);
  if (found.length === 0) return;
  const named = found.slice(0, namedAtMost).map(({ name, reason }) => `${name} (${reason})`);
  const others = found.length > namedAtMost ? [`${found.length - namedAtMost} others`] : [];
  const mend = 'grant its role pg_read_all_data and BYPASSRLS, and SELECT on large objects';
  throw new JobError('refused', `may not read ${[...named, ...others].join(', ')}: ${mend}`);
}
