import type { Asked } from './google-services';

interface Call {
  readonly method: string;
  readonly path: RegExp;
  readonly permissions: readonly string[];
}

const database = '/v1/projects/[^/]+/databases/[^/]+';

/**
 * What each call of a job needs, by the vendor's own words: "Authorization requires" of Identity Toolkit's reference, the tables of methods and
 * permissions of Firestore, Firebase Rules and Remote Config. `getMetadata` stands beside imports and deletes in the roles that Google made for
 * nothing else (importExportAdmin, bulkAdmin).
 */
const calls: readonly Call[] = [
  // Without the second permission the answer comes, and its hash parameters are left out.
  call('GET', '/admin/v2/projects/[^/]+/config', 'firebaseauth.configs.get', 'firebaseauth.configs.getHashConfig'),
  call('GET', '/v1/projects/[^/]+/accounts:batchGet', 'firebaseauth.users.get'),
  call('GET', '/v1/projects/[^/]+/remoteConfig', 'cloudconfig.configs.get'),
  call('GET', '/v1/projects/[^/]+/releases', 'firebaserules.releases.list'),
  call('GET', '/v1/projects/[^/]+/rulesets/[^/]+', 'firebaserules.rulesets.get'),
  call('GET', `${database}/collectionGroups/-/(indexes|fields)`, 'datastore.indexes.list'),
  call('POST', `${database}:exportDocuments`, 'datastore.databases.export', 'datastore.databases.getMetadata'),
  call('POST', `${database}:importDocuments`, 'datastore.databases.import', 'datastore.databases.getMetadata'),
  call('POST', `${database}:bulkDeleteDocuments`, 'datastore.databases.bulkDelete', 'datastore.databases.getMetadata'),
  call('GET', `${database}/operations/[^/]+`, 'datastore.operations.get'),
  call('POST', `${database}/documents:listCollectionIds`, 'datastore.entities.list'),
  call('POST', `${database}/documents:runAggregationQuery`, 'datastore.entities.get', 'datastore.entities.list'),
  call('GET', '/v1beta1/projects/[^/]+/sites', 'firebasehosting.sites.list'),
  call('GET', '/v1beta1/sites/[^/]+/(channels/live|versions/[^/]+/files)', 'firebasehosting.sites.get'),
  call('GET', '/v1/projects/[^/]+/location/global/prometheus/api/v1/query', 'monitoring.timeSeries.list'),
  call('POST', '/v3/projects/[^/]+/timeSeries', 'monitoring.timeSeries.create'),
];

function call(method: string, path: string, ...permissions: readonly string[]): Call {
  return { method, path: new RegExp(`^${path}$`), permissions };
}

/** Every permission that the calls needed, each once and in order. A call that the table does not know is an error. */
export function permissionsFor(asked: readonly Asked[]): readonly string[] {
  const needed = asked.flatMap(({ method, path }) => {
    const known = calls.find((one) => one.method === method && one.path.test(path));
    if (known === undefined) throw new Error(`the table of permissions does not know ${method} ${path}`);
    return known.permissions;
  });
  return [...new Set(needed)].sort();
}
