import { CommandFailed } from '../command';
import type { Manifest } from '../manifest';
import type { Psql } from './psql';

/** Rows of each table, quoted as SQL reads it, or why they cannot be counted. */
export async function countRows(sql: Psql, tables: readonly string[]): Promise<ReadonlyMap<string, number | string>> {
  const counts = new Map<string, number | string>();
  const count = async (names: readonly string[]): Promise<void> => {
    const output = await sql.run(names.map((table) => `SELECT count(*) FROM ${table};`).join('\n'), ['--tuples-only', '--no-align']);
    const lines = output.split('\n');
    for (const [index, table] of names.entries()) counts.set(table, Number(lines[index]));
  };
  try {
    await count(tables);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    // One table cannot be counted: only one by one can it be told which, and why.
    for (const table of tables) await count([table]).catch((why: unknown) => counts.set(table, whyOf(why)));
  }
  return counts;
}

/** Tables that hold other counts than when they were dumped, one sentence each. */
export async function rowDifferences(sql: Psql, { tables = [] }: Manifest): Promise<readonly string[]> {
  // As the manifest counts: rows of a table that inherits from another are its own.
  const only = (name: string): string => `ONLY ${name}`;
  const counts = await countRows(
    sql,
    tables.map(({ name }) => only(name)),
  );
  return tables.flatMap(({ name, rows }) => {
    const found = counts.get(only(name));
    if (found === rows) return [];
    return typeof found === 'number' ? `${name} has ${found} rows, its manifest says ${rows}` : `${name} cannot be counted: ${found}`;
  });
}

/** The words of the server, without where psql read the query. */
function whyOf(error: unknown): string {
  if (!(error instanceof CommandFailed)) throw error;
  return /ERROR: +(.*)/.exec(error.lastWords)?.[1] ?? error.message;
}
