import type { Finding } from '../finding';
import { checkNameLength, checkUnique } from '../names';
import type { DeclaredProduct } from '../product';
import type { ProductEnvironment } from '../product-environment';

/** Names within the limits of the clouds, and each only once. */
export function checkEnvironmentNames(environment: ProductEnvironment): Finding[] {
  const { place, id } = environment;
  const bucket = environment.product.cloud === 'aws' ? 's3Bucket' : 'gcsBucket';
  return [
    ...checkNameLength(`${place} / bucket`, bucket, environment.bucketName),
    ...environment.backups.flatMap((backup) => [
      ...checkNameLength(`${place} / ${backup.name}`, 'iamRole', `${id}-${backup.name}-scheduler`),
      ...checkNameLength(`${place} / ${backup.name}`, 'schedule', `${id}-${backup.name}-${backup.runs[0].tier.name}`),
    ]),
  ];
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
    ...names('backup, routine or duty', [...product.backups, ...product.routines, ...(product.duties ?? [])]),
    ...names('maintenance window', product.maintenance),
    ...names('input', product.inputs),
  ];
}
