import { lines } from './text';

/** Docker Compose of production, in the folder of its file. */
export const compose = 'docker compose -f docker-compose.prod.yml';

/** What shows that the application answers, and which release it is. */
export const healthAndVersion = lines(
  'curl --fail --silent --show-error "https://$APP_HOST/health"',
  'curl --fail --silent --show-error "https://$APP_HOST/api/version"',
);

/** Both counts must be above 0. */
export const countRows = (database: string): string =>
  lines(
    `psql --dbname=${database} --command 'SELECT count(*) AS users FROM "User";'`,
    `psql --dbname=${database} --command 'SELECT count(*) AS tasks FROM "Task";'`,
  );

/** Connection to the server; the tools ask for the password, or take it from the password file. */
export const connect = 'export PGHOST="$DATABASE_HOST" PGPORT=5432 PGUSER="$DATABASE_OWNER"';

/** Restores a checked dump into an empty database of its own. */
export const restoreInto = (database: string, dump: string): string =>
  lines(
    `createdb --template=template0 ${database}`,
    `pg_restore --exit-on-error --no-owner --jobs=4 --dbname=${database} ${dump}`,
    `psql --dbname=${database} --command 'ANALYZE;'`,
  );
