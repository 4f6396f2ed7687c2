import { storePrefixes } from '../../model/store-layout';
import { lines } from './text';

/** Buckets that hold the copies, their manifests, and the copies that survive the loss of the project. */
export const copies = 'gs://carenow-backups';
export const records = 'gs://carenow-backups-records';
export const offProjectCopies = 'gs://carenow-backups-off-project';

/** Both addresses that are probed from outside. */
export const lookFromOutside = lines(
  'curl --silent --show-error --head https://carenow.com | head -n 1',
  'curl --fail --silent --show-error https://carenow.com/health',
);

/** Releases of the live site with their versions, newest first. */
export const listReleases = lines(
  'curl --fail --silent --show-error --header "Authorization: Bearer $(gcloud auth print-access-token)" \\',
  '  --header "x-goog-user-project: $PROJECT" \\',
  '  "https://firebasehosting.googleapis.com/v1beta1/sites/$SITE/channels/live/releases?pageSize=5" \\',
  "  | jq --raw-output '.releases[] | [.releaseTime, .type, .version.name] | @tsv'",
);

/** Puts an earlier version back on the live channel. Nothing is built or uploaded. */
export const rollBackHosting = 'firebase hosting:clone "$SITE@$GOOD_VERSION" "$SITE:live"';

/** Puts the prepared emergency release on the live channel. */
export const showEmergencyPage = 'firebase hosting:clone "$EMERGENCY_SITE:live" "$SITE:live"';

const newestUnder = (prefix: string, sort: string): string =>
  `gcloud storage objects list "${records}/${prefix}**" --sort-by=~creation_time --limit=${sort} --format='value(storage_url)'`;

/** Fetches the manifest of the newest verified copy of a backup, which names the copy as `key`. Older ones are printed first. */
export const newestManifest = (backup: string): string =>
  lines(
    newestUnder(`${storePrefixes.verified}${backup}/`, '10'),
    `MANIFEST="$(${newestUnder(`${storePrefixes.verified}${backup}/`, '1')})"`,
    'gcloud storage cp "$MANIFEST" manifest.json',
    'KEY="$(jq --raw-output .key manifest.json)"',
    'echo "$KEY"',
  );

/** Prints the newest results of the drills of a backup. */
export const newestDrill = (backup: string): string =>
  lines(`RESULT="$(${newestUnder(`${storePrefixes.drills}${backup}/`, '1')})"`, 'gcloud storage cat "$RESULT"');

/** The two checks that every restored database passes before anybody uses it. */
export const integrityCheck = 'node scripts/verify-data-integrity.js';
export const integrationTest = 'npm run test:integration';
