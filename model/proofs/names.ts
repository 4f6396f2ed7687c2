import type { Finding } from '../finding';
import { messages } from '../messages';
import { checkNameLength, checkUnique } from '../names';
import type { DeclaredProduct } from '../product';
import type { ProductEnvironment } from '../product-environment';

/** Names within the limits of the clouds, and each only once. */
export function checkEnvironmentNames(environment: ProductEnvironment): Finding[] {
  const { place, id } = environment;
  const bucket = environment.product.cloud === 'aws' ? 's3Bucket' : 'gcsBucket';
  return [
    ...checkNameLength(`${place} / bucket`, bucket, environment.bucketName),
    ...checkBucketOwner(environment),
    ...environment.backups.flatMap((backup) => [
      ...checkNameLength(`${place} / ${backup.name}`, 'iamRole', `${id}-${backup.name}-scheduler`),
      ...checkNameLength(`${place} / ${backup.name}`, 'schedule', `${id}-${backup.name}-${backup.runs[0].tier.name}`),
    ]),
  ];
}

/** A name that says nothing of the product was taken long ago. */
function checkBucketOwner({ place, bucketName, product }: ProductEnvironment): Finding[] {
  const own = [...new Set([product.name, product.id])];
  return own.some((name) => bucketName.includes(name))
    ? []
    : [messages.commonBucketName(`${place} / bucket`, bucketName, own.join(' or '))];
}

/** Uids of dashboards fit Grafana and are unique in an organisation: of two with one uid, the second replaces the first. */
export function checkDashboardUids(dashboards: readonly { readonly place: string; readonly uid: string }[]): Finding[] {
  const first = new Map<string, string>();
  return dashboards.flatMap(({ place, uid }) => {
    const taken = first.has(uid);
    if (!taken) first.set(uid, place);
    return [...checkNameLength(place, 'grafanaUid', uid), ...(taken ? [messages.duplicate(place, 'dashboard uid', uid)] : [])];
  });
}

/** Things of one kind within a product have different names. */
export function checkProductNames(product: DeclaredProduct): Finding[] {
  const names = (kind: string, things: readonly { readonly name: string }[]): Finding[] =>
    checkUnique(
      product.name,
      kind,
      things.map((thing) => thing.name),
    );
  return [
    ...checkUnique(product.name, 'environment', product.environments),
    ...names('component', product.components),
    ...names('store', product.stores),
    ...names('probe', product.probes),
    ...names('dashboard', product.dashboards),
    ...names('retention tier', product.tiers),
    ...names('objective', product.objectives),
    // Both are tasks under their own name.
    ...names('backup, routine or duty', [...product.backups, ...product.routines, ...product.duties]),
    ...names('maintenance window', product.maintenance),
    ...names('input', product.inputs),
  ];
}
