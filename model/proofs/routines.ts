import { databaseOf } from '../backup';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';

/** A routine that reads the database has one to read. */
export function checkRoutines({ name, cloud, backups, routines }: DeclaredProduct): Finding[] {
  const hasDatabase = cloud === 'aws' && databaseOf(backups) !== undefined;
  return routines
    .filter(({ readsDatabase }) => readsDatabase === true && !hasDatabase)
    .map((routine) => messages.routineWithoutDatabase(`${name} / ${routine.name}`));
}
