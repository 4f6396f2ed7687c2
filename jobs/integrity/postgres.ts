import type { Session } from '../postgres/session';

/** One thing that must hold of the data, and what contradicts it. */
export interface IntegrityCheck {
  /** Label of the check in the gauge and the log. */
  readonly name: string;
  /** One sentence for each fault; none for data that are whole. */
  readonly faults: readonly string[];
}

/** Reads a database for what no constraint of it can tell by itself. Changes nothing. */
export async function integrityOf(session: Session): Promise<readonly IntegrityCheck[]> {
  await session.rows('SET search_path = pg_catalog; SET default_transaction_read_only = on');
  return [
    { name: 'checksums', faults: await badPages(session) },
    { name: 'indexes', faults: await badIndexes(session) },
    { name: 'foreign-keys', faults: await orphans(session) },
  ];
}

/** Pages that the server read and found damaged. Servers without data checksums count none. */
async function badPages(session: Session): Promise<readonly string[]> {
  const databases = await session.rows<{ name: string; failures: string }>(
    `SELECT coalesce(datname, 'shared objects') AS name, checksum_failures AS failures
     FROM pg_stat_database WHERE checksum_failures > 0 ORDER BY 1`,
  );
  return databases.map(({ name, failures }) => `${failures} damaged pages were read in ${name}`);
}

/** Indexes that queries must not use: a build or a reindex of them failed. One that is being built is none of them. */
async function badIndexes(session: Session): Promise<readonly string[]> {
  const indexes = await session.rows<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index
     WHERE NOT indisvalid AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS building WHERE building.index_relid = indexrelid)
     ORDER BY 1`,
  );
  return indexes.map(({ name }) => `the index ${name} is invalid`);
}

interface ForeignKey {
  readonly name: string;
  readonly child: string;
  readonly parent: string;
  readonly pairs: readonly { readonly child: string; readonly parent: string }[];
}

/**
 * Rows that refer to rows which are not there. A constraint that was never validated, or that a restore or a superuser went past, says
 * nothing about them.
 */
async function orphans(session: Session): Promise<readonly string[]> {
  const keys = await session.rows<ForeignKey>(
    `SELECT conname AS name, conrelid::regclass::text AS child, confrelid::regclass::text AS parent,
            (SELECT json_agg(json_build_object('child', quote_ident(c.attname), 'parent', quote_ident(p.attname)) ORDER BY position)
             FROM unnest(conkey, confkey) WITH ORDINALITY AS columns (child, parent, position)
             JOIN pg_attribute AS c ON c.attrelid = conrelid AND c.attnum = columns.child
             JOIN pg_attribute AS p ON p.attrelid = confrelid AND p.attnum = columns.parent) AS pairs
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND confmatchtype = 's' ORDER BY 2, 1`,
  );
  const faults: string[] = [];
  for (const key of keys) {
    const [found] = await session.rows<{ rows: string }>(orphanCount(key));
    if (found !== undefined && found.rows !== '0') {
      faults.push(`${found.rows} rows of ${key.child} refer to rows that are not in ${key.parent} (${key.name})`);
    }
  }
  return faults;
}

/** Names come quoted from the server. A row with a null among its columns refers to nothing (MATCH SIMPLE). */
function orphanCount({ child, parent, pairs }: ForeignKey): string {
  const refers = pairs.map((pair) => `c.${pair.child} IS NOT NULL`).join(' AND ');
  const found = pairs.map((pair) => `p.${pair.parent} = c.${pair.child}`).join(' AND ');
  return `SELECT count(*) AS rows FROM ${child} AS c WHERE ${refers} AND NOT EXISTS (SELECT FROM ${parent} AS p WHERE ${found})`;
}
