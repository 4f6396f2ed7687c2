import type { Client } from 'pg';
import { inWords } from '../exit';
import type { Manifest } from '../manifest';

/** Rows of a table, quoted as SQL reads it, or why they cannot be counted. */
export async function rowsOf(client: Client, table: string): Promise<number | string> {
  try {
    const { rows } = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${table}`);
    return Number(rows[0]?.rows);
  } catch (error) {
    return inWords(error);
  }
}

/** Tables that hold other counts than when they were dumped, one sentence each. */
export async function rowDifferences(client: Client, { tables = [] }: Manifest): Promise<readonly string[]> {
  const differences: string[] = [];
  for (const { name, rows } of tables) {
    // As the manifest counts: rows of a table that inherits from another are its own.
    const found = await rowsOf(client, `ONLY ${name}`);
    if (typeof found === 'string') differences.push(`${name} cannot be counted: ${found}`);
    else if (found !== rows) differences.push(`${name} has ${found} rows, its manifest says ${rows}`);
  }
  return differences;
}
