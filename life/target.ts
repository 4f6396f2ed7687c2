import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import type { Product } from '../model/product';
import { environmentsOf, type ProductEnvironment } from '../model/product-environment';

/** What a command line names: a product environment, or why there is none. */
export type Target = { readonly environment: ProductEnvironment } | { readonly findings: readonly Finding[] };

/** Finds a product environment by the two words of a command line. */
export function findTarget(products: readonly Product[], productName: string, environmentName: string): Target {
  const product = products.find(({ name }) => name === productName);
  if (product === undefined) {
    const known = products.map(({ name }) => name);
    return { findings: [messages.unknownName('command line', 'product', productName, known)] };
  }
  const { declaration, findings } = product.evaluate();
  if (declaration === undefined) return { findings };
  const environments = environmentsOf(declaration);
  const environment = environments.find((candidate) => candidate.environment === environmentName);
  if (environment !== undefined) return { environment };
  const known = environments.map((candidate) => candidate.environment);
  return { findings: [messages.unknownName(`command line / ${productName}`, 'environment', environmentName, known)] };
}
