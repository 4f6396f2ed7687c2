import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { knownProducts } from '../../stacks/assembly';
import { type Rendered, renderProducts } from './rendered';

/** Settings that ask for both bootstrap stacks, with values of nobody. */
export const bootstrapSettings = {
  ci: { repository: 'acme/opskeep', branch: 'main' },
  bootstrapAws: { accountId: '111122223333', region: 'eu-west-1', stateBucket: 'acme-opskeep-state' },
  bootstrapGoogle: {
    project: 'acme-opskeep',
    projectNumber: '123456789012',
    location: 'asia-southeast1',
    stateBucket: 'acme-opskeep-state-google',
  },
  products: { carenow: { production: { google: { project: 'carenow-production', backupProject: 'carenow-backup' } } } },
};

/** Products by name, with the bootstrap stacks that serve them. */
export function renderBootstrap(names: readonly string[], parsed: Readonly<Record<string, unknown>> = bootstrapSettings): Rendered {
  const { settings, findings } = Settings.check(parsed, knownProducts(products));
  if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 2));
  return renderProducts(
    products.filter(({ name }) => names.includes(name)),
    settings,
  );
}
