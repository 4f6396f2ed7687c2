import { JobError } from '../exit';
import type { Session } from './session';
import { checkReadable, lockTables, type Table, tablesOf } from './tables';

/** A moment of a database that other sessions can read at, for as long as the session that holds it stays open. */
export interface Snapshot {
  readonly id: string;
  readonly tables: readonly Table[];
}

/**
 * Makes the session hold a snapshot of everything, or refuses. Tables are locked before the snapshot is taken: one that is truncated in
 * between would be empty in it.
 * @param lockSeconds how long a lock is waited for
 */
export async function holdSnapshot(session: Session, lockSeconds: number): Promise<Snapshot> {
  await checkDirect(session);
  // Limits that the role has for its ordinary work would end a long count.
  await session.rows(`SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '${lockSeconds}s'`);
  // Functions and tables of the database's own must not pass for those of PostgreSQL.
  await session.rows('SET search_path = pg_catalog');
  await checkReadable(session);
  const tables = await tablesOf(session);
  await session.rows('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  await lockTables(session, tables);
  const { id } = await session.row<{ id: string }>('SELECT pg_export_snapshot() AS id');
  return { id, tables };
}

/**
 * Refuses a pooler: in transaction mode it hands each transaction to another server process, and settings and snapshot are lost. It shows
 * by announcing a process number of its own.
 */
async function checkDirect(session: Session): Promise<void> {
  const { process } = await session.row<{ process: number }>('SELECT pg_backend_pid() AS process');
  if (process === session.announcedProcess) return;
  throw new JobError('refused', `there is a pooler between ${session.address} and the server: give the address of the server itself`);
}
