import { lines } from './text';

/** Docker Compose of production, in the folder of its file. */
export const compose = 'docker compose -f docker-compose.prod.yml';

/** A query inside of the database container, where PostgreSQL listens on its own port. */
export const psql = 'docker exec allodoc_postgres_prod psql -U allodoc_prod -d allodoc_prod';

/** The requests that show that the product works again. */
export const smokeTest = lines(
  'docker exec allodoc_postgres_prod pg_isready',
  'docker exec allodoc_redis_prod redis-cli ping',
  'curl --fail --silent --show-error http://localhost:3000/health',
  'curl --fail --silent --show-error --output /dev/null "https://{app_host}/"',
);

/** Starts the release before, by the tags that were written down before the update. The compose file reads them from IMAGE_TAG. */
export const rollback = lines(
  'export IMAGE_TAG="$PREVIOUS_TAG"',
  `${compose} up -d --no-build --no-deps backend frontend`,
  `${compose} images backend frontend`,
);
