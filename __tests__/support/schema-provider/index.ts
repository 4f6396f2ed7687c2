/** The providers whose schemas are kept in schemas/, served to Terraform. */
import { join } from 'node:path';
import { grafanaProblems } from './grafana-problems';
import { type ProviderSchema, readProviderSchemas } from './schema';
import { type ServedProviders, serveProviders } from './server';

export type { ConfigProblems } from './provider';
export { type ProviderSchema, readProviderSchemas, type StackJson, schemaForStacks } from './schema';
export { type ServedProvider, type ServedProviders, serveProviders } from './server';

export type SavedProvider = 'google' | 'grafana' | 'pagerduty';

/** @throws where schemas/ holds no such provider */
export function savedSchema(provider: SavedProvider): ProviderSchema {
  const file = join(__dirname, '..', '..', '..', 'schemas', `${provider}.json`);
  const [schema] = readProviderSchemas(file);
  if (schema === undefined) throw new Error(`${file} holds no provider`);
  return schema;
}

/**
 * Serves Google, Grafana (with the checks its schema cannot express) and PagerDuty.
 * @param others providers to serve beside them, for instance AWS from `awsSchema()`
 */
export function serveSavedProviders(others: readonly ProviderSchema[] = []): Promise<ServedProviders> {
  return serveProviders([
    { schema: savedSchema('google') },
    { schema: savedSchema('grafana'), problems: grafanaProblems },
    { schema: savedSchema('pagerduty') },
    ...others.map((schema) => ({ schema })),
  ]);
}
