import { logBasedMetrics } from '../../signals/log-based-metrics';
import { lines } from './text';

/** Buckets that hold the copies, and those that survive the loss of the project. */
export const copies = 'gs://carenow-backups';
export const offProjectCopies = 'gs://carenow-backups-off-project';

/** Both addresses that are probed from outside. */
export const lookFromOutside = lines(
  'curl --silent --show-error --head https://carenow.com | head -n 1',
  'curl --fail --silent --show-error https://carenow.com/health',
);

/** Releases of the live site with their versions, newest first. */
export const listReleases = lines(
  'HOSTING=https://firebasehosting.googleapis.com/v1beta1',
  'curl --fail --silent --show-error --header "Authorization: Bearer $(gcloud auth print-access-token)" \\',
  '  --header "x-goog-user-project: $PROJECT" \\',
  '  "$HOSTING/sites/$SITE/channels/live/releases?pageSize=5" \\',
  "  | jq --raw-output '.releases[]|[.releaseTime,.type,.version.name]|@tsv'",
);

/** Puts an earlier version back on the live channel. Nothing is built or uploaded. */
export const rollBackHosting = 'firebase hosting:clone "$SITE@$GOOD_VERSION" "$SITE:live"';

/** Both halves of a release at once. Hosting comes first: it takes seconds, the functions minutes. */
export const rollBackRelease = lines(
  `${rollBackHosting} && \\`,
  '  git fetch --tags origin && git checkout "$PREVIOUS_TAG" && firebase deploy --only functions --project "$PROJECT"',
);

/** Puts the prepared emergency release on the live channel. */
export const showEmergencyPage = 'firebase hosting:clone "$EMERGENCY_SITE:live" "$SITE:live"';

/** Sign-ins of the last day that Identity Platform refused: the entries that the metric of failed sign-ins counts. */
export const failedSignIns =
  `gcloud logging read 'resource.type="${logBasedMetrics.failedSignIns.resource}" AND ${logBasedMetrics.failedSignIns.filter()}' ` +
  '--project="$PROJECT" --freshness=1d --format=\'json(timestamp,jsonPayload)\'';

/** Link to the generated section that says how a person gets to read copies. */
export const readingAccess = '[`opskeep`](#get-to-read-copies)';

/** Copies of a backup and what is known of each, the newest first. */
export const listCopies = (backup: string): string => `opskeep restore list {copies-of-${backup}} --limit=10`;

/** Fetches the newest verified copy of a backup that is an archive, and unpacks it into a new folder. */
export const fetchFolder = (backup: string, folder: string): string =>
  lines(
    `opskeep restore fetch {copies-of-${backup}} --to=${folder}.copy`,
    `mkdir ${folder}`,
    `tar --extract --file=${folder}.copy --directory=${folder}`,
  );

/** Newest results of the drills of a backup. */
export const newestDrills = (backup: string): string => `opskeep restore drills {copies-of-${backup}}`;

/** The two checks that every restored database passes before anybody uses it. */
export const integrityCheck = 'node scripts/verify-data-integrity.js';
export const integrationTest = 'npm run test:integration';

/** Both, on a database of `PROJECT`, with the variables by which the drills of machines name it. */
export const checksOf = (database: string): string =>
  lines(`export GOOGLE_CLOUD_PROJECT="$PROJECT" FIRESTORE_DATABASE="${database}"`, 'npm ci', integrityCheck, integrationTest);

/** A dashboard as a whole, where a step is about more than one of its panels. */
export const dashboardLink = (name: string, title: string): string => `[${title}]({grafana}/d/{product}-{environment}-${name})`;
